import { readFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { stop as stopBundler } from "esbuild";
import { captureApart } from "../../local/cloud/capture-apart";
import { LOCAL_OVERRIDES } from "../../local/cloud/local-stack";
import { Supervisor } from "../../local/cloud/supervisor";
import type { LoadResult } from "./load-process";
import type { Notebook } from "./measurement";
import { startedSeconds, treeMemoryMb } from "./process-tree";
import { type RivalCloud, startRival } from "./rival-cloud";
import { SANDBOXES } from "./rival-region";
import { row } from "./row";
import { runNode } from "./run-node";

const BASE_PORT = 23_500;
/** Each sandbox compiles the same code for itself, so it takes a while until they are warm. */
const WARM_UP_SECONDS = 20;
const LOAD_SECONDS = 8;
/** As many as the rival has sandboxes; two cores cannot serve more at once. */
const CONNECTIONS = SANDBOXES;
/** A hint that was lost is made up for by the sweeper. */
const PATIENCE_MS = 90_000;
const POLL_MS = 50;

/**
 * The cheap stack reserves little concurrency and waits for batches to fill; both would measure the
 * configuration instead of the machine.
 */
const BUSY = ["load.peakPaymentsPerSecond=50", "queue.windowSeconds=0"];

/** Somewhere that payments can be sent to. */
interface Target {
  readonly url: string;
  /** Payments that were processed since it started. */
  processed(): number;
}

interface Flow {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly p99Ms: number;
  readonly refused: number;
  readonly accepted: readonly string[];
}

/** The shipped bundles behind HTTP, here and on emulators that others have written. */
export async function measure({ folder, report, progress }: Notebook): Promise<void> {
  progress("reading the program and starting two regions");
  const began = performance.now();
  const { topology } = await captureApart([...LOCAL_OVERRIDES, ...BUSY]);
  const supervisor = await Supervisor.start({ topology, folder, basePort: BASE_PORT });
  await stopBundler();
  const startSeconds = (performance.now() - began) / 1000;
  const ours = targetOf(supervisor, folder);
  progress(`${CONNECTIONS} clients for ${WARM_UP_SECONDS} + ${LOAD_SECONDS} s`);
  const here = await flowThrough(ours);
  const memoryMb = treeMemoryMb(process.pid);
  progress("asking what became of each payment");
  const lost = await lostPayments(ours.url, here.accepted);
  await supervisor.stop();

  progress("the same with dynalite and fauxqs");
  const rivalBegan = performance.now();
  const rival: RivalCloud = await startRival(topology, folder);
  const rivalStart = (performance.now() - rivalBegan) / 1000;
  const there = await flowThrough(rival);
  const rivalMb = treeMemoryMb(process.pid, false);
  rival.stop();
  if (there.refused > 0) throw new Error("the rival refused payments; the comparison is void");

  const rivalName = "dynalite and fauxqs";
  const against = (value: number) => ({ name: rivalName, value });
  report(
    row({
      name: "payments over HTTP, accepted and processed",
      value: here.perSecond,
      unit: "/s",
      better: "more",
      baseline: against(there.perSecond),
      goal: { gain: 2 },
    }),
  );
  const cpu = { value: here.cpuMs, unit: "ms CPU", baseline: against(there.cpuMs) };
  report(row({ name: "all that a payment costs there", ...cpu }));
  const p99 = { value: here.p99Ms, unit: "ms", baseline: against(there.p99Ms) };
  report(row({ name: "time until accepted, p99", ...p99 }));
  report(row({ name: "accepted payments lost", value: lost, unit: "", goal: { value: 0 } }));
  report(row({ name: "payments refused", value: here.refused, unit: "", goal: { value: 0 } }));
  report(
    row({
      name: "start of the local cloud",
      value: startSeconds,
      unit: "s",
      baseline: against(rivalStart),
      goal: { value: 10 },
    }),
  );
  report(
    row({
      name: "memory of the whole local cloud, under load",
      value: memoryMb,
      unit: "MB",
      baseline: against(rivalMb),
      goal: { value: 1_500 },
    }),
  );
}

/** The primary region's own name; the processor's ledger on disk tells what was processed. */
function targetOf({ deployment, ports }: Supervisor, folder: string): Target {
  const { primary } = deployment.topology;
  const ledger = join(folder, "data/processor-ledger.jsonl");
  return {
    url: `http://127.0.0.1:${ports.regions[primary]?.api}`,
    processed: () => {
      try {
        return readFileSync(ledger, "utf8").split("\n").length - 1;
      } catch {
        // Nothing was charged yet.
        return 0;
      }
    },
  };
}

/**
 * Pays until sandboxes and compiled code are warm, then again. Only what was accepted and processed
 * while the clients paid counts for the rate; everything accepted has to be processed in the end.
 */
async function flowThrough(target: Target): Promise<Flow> {
  await processed(target, 0, (await pay(target, WARM_UP_SECONDS, "warm")).accepted.length);
  const before = target.processed();
  const cpuBefore = startedSeconds(process.pid);
  const { accepted, refused, p99Ms, seconds } = await pay(target, LOAD_SECONDS, "run");
  const finished = Math.min(accepted.length, target.processed() - before);
  const cpu = startedSeconds(process.pid) - cpuBefore;
  await processed(target, before, accepted.length);
  const perSecond = finished / seconds;
  return { perSecond, cpuMs: (cpu / finished) * 1000, p99Ms, refused, accepted };
}

async function pay(target: Target, seconds: number, prefix: string): Promise<LoadResult> {
  const load = ["scripts/run.js", "scripts/bench/load-process", target.url, String(seconds)];
  return JSON.parse(await runNode([...load, String(CONNECTIONS), prefix])) as LoadResult;
}

/** Waits until so many more are processed. */
async function processed(target: Target, before: number, count: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (target.processed() - before < count) {
    if (performance.now() > deadline) throw new Error("not all accepted payments were processed");
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Payments that are not known as processed, whoever is asked. */
async function lostPayments(url: string, ids: readonly string[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const waiting = [...ids];
  let lost = 0;
  const ask = async () => {
    for (let id = waiting.pop(); id; id = waiting.pop()) {
      const answer = await bodyOf(agent, `${url}/payments/${id}`);
      if ((JSON.parse(answer) as { status?: string }).status !== "processed") lost += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, ask));
  agent.destroy();
  return lost;
}

function bodyOf(agent: Agent, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = get(url, { agent }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.once("end", () => resolve(text));
    });
    sent.once("error", reject);
  });
}
