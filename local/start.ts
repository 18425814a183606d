import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stop as stopBundler } from "esbuild";
import { chooseLedger } from "./cloud/ledger-choice";
import { captureLocalProgram, LOCAL_OVERRIDES } from "./cloud/local-stack";
import { DEFAULT_BASE_PORT } from "./cloud/ports";
import { Supervisor } from "./cloud/supervisor";
import { isForTheTerminal } from "./page/night-event-kind";
import { openPage } from "./page/page-server";

const HELP = `Runs both regions on this machine, built from what the program declares.

  npm start -- [options]

  --port NUMBER       first of the ports to use (default ${DEFAULT_BASE_PORT})
  --ledger KIND       aurora (two PostgreSQL clusters), none, or auto: what this machine allows (default)
  --config KEY=VALUE  change a setting of the stack; a.b=VALUE reaches into an object
  --help              this text

Ctrl-C stops everything.
`;

const ROOT = join(__dirname, "..");

/** npm start: the local cloud, its endpoints and what to try next, until Ctrl-C. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: "string", default: String(DEFAULT_BASE_PORT) },
      ledger: { type: "string", default: "auto" },
      config: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const basePort = Number(values.port);
  if (!Number.isInteger(basePort) || basePort < 1024 || basePort > 65_000) {
    throw new Error(`--port ${values.port} is not a port between 1024 and 65000`);
  }
  const started = performance.now();
  process.stdout.write("Reading the program…\n");
  const ledger = chooseLedger(values.ledger);
  if (ledger.note) process.stdout.write(`${ledger.note}\n`);
  const overrides = [...LOCAL_OVERRIDES, ...IMPATIENT, ...ledger.overrides, ...values.config];
  const { topology } = await captureLocalProgram(overrides);
  process.stdout.write("Starting two regions…\n");
  const folder = folderFor(basePort);
  mkdirSync(folder, { recursive: true });
  const asked = untilAskedToStop();
  const supervisor = await Supervisor.start({ topology, folder, basePort });
  // Everything is bundled; its helper process would only sit on memory.
  await stopBundler();
  try {
    const page = await openPage(supervisor);
    const endpoints = endpointsOf(supervisor);
    writeFileSync(join(folder, "endpoints.json"), `${JSON.stringify(endpoints, undefined, 2)}\n`);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(welcome(endpoints, seconds));
    supervisor.on("event", (event) => {
      if (isForTheTerminal(event)) process.stdout.write(`  ${event.source}: ${event.text}\n`);
    });
    await asked;
    process.stdout.write("\nStopping…\n");
    await page.close();
  } finally {
    await supervisor.stop();
  }
  return 0;
}

/** A laptop's operator does not wait half an hour before a failback; these are the shortest waits. */
const IMPATIENT = ["failover.coolDownSeconds=60", "failover.healthyBeforeFailbackSeconds=60"];

/** A second cloud on other ports keeps its files to itself. */
function folderFor(basePort: number): string {
  const folder = join(ROOT, ".local");
  return basePort === DEFAULT_BASE_PORT ? folder : join(folder, `port-${basePort}`);
}

/** Listens before anything is started, so that nothing is left behind. */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}

/** What outside tools rely on; written to `.local/endpoints.json`. */
export interface Endpoints {
  readonly primary: RegionEndpoints;
  readonly secondary: RegionEndpoints;
  readonly dns: { readonly host: string; readonly port: number; readonly name: string };
  readonly page: string;
}

interface RegionEndpoints {
  readonly region: string;
  readonly api: string;
  readonly aws: string;
}

export function endpointsOf({ deployment, ports }: Supervisor): Endpoints {
  const { topology } = deployment;
  const endpointOf = (region: string): RegionEndpoints => ({
    region,
    api: `http://127.0.0.1:${ports.regions[region]?.api}`,
    aws: `http://127.0.0.1:${ports.regions[region]?.aws}`,
  });
  const shared = topology.dns.records.find(({ failover, weight }) => failover ?? weight);
  return {
    primary: endpointOf(topology.primary),
    secondary: endpointOf(topology.secondary),
    dns: { host: "127.0.0.1", port: ports.dns, name: shared?.name ?? "" },
    page: `http://127.0.0.1:${ports.page}`,
  };
}

function welcome({ primary, secondary, dns, page }: Endpoints, seconds: string): string {
  const body = JSON.stringify({
    transaction_id: "first-payment",
    amount: "100.00",
    currency: "USD",
    customer_id: "cust-1",
    payment_method: "card_token_1",
  });
  return `
Ready after ${seconds} s.
  primary    ${primary.region}  ${primary.api}
  secondary  ${secondary.region}  ${secondary.api}
  DNS        ${dns.name} at ${dns.host}:${dns.port}
  page       ${page}

Try next:
  curl -s ${primary.api}/validate -H 'content-type: application/json' -d '${body}'
  curl -s ${secondary.api}/payments/first-payment
  dig @${dns.host} -p ${dns.port} ${dns.name} CNAME +short

Ctrl-C stops everything.
`;
}
