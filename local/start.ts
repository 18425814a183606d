import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stop as stopBundler } from "esbuild";
import { captureApart } from "./cloud/capture-apart";
import { chooseLedger } from "./cloud/ledger-choice";
import { LOCAL_OVERRIDES } from "./cloud/local-stack";
import { DEFAULT_BASE_PORT } from "./cloud/ports";
import { Supervisor } from "./cloud/supervisor";
import { isForTheTerminal } from "./page/night-event-kind";
import { openPage } from "./page/page-server";
import { listenForStop, type StopRequest } from "./start/asked-to-stop";
import { endpointsOf } from "./start/endpoints";
import { lockFolder } from "./start/folder-lock";
import { HELP, type StartOptions, startOptionsFrom } from "./start/options";
import { welcome } from "./start/welcome";

const ROOT = join(__dirname, "..");
const INTERRUPTED = 130;

/** npm start: the local cloud, its endpoints and what to try next, until Ctrl-C. */
export async function main(argv: readonly string[]): Promise<number> {
  const options = startOptionsFrom(argv, process.env);
  if (!options) {
    write(HELP);
    return 0;
  }
  const folder = folderFor(options.basePort);
  const unlock = lockFolder(folder);
  process.once("exit", unlock);
  const stop = listenForStop(() => write("\nStopping…\n"));
  try {
    return await run(options, folder, stop);
  } catch (error) {
    // A terminal sends Ctrl-C to everybody: what has just begun to start dies of it, and is missed.
    if (!stop.isAsked()) throw error;
    return INTERRUPTED;
  } finally {
    stop.forget();
    unlock();
  }
}

async function run(options: StartOptions, folder: string, stop: StopRequest): Promise<number> {
  const started = performance.now();
  const topology = await topologyFor(options);
  const { basePort } = options;
  if (!stop.isAsked()) write("Starting two regions…\n");
  const supervisor = stop.isAsked()
    ? undefined
    : await Supervisor.start({ topology, folder, basePort });
  // Everything is bundled; its helper process would only sit on memory.
  await stopBundler();
  if (!supervisor) return INTERRUPTED;
  try {
    if (stop.isAsked()) return INTERRUPTED;
    const page = await openPage(supervisor);
    const endpoints = endpointsOf(supervisor);
    writeFileSync(join(folder, "endpoints.json"), `${JSON.stringify(endpoints, undefined, 2)}\n`);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    write(welcome(endpoints, seconds));
    supervisor.on("event", (event) => {
      if (!stop.isAsked() && isForTheTerminal(event)) write(`  ${event.source}: ${event.text}\n`);
    });
    const broken = new Promise<never>((_, reject) => {
      supervisor.once("broken", (why) => reject(new Error(why)));
    });
    await Promise.race([stop.asked, broken]).finally(() => page.close());
  } finally {
    await supervisor.stop();
  }
  return 0;
}

async function topologyFor({ ledger: wanted, config }: StartOptions) {
  write("Reading the program…\n");
  const ledger = chooseLedger(wanted);
  if (ledger.note) write(`${ledger.note}\n`);
  const overrides = [...LOCAL_OVERRIDES, ...IMPATIENT, ...ledger.overrides, ...config];
  const { topology } = await captureApart(overrides);
  return topology;
}

/** A laptop's operator does not wait half an hour before a failback; these are the shortest waits. */
const IMPATIENT = ["failover.coolDownSeconds=60", "failover.healthyBeforeFailbackSeconds=60"];

/** A second cloud on other ports keeps its files to itself. */
function folderFor(basePort: number): string {
  const folder = join(ROOT, ".local");
  return basePort === DEFAULT_BASE_PORT ? folder : join(folder, `port-${basePort}`);
}

function write(text: string): void {
  process.stdout.write(text);
}
