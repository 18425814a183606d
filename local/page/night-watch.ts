import { EventEmitter } from "node:events";
import type { Authority } from "../../functions/core/control-item";
import type { NightEvent } from "../cloud/supervisor";
import type { PendingApproval } from "./approvals";
import { ChangeHistory } from "./change-history";
import type { CloudReader } from "./cloud-reader";
import { ExecutionWatch } from "./execution-watch";
import { type LogEntry, NightLog } from "./night-log";
import { type PageFacts, regionOfTarget } from "./page-facts";
import type { PageWorld } from "./page-world";
import { RegionReport } from "./region-report";
import { Rounds } from "./rounds";

/** What Route 53's process says, once a second. */
interface InternetStatus {
  readonly health: Readonly<Record<string, boolean>>;
  readonly answers: Readonly<Record<string, readonly string[]>>;
}

/** How often each thing is asked for. */
const AUTHORITY_MS = 1_000;
const EXECUTIONS_MS = 1_500;
const APPROVALS_MS = 1_500;
const BACKLOG_MS = 3_000;
const DATABASE_MS = 5_000;

/** Watches the local cloud from outside and writes down what changes. */
export class NightWatch extends EventEmitter<{ entry: [LogEntry] }> {
  readonly startedMs = Date.now();
  readonly log = new NightLog();
  readonly answers = new ChangeHistory<string | null>();
  readonly authorities = new ChangeHistory<string | null>();
  readonly executions: ExecutionWatch;
  readonly reports: ReadonlyMap<string, RegionReport>;
  /** Per region: whether its own endpoint is healthy for the checkers. */
  readonly health = new Map<string, boolean>();
  /** Per region: what a strong read there says; undefined when it is not answered. */
  readonly seen = new Map<string, Authority | undefined>();
  /** Questions that wait for people. */
  approvals: readonly PendingApproval[] = [];
  backlog: number | undefined;
  databaseWriter: string | undefined;
  private epoch = 0;
  private readonly rounds = new Rounds();

  constructor(
    private readonly world: PageWorld,
    private readonly facts: PageFacts,
    private readonly reader: CloudReader,
  ) {
    super();
    this.reports = new Map(facts.regions.map((one) => [one.region, new RegionReport(one)]));
    this.executions = new ExecutionWatch((region, text) => this.say("workflow", region, text));
  }

  start(): void {
    this.world.on("event", this.onEvent);
    this.world.on("status", this.onStatus);
    const { rounds, reader } = this;
    for (const { region } of this.facts.regions) {
      rounds.every(AUTHORITY_MS, () => this.readAuthority(region));
      rounds.every(EXECUTIONS_MS, async () => {
        if (!this.isUp(region)) return this.executions.lost(region);
        this.executions.note(await reader.executions(region));
      });
    }
    rounds.every(APPROVALS_MS, async () => {
      this.noteApprovals((await this.ask((region) => reader.approvals(region))) ?? []);
    });
    rounds.every(BACKLOG_MS, async () => {
      this.backlog = await this.ask((region) => reader.unfinished(region));
    });
    if (this.facts.globalCluster === undefined) return;
    rounds.every(DATABASE_MS, async () => {
      this.databaseWriter = await this.ask((region) => reader.databaseWriter(region));
    });
  }

  stop(): void {
    this.world.off("event", this.onEvent);
    this.world.off("status", this.onStatus);
    this.rounds.stop();
    this.reader.close();
  }

  /** The newest authority that any region can read. */
  get authority(): Authority | undefined {
    return [...this.seen.values()].reduce(
      (best, one) => (one && (!best || one.epoch >= best.epoch) ? one : best),
      undefined,
    );
  }

  private isUp(region: string): boolean {
    return !this.world.network.dark.includes(region) && this.world.isRunning(region);
  }

  private async readAuthority(region: string): Promise<void> {
    let authority: Authority | undefined;
    try {
      if (this.isUp(region)) authority = await this.reader.authority(region);
    } catch {
      // Not being able to read it is the finding.
    }
    this.seen.set(region, authority);
    // Before everybody was asked once, nothing is known to be missing.
    if (this.seen.size === this.facts.regions.length) this.noteAuthority();
  }

  private noteAuthority(): void {
    const { authority } = this;
    this.authorities.note(authority?.active ?? null, Date.now());
    if (!authority || authority.epoch <= this.epoch) return;
    this.epoch = authority.epoch;
    const { active, epoch } = authority;
    this.say("authority", active, `${active} is the active region, epoch ${epoch}`);
  }

  private noteApprovals(found: readonly PendingApproval[]): void {
    for (const { id, to, required } of found) {
      if (this.approvals.some((one) => one.id === id)) continue;
      const people = required === 1 ? "somebody" : `${required} people`;
      this.say("workflow", to, `${to} waits until ${people} approve its move`);
    }
    this.approvals = found;
  }

  /** The whole record of a question, from whichever region answers. */
  approval(id: string): Promise<unknown> {
    return this.ask((region) => this.reader.approval(region, id));
  }

  /** The first region that answers; undefined when none does. */
  private async ask<Answer>(question: (region: string) => Promise<Answer>) {
    for (const { region } of this.facts.regions) {
      if (!this.isUp(region)) continue;
      const answer = await question(region).catch(() => undefined);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  private readonly onEvent = (event: NightEvent): void => {
    this.emit("entry", this.log.add(event));
  };

  private readonly onStatus = (source: string, status: unknown): void => {
    if (source === "internet") this.noteInternet(status as InternetStatus);
    else this.reports.get(source)?.note(status, Date.now());
  };

  private noteInternet({ health, answers }: InternetStatus): void {
    const { dns, regions } = this.facts;
    for (const { region, endpointCheckId } of regions) {
      const healthy = endpointCheckId === undefined ? undefined : health[endpointCheckId];
      if (healthy === undefined) continue;
      const before = this.health.get(region);
      this.health.set(region, healthy);
      if (before === undefined || before === healthy) continue;
      this.say("health", "internet", `health checks call ${region} ${healthy ? "well" : "broken"}`);
    }
    if (!dns) return;
    const answer = regionOfTarget(this.facts, answers[dns.name]?.[0] ?? "")?.region ?? null;
    if (!this.answers.note(answer, Date.now()) || this.answers.length === 1) return;
    this.say("dns", "internet", `DNS: ${dns.name} now leads to ${answer ?? "nobody"}`);
  }

  private say(kind: "workflow" | "authority" | "dns" | "health", source: string, text: string) {
    this.world.tell(source, text, { kind });
  }
}
