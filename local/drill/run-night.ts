import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PaymentLimits } from "../../functions/core/settings";
import { type NightEvent, Supervisor } from "../cloud/supervisor";
import type { Topology } from "../topology/topology";
import { AuthorityWatch } from "./authority-watch";
import { AwsReach } from "./aws-reach";
import { Bookkeeper } from "./bookkeeper";
import { DrillClock } from "./drill-clock";
import { LiveClients } from "./live-clients";
import { startLoad } from "./load";
import { watchMachine } from "./machine-watch";
import type { Moments } from "./moments";
import { Night } from "./night";
import type { NightRecord } from "./night-record";
import { Operator } from "./operator";
import type { Scenario } from "./scenario";

export interface NightOrder {
  readonly run: number;
  readonly scenario: Scenario;
  readonly topology: Topology;
  readonly folder: string;
  readonly evidenceFolder: string;
  readonly basePort: number;
  readonly scale: number;
  readonly rate: number;
  readonly healthyBeforeFailbackMs: number;
  readonly signal: AbortSignal;
  /** Every event of the night, on the drill's clock since its beginning. */
  readonly onEvent: (atMs: number, source: string, text: string, data?: unknown) => void;
}

/** Plays one night in a fresh cloud and brings home everything that is known about it. */
export async function runNight(order: NightOrder): Promise<NightRecord> {
  const { topology, folder, basePort, scale, evidenceFolder, signal } = order;
  mkdirSync(evidenceFolder, { recursive: true });
  const supervisor = await Supervisor.start({ topology, folder, basePort, clockSpeed: scale });
  const reach = new AwsReach(supervisor.ports);
  // Whatever still waits on the drill's clock when the night is over must not go on waiting.
  const over = new AbortController();
  const clock = new DrillClock(supervisor.deployment, AbortSignal.any([signal, over.signal]));
  supervisor.once("broken", (why) => over.abort(new Error(why)));
  try {
    return await playNight(order, supervisor, reach, clock);
  } finally {
    over.abort(new Error("the night is over"));
    reach.close();
    await supervisor.stop();
  }
}

async function playNight(
  order: NightOrder,
  supervisor: Supervisor,
  reach: AwsReach,
  clock: DrillClock,
): Promise<NightRecord> {
  const { run, scenario, topology, evidenceFolder, rate, signal, onEvent } = order;
  const machine = watchMachine();
  const startedMs = clock.nowMs();
  const moments = newMoments(startedMs);
  const say = (text: string, data?: unknown) =>
    onEvent(clock.nowMs() - startedMs, "drill", text, data);
  const heard: string[] = [];
  supervisor.on("event", (event) => {
    heard.push(event.text);
    hear(event, moments, onEvent);
  });
  const limits = limitsOf(topology);
  const logFile = join(evidenceFolder, "client-log.jsonl");
  const keeper = new Bookkeeper({ reach, supervisor, logFile, limits, nowMs: () => clock.nowMs() });
  const regions = [topology.secondary, topology.primary];
  const operator = new Operator(reach, controlTableOf(topology), machinesOf(topology));
  const isDark = (region: string) => supervisor.network.dark.includes(region);
  const watch = new AuthorityWatch({ operator, clock, moments, regions, isDark, say });
  const clients = new LiveClients();
  const seed = `drill-${scenario.name}-${run}`;
  say(`night ${run} begins: ${scenario.title}`, { seed });
  watch.start();
  const load = await startLoad({
    supervisor,
    settings: { run: `d${run}`, seed, rate, log: logFile },
    onStatus: ({ results, moves }) => {
      clients.add(results);
      moments.dnsMoves.push(...moves);
      for (const { region } of moves) say(`a resolver of the clients now leads to ${region}`);
    },
  });
  moments.loadMs = clock.nowMs();
  const night = new Night({
    ...{ supervisor, operator, clock, clients, moments, say },
    reconcile: (occasion) => keeper.reconcile(occasion),
    unfinished: (beforeMs) => keeper.unfinished(beforeMs),
    healthyBeforeFailbackMs: order.healthyBeforeFailbackMs,
  });
  const problem = await scenario.play(night).then(() => undefined, messageOf);
  if (problem !== undefined) say(`the story ends early: ${problem}`);
  await load.stop(signal.aborted);
  moments.loadEndedMs = clock.nowMs();
  say("the clients have gone home");
  await watch.stop();
  if (!signal.aborted) await keeper.settle(clock, say);
  await keeper.close(signal.aborted ? "after the interruption" : "in the morning");
  return {
    ...{ run, seed, scenario, topology, moments, problem, limits, logFile },
    interrupted: signal.aborted,
    pressure: machine.stop(),
    endedMs: clock.nowMs(),
    texts: [...queueTexts(supervisor, regions), ...heard],
    books: keeper.books,
    lines: keeper.lines,
    reconciliations: keeper.reconciliations,
    unread: keeper.unread,
    ledgerFile: keeper.ledgerFile,
    codeHash: codeHashOf(supervisor),
    deadLetters: keeper.deadLetters,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function newMoments(startedMs: number): Moments {
  return {
    ...{ startedMs, loadMs: undefined, loadEndedMs: undefined, strikes: [], authorities: [] },
    ...{ detections: [], dnsMoves: [], moves: [], zombie: undefined, failback: undefined },
    alarms: [],
  };
}

function hear(
  { atMs, source, text, data }: NightEvent,
  moments: Moments,
  onEvent: NightOrder["onEvent"],
): void {
  const [, name, state] = /^alarm (\S+) is (ALARM|OK)$/.exec(text) ?? [];
  // Every alarm says OK once when its first data arrive; that is no news.
  if (state === "OK" && !moments.alarms.some((alarm) => alarm.name === name)) return;
  if (name !== undefined && state === "ALARM") moments.alarms.push({ atMs, source, name });
  onEvent(atMs - moments.startedMs, source, text, data);
}

function limitsOf(topology: Topology): PaymentLimits {
  const functions = topology.regions[topology.primary]?.functions ?? [];
  const text = functions.find(({ entry }) => entry === "validate")?.environment.PAYMENT_LIMITS;
  if (text === undefined) throw new Error("the program declares no payment limits");
  return JSON.parse(text) as PaymentLimits;
}

function controlTableOf({ tableItems }: Topology): string {
  const table = tableItems.find(({ item }) => item.active !== undefined)?.table;
  if (table === undefined) throw new Error("the program declares no control item");
  return table;
}

function machinesOf({ regions }: Topology): Record<string, string> {
  return Object.fromEntries(
    Object.values(regions).flatMap(({ region, stateMachines }) =>
      stateMachines.map(({ arn }) => [region, arn]),
    ),
  );
}

/** The code that ran: every bundle, in the order of its function's name. */
function codeHashOf({ deployment }: Supervisor): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(deployment.bundles).sort()) {
    hash.update(readFileSync(deployment.bundles[name] ?? ""));
  }
  return hash.digest("hex");
}

/** What lies in the queues, to be searched for what must not be there. */
function queueTexts({ deployment }: Supervisor, regions: readonly string[]): string[] {
  return regions.map((region) => {
    const file = join(deployment.dataFolder, `queues-${region}.log`);
    return readFileSync(file, "utf8");
  });
}
