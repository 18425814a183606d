import { goodForMs } from "../../functions/core/detect-state";
import { badVantages } from "../../functions/core/detection-history";
import type { WorkflowInput } from "../../functions/core/workflow";
import type { NetworkState } from "../cloud/network-state";
import type { Supervisor } from "../cloud/supervisor";
import type { DrillClock } from "./drill-clock";
import type { LiveClients } from "./live-clients";
import type { Moments, Strike } from "./moments";
import type { Operator } from "./operator";

export interface NightWorld {
  readonly supervisor: Supervisor;
  readonly operator: Operator;
  readonly clock: DrillClock;
  readonly clients: LiveClients;
  readonly moments: Moments;
  readonly say: (text: string, data?: unknown) => void;
  /** Compares the books of everything that was accepted so far. */
  readonly reconcile: (occasion: string) => Promise<void>;
  /** Payments that were accepted before a moment and are not finished yet. */
  readonly unfinished: (beforeMs: number) => Promise<number>;
  readonly healthyBeforeFailbackMs: number;
}

const seconds = (count: number) => count * 1000;

/** What a quiet system does before it is struck. */
const BASELINE_MS = seconds(20);
/** A failover that takes longer than the product's own limit is a failure, not a wait. */
const TAKEOVER_WITHIN_MS = seconds(300);
const SERVED_WITHIN_MS = seconds(180);
const DRAINED_WITHIN_MS = seconds(180);
const FAILBACK_WITHIN_MS = seconds(420);
const GATE_PAUSE_MS = seconds(15);

/** One night: what a story can do to the two regions, and what it can wait for. */
export class Night {
  readonly primary: string;
  readonly standby: string;

  constructor(private readonly world: NightWorld) {
    const { primary, secondary } = world.supervisor.deployment.topology;
    this.primary = primary;
    this.standby = secondary;
  }

  say(text: string): void {
    this.world.say(text);
  }

  /** Payments flow and nothing is wrong; from here on everything is labelled as a drill. */
  async quietHours(): Promise<void> {
    const { operator, clock, clients, moments } = this.world;
    await operator.announceDrill(this.standby, this.standby, clock.nowMs() + seconds(3_600));
    await this.clientsAreServedBy(this.primary);
    const beganMs = moments.loadMs ?? clock.nowMs();
    await clock.sleep(Math.max(1, beganMs + BASELINE_MS - clock.nowMs()));
    this.say(`${clients.acknowledged} payments are accepted, now it happens`);
  }

  /** The moment from which everything is measured. */
  strike(what: string, blow: () => void): Strike {
    const { moments, clock } = this.world;
    const strike = { atMs: clock.nowMs(), what, standby: this.standby };
    moments.strikes.push(strike);
    blow();
    this.world.say(what, { strike: moments.strikes.length });
    return strike;
  }

  kill(region: string): void {
    this.world.supervisor.killRegion(region);
  }

  change(change: Partial<NetworkState>): void {
    this.world.supervisor.change(change);
  }

  /** Nothing passes between a region and the named places, in either direction. */
  cutOff(region: string, places: readonly string[]): void {
    const cuts = places.flatMap((place) => [[region, place] as const, [place, region] as const]);
    this.change({ cuts });
  }

  /** Every place that the region could reach. */
  placesAround(region: string): string[] {
    const { vantage } = this.world.supervisor.deployment.topology;
    const peer = region === this.primary ? this.standby : this.primary;
    return ["internet", peer, ...(vantage ? [vantage] : [])];
  }

  sleep(ms: number): Promise<void> {
    return this.world.clock.sleep(ms);
  }

  /** The region has authority with a newer epoch than at the last strike. */
  async authorityMovesTo(region: string): Promise<void> {
    const { clock, moments } = this.world;
    const sinceMs = moments.strikes.at(-1)?.atMs ?? moments.startedMs;
    await clock.until(
      () => moments.authorities.find((one) => one.active === region && one.seenMs >= sinceMs),
      { withinMs: TAKEOVER_WITHIN_MS, what: `authority for ${region}` },
    );
    await this.noteDetection(sinceMs);
  }

  /** What the detector itself wrote down: the first tick in which two places saw the region lost. */
  private async noteDetection(sinceMs: number): Promise<void> {
    const { operator, moments } = this.world;
    const index = moments.strikes.length - 1;
    if (moments.detections[index] !== undefined) return;
    const { ticks } = await operator.detector(this.standby, this.standby);
    const lost = ticks.find((tick) => tick.atMs >= sinceMs && badVantages(tick.signals).length > 1);
    moments.detections[index] = lost?.atMs;
  }

  /** Clients with the shared name are served by the region and nobody fails any more. */
  async clientsAreServedBy(region: string): Promise<void> {
    const { clock, clients, moments } = this.world;
    const sinceMs = moments.strikes.at(-1)?.atMs ?? moments.startedMs;
    await clock.until(
      () => (clients.areServedBy(region, sinceMs, clock.nowMs()) ? true : undefined),
      { withinMs: SERVED_WITHIN_MS, what: `clients served by ${region}` },
    );
    this.say(`clients are served by ${region}`);
  }

