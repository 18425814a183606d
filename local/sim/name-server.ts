import type { DeclaredHealthCheck, DeclaredRecord } from "../topology/topology";
import type { World } from "./world";

/** Route 53 gathers its checkers' views and spreads the result before answers change. */
const AGGREGATION_MS = 6_000;
/** Longer than this a checker does not wait. */
const CHECK_DEADLINE_MS = 2_000;

interface CheckState {
  healthy: boolean;
  /** Results in a row that contradict the current state. */
  against: number;
  /** Results on their way to where answers are made. */
  gathering: number;
}

/** The declared records and health checks, watched by one checker each, and a resolver before them. */
export class NameServer {
  private readonly states = new Map<string, CheckState>();
  private cached: { region: string; untilMs: number } | undefined;
  private readonly failover: readonly DeclaredRecord[];
  private readonly weighted: readonly DeclaredRecord[];
  private readonly checks = new Map<string, DeclaredHealthCheck>();
  /** Every public name and every target that leads to a region. */
  private readonly hosts = new Map<string, string>();

  constructor(private readonly world: World) {
    const { dns, regions } = world.topology;
    for (const { api, region } of Object.values(regions)) {
      for (const host of [...(api?.hosts ?? []), ...(api?.targets ?? [])]) {
        this.hosts.set(host, region);
      }
    }
    this.failover = dns.records.filter(({ failover }) => failover !== undefined);
    this.weighted = dns.records.filter(({ weight }) => weight !== undefined);
    for (const check of dns.healthChecks) {
      this.checks.set(check.id, check);
      this.states.set(check.id, { healthy: true, against: 0, gathering: 0 });
      if (check.host) this.schedule(check, world.random.fork(`check/${check.id}`).next());
    }
  }

  /** The region that a resolver names: what Route 53 says, as old as the record's TTL allows. */
  answer(): string {
    const nowMs = this.world.timeline.nowMs();
    if (this.cached && nowMs < this.cached.untilMs) return this.cached.region;
    const record = this.choose();
    const region = record ? this.regionOf(record.values[0] ?? "") : this.world.topology.primary;
    this.cached = { region, untilMs: nowMs + (record?.ttlSeconds ?? 60) * 1000 };
    return region;
  }

  /** Which region a public name, or the target of a record, belongs to. */
  regionOf(host: string): string {
    const region = this.hosts.get(host);
    if (region === undefined) throw new Error(`no region answers to ${host}`);
    return region;
  }

  private choose(): DeclaredRecord | undefined {
    if (this.failover.length > 0) {
      const primary = this.failover.find(({ failover }) => failover === "PRIMARY");
      const secondary = this.failover.find(({ failover }) => failover === "SECONDARY");
      // With both unhealthy Route 53 fails open to the primary.
      if (primary && this.isHealthy(primary)) return primary;
      return secondary && this.isHealthy(secondary) ? secondary : primary;
    }
    const healthy = this.weighted.filter((record) => this.isHealthy(record));
    const usable = healthy.length > 0 ? healthy : this.weighted;
    return usable.find(({ weight }) => (weight ?? 0) > 0) ?? usable[0];
  }

  private isHealthy(record: DeclaredRecord): boolean {
    return record.healthCheckId === undefined || this.evaluate(record.healthCheckId);
  }

  private evaluate(id: string): boolean {
    const check = this.checks.get(id);
    if (!check) throw new Error(`no health check ${id} is declared`);
    if (check.children.length === 0) return this.effective(check);
    const well = check.children.filter((child) => this.evaluate(child)).length;
    return well >= (check.childThreshold ?? check.children.length);
  }

  private effective(check: DeclaredHealthCheck): boolean {
    const state = this.states.get(check.id);
    // An endpoint that does not answer is unhealthy, and the inverted check of it is healthy.
    return check.inverted ? !state?.healthy : (state?.healthy ?? true);
  }

  private schedule(check: DeclaredHealthCheck, phase: number): void {
    const state = this.states.get(check.id);
    if (state && check.inverted) state.healthy = false;
    const everyMs = check.intervalSeconds * 1000;
    const look = () => {
      this.world.timeline.after(everyMs, look);
      void this.look(check);
    };
    this.world.timeline.after(everyMs * phase, look);
  }

  private async look(check: DeclaredHealthCheck): Promise<void> {
    const { world } = this;
    const region = this.regionOf(check.host ?? "");
    const entry = check.path?.endsWith("latched") ? "latch" : "health";
    const request = world.healthRequest(`check/${check.id}`, check.path);
    const answer = await world.frontDoor.request(region, request, CHECK_DEADLINE_MS, entry);
    const expected = check.searchString;
    const truth =
      answer !== undefined &&
      answer.status < 400 &&
      (expected === undefined || answer.body.includes(expected));
    const lies = world.conditions.has("lying-dns", world.placeOf(region));
    const healthy = lies ? !truth : truth;
    const state = this.states.get(check.id);
    if (!state) return;
    // What everybody knows already is no news; most results are none.
    if (healthy === state.healthy && state.against === 0 && state.gathering === 0) return;
    state.gathering += 1;
    world.timeline.after(AGGREGATION_MS, () => this.learn(check, state, healthy));
  }

  private learn(check: DeclaredHealthCheck, state: CheckState, healthy: boolean): void {
    state.gathering -= 1;
    state.against = healthy === state.healthy ? 0 : state.against + 1;
    if (state.against < check.failureThreshold) return;
    state.healthy = healthy;
    state.against = 0;
    this.world.history.note(`check ${check.id} is ${healthy ? "healthy" : "unhealthy"}`);
  }
}
