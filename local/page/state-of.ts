import type { Disasters } from "./disasters";
import { headlineOf } from "./headline";
import { possibleMove } from "./moves";
import type { NightWatch } from "./night-watch";
import type { PageFacts, RegionFacts } from "./page-facts";
import type { DnsState, PageState, RegionState } from "./page-state";
import type { PageWorld } from "./page-world";
import type { Payer } from "./payer-state";
import { WINDOW_SECONDS } from "./second-counts";

/** Where the page's state comes from. */
export interface StateSources {
  readonly world: PageWorld;
  readonly facts: PageFacts;
  readonly watch: NightWatch;
  readonly payer: Payer;
  readonly disasters: Disasters;
}

/** Everything as it is now. */
export function stateOf(sources: StateSources): PageState {
  const { world, facts, watch, payer } = sources;
  const atMs = Date.now();
  const fromMs = atMs - WINDOW_SECONDS * 1000;
  const { authority: known } = watch;
  const authority = known && { region: known.active, epoch: known.epoch, phase: known.phase };
  const regions = facts.regions.map((one) => regionState(sources, one, atMs));
  const executions = watch.executions.latest();
  const dns: DnsState | undefined = facts.dns && {
    name: facts.dns.name,
    address: `127.0.0.1:${facts.dns.port}`,
    ttlSeconds: facts.dns.ttlSeconds,
    answer: watch.answers.current ?? null,
    history: watch.answers.since(fromMs),
  };
  const mode = facts.policy?.mode ?? "manual";
  const move = possibleMove(facts, known);
  const running = executions.some(({ status }) => status === "RUNNING");
  const standby = regions.find(({ region }) => region === move?.to.region);
  return {
    atMs,
    startedMs: watch.startedMs,
    headline: headlineOf({
      regions,
      authority,
      dns,
      executions,
      approvals: watch.approvals,
      automatic: mode === "auto",
      uptimeMs: atMs - watch.startedMs,
    }),
    dns,
    authority,
    authorityHistory: watch.authorities.since(fromMs),
    regions,
    payments: payer.state(),
    backlog: watch.backlog,
    replication: { payments: facts.payments, lagMs: world.network.lagMs },
    executions,
    moves: {
      kind: move?.kind,
      to: move?.to.region,
      running,
      blocked: blockedBecause(standby, running),
      mode,
    },
    approvals: watch.approvals,
  };
}

/** What the button would be refused for; known beforehand, so it is said beforehand. */
function blockedBecause(standby: RegionState | undefined, running: boolean): string | undefined {
  if (running) return "A workflow is running; the next move can be ordered when it has ended.";
  if (!standby) return "Nobody can say which region is active, so nobody can say where to move.";
  const { region, power, cutOff } = standby;
  if (power === "dark") return `${region} is gone and cannot take over. Bring it back first.`;
  if (power === "starting") return `${region} is starting. Wait until it works.`;
  if (cutOff) return `${region} is cut off and cannot take over. Reconnect it first.`;
  return undefined;
}

function regionState(sources: StateSources, facts: RegionFacts, atMs: number): RegionState {
  const { world, watch, disasters } = sources;
  const { region, role } = facts;
  const { dark, storeDark, lying } = world.network;
  const writer = watch.databaseWriter;
  const numbers = watch.reports.get(region)?.numbers(atMs);
  return {
    region,
    role,
    api: `http://127.0.0.1:${facts.apiPort}`,
    active: watch.authority?.active === region,
    power: powerOf(dark.includes(region), disasters.starting.has(region)),
    cutOff: disasters.isCutOff(region),
    storeSilent: storeDark.includes(region),
    lying: lying.includes(region),
    healthy: watch.health.get(region) ?? null,
    store: watch.seen.has(region) ? watch.seen.get(region) !== undefined : null,
    requestsPerSecond: numbers?.requestsPerSecond ?? 0,
    queue: numbers?.queue ?? null,
    deadLetters: numbers?.deadLetters ?? null,
    database: writer === undefined ? null : writer === region ? "writes" : "follows",
  };
}

function powerOf(isDark: boolean, isStarting: boolean): RegionState["power"] {
  if (isStarting) return "starting";
  return isDark ? "dark" : "on";
}