  /** Everything that was accepted until now is finished. */
  async backlogDrains(): Promise<void> {
    const { clock, unfinished } = this.world;
    const beforeMs = clock.nowMs();
    await clock.until(async () => ((await unfinished(beforeMs)) === 0 ? true : undefined), {
      withinMs: DRAINED_WITHIN_MS,
      everyMs: seconds(3),
      what: "the backlog drained",
    });
    this.say("everything that was accepted so far is finished");
  }

  async reconcile(occasion: string): Promise<void> {
    await this.world.reconcile(occasion);
  }

  /** The old primary starts again: with its old queues, and with what it believed last. */
  async reviveAsZombie(): Promise<void> {
    const { supervisor, moments, clock } = this.world;
    const atMs = clock.nowMs();
    let restored = 0;
    const listen = ({ source, text }: { source: string; text: string }) => {
      const left = /^(\d+) messages were still in the queues$/.exec(text)?.[1];
      if (source === this.primary && left !== undefined) restored = Number(left);
    };
    supervisor.on("event", listen);
    await supervisor.reviveRegion(this.primary);
    supervisor.off("event", listen);
    moments.zombie = { atMs, restored };
  }

  /** The network is whole again; the old primary was running all the time and believes what it believed. */
  heal(): void {
    const { supervisor, moments, clock } = this.world;
    const takenOver = moments.authorities.at(-1)?.active === this.standby;
    if (takenOver) moments.zombie = { atMs: clock.nowMs(), restored: undefined };
    supervisor.change({ cuts: [], storeDark: [], lying: [] });
    this.say("everything is connected again");
  }

  /** An operator moves authority while both regions work. */
  async failOverGracefully(): Promise<void> {
    const input = await this.order("failover", this.standby, this.primary);
    const arn = await this.world.operator.startMove(input, 1);
    await this.untilEnded(this.standby, arn);
  }

  /** The gates open only after the region has been well for a while; nobody forces them. */
  async regionProvesItself(): Promise<void> {
    const { operator, clock, healthyBeforeFailbackMs } = this.world;
    this.say(`waiting until ${this.primary} has been well for ${healthyBeforeFailbackMs / 1000} s`);
    await clock.until(
      async () => {
        const state = await operator.detector(this.primary, this.standby);
        const goodMs = goodForMs(state, clock.nowMs()) ?? 0;
        return goodMs >= healthyBeforeFailbackMs ? true : undefined;
      },
      { withinMs: FAILBACK_WITHIN_MS, everyMs: seconds(2), what: `${this.primary} well again` },
    );
  }

  /** An operator orders the failback, and again when a gate was still closed. */
  async orderFailback(): Promise<{ readonly arn: string; readonly attempt: number }> {
    const { operator, clock, moments } = this.world;
    const input = await this.order("failback", this.primary, this.standby);
    const untilMs = clock.nowMs() + FAILBACK_WITHIN_MS;
    for (let attempt = 1; ; attempt++) {
      moments.failback = { orderedMs: clock.nowMs(), servedMs: undefined };
      const arn = await operator.startMove(input, attempt);
      this.say(`failback to ${this.primary} is ordered, attempt ${attempt}`);
      const refused = await clock.until(() => this.gatesAnswer(arn), {
        withinMs: TAKEOVER_WITHIN_MS,
        what: "the failback's gates",
      });
      if (!refused.closed) return { arn, attempt };
      if (clock.nowMs() > untilMs) throw new Error(`the gates stayed closed: ${refused.reason}`);
      this.say(`the gates are closed: ${refused.reason}`);
      await clock.sleep(GATE_PAUSE_MS);
    }
  }

  /** Undefined while the gates are still being asked. */
  private async gatesAnswer(arn: string) {
    const { operator, moments } = this.world;
    const { status, error, cause } = await operator.execution(this.primary, arn);
    if (moments.authorities.at(-1)?.active === this.primary) return { closed: false };
    if (status === "SUCCEEDED") return { closed: false };
    if (status === "RUNNING") return undefined;
    if (error === "GatesClosed") return { closed: true, reason: cause ?? "no reason was given" };
    throw new Error(`the failback ended as ${status}: ${error} ${cause}`);
  }

  /** The whole way back, until clients are served by the primary again. */
  async failBack(): Promise<void> {
    const { moments, clock } = this.world;
    await this.regionProvesItself();
    const { arn } = await this.orderFailback();
    await this.untilEnded(this.primary, arn);
    await this.clientsAreServedBy(this.primary);
    if (moments.failback) moments.failback.servedMs = clock.nowMs();
  }

  private async order(kind: WorkflowInput["kind"], to: string, from: string) {
    const { epoch } = await this.world.operator.authority(this.standby);
    const why = "disaster recovery exercise";
    return { kind, to, from, epoch, graceful: true, by: "operator", why, drill: true } as const;
  }

  private async untilEnded(region: string, arn: string): Promise<void> {
    const { operator, clock } = this.world;
    const ended = await clock.until(
      async () => {
        const execution = await operator.execution(region, arn);
        return execution.status === "RUNNING" ? undefined : execution;
      },
      { withinMs: TAKEOVER_WITHIN_MS, what: `the workflow in ${region}` },
    );
    const { status, error, cause } = ended;
    if (status !== "SUCCEEDED")
      throw new Error(`the workflow ended as ${status}: ${error} ${cause}`);
    this.say(`the workflow in ${region} succeeded`);
  }
}
