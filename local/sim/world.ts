import type { FunctionName } from "../../functions/core/function-catalogue";
import { type PaymentRecord, paymentFrom } from "../../functions/core/payment-record";
import { DynamoDb } from "../engine/dynamodb/dynamodb";
import { LambdaService } from "../engine/lambda/lambda-service";
import { Random } from "../engine/random";
import { Sqs } from "../engine/sqs/sqs";
import { VirtualTimeline } from "../engine/timeline";
import type { DeclaredFunction, Topology } from "../topology/topology";
import { AlarmDesk } from "./alarm-desk";
import { WorldConditions } from "./conditions-of-the-world";
import type { Code } from "./entry-points";
import { type Fate, Fates } from "./fate";
import { FrontDoor, type LabelledRequest } from "./front-door";
import { History } from "./history";
import { Impairments } from "./impairments";
import type { Invocation } from "./invocation";
import { NameServer } from "./name-server";
import type { PassageWorld, Route } from "./passage";
import { People } from "./people";
import { ProcessorModel } from "./processor-model";
import type { Place, Scenario } from "./scenario";
import { SimRegion } from "./sim-region";
import { SimServices } from "./sim-services";
import { SimStates } from "./sim-states";
import type { SimStack } from "./sim-topology";
import { Topics } from "./topics";
import { UnderWay } from "./under-way";
import { WindowEffects } from "./window-effects";

/** Any fixed moment: the world's clock starts here, whatever the calendar says. */
const BEGIN_MS = Date.UTC(2026, 0, 15, 10, 0, 0);

/** A read that does not ask for consistency may be this old. */
const READ_LAG_MS = 300;

/** A hint that is late is late by this much. */
const LATE_HINT_SECONDS = 45;

export interface WorldOptions {
  readonly stack: SimStack;
  readonly code: Code;
  /** What the secondary runs until it is upgraded. */
  readonly previousCode: Code;
  readonly scenario: Scenario;
  /** Keeps the readable timeline, which costs time. */
  readonly tell?: boolean;
  /** Decides about single calls instead of chance: for crash points. */
  readonly interfere?: PassageWorld["fateOf"];
}

/** Two regions, their stores, their clients and everything that can go wrong, in virtual time. */
export class World implements PassageWorld {
  readonly timeline = new VirtualTimeline(BEGIN_MS);
  readonly random: Random;
  readonly scenario: Scenario;
  readonly stack: SimStack;
  readonly topology: Topology;
  readonly history: History;
  readonly conditions: WorldConditions;
  readonly impairments: Impairments;
  readonly dynamo: DynamoDb;
  readonly sqs: Sqs;
  readonly lambda: LambdaService;
  readonly processor: ProcessorModel;
  readonly services: SimServices;
  readonly topics: Topics;
  readonly states: SimStates;
  readonly people: People;
  readonly names: NameServer;
  readonly frontDoor: FrontDoor;
  readonly alarms: AlarmDesk;
  readonly underWay = new UnderWay(this);
  readonly regions = new Map<string, SimRegion>();
  readonly transactionsTable: string;
  readonly controlTable: string;
  /** The queues that feed the processing of payments. */
  readonly hintQueues: readonly string[];
  private readonly fates: Fates;
  private readonly functions = new Map<string, DeclaredFunction>();
  private readonly last = new Map<string, PaymentRecord>();
  private readonly delays: Random;

  constructor(readonly options: WorldOptions) {
    const { scenario, stack } = options;
    const { topology } = stack;
    this.scenario = scenario;
    this.stack = stack;
    this.topology = topology;
    this.random = new Random(`world/${scenario.seed}`);
    this.delays = this.random.fork("delays");
    this.history = new History(() => this.elapsedMs(), options.tell ?? false);
    this.conditions = new WorldConditions(this.placeOf);
    this.impairments = new Impairments(this.conditions, () => this.elapsedMs());
    this.fates = new Fates(scenario.rates);
    this.transactionsTable = this.functionOf(topology.primary, "validate").environment
      .TRANSACTIONS_TABLE as string;
    this.controlTable = this.functionOf(topology.primary, "latch").environment
      .CONTROL_TABLE as string;
    this.hintQueues = Object.values(topology.regions).flatMap(({ eventSources }) =>
      eventSources
        .filter(({ functionName }) => functionName.includes("-process-"))
        .map(({ queueArn }) => queueArn),
    );
    const { timeline, random } = this;
    const knobs = { readLagMs: READ_LAG_MS };
    this.dynamo = new DynamoDb({ timeline, random, links: this.conditions, knobs });
    this.sqs = this.newQueues();
    const { account } = topology;
    this.lambda = new LambdaService({ timeline, random, account, queues: this.sqs });
    this.processor = new ProcessorModel(
      stack.processor,
      () => this.elapsedMs(),
      (key) => this.stored(key),
    );
    this.services = new SimServices(this);
    this.topics = new Topics(this);
    this.states = new SimStates(this);
    this.people = new People(this);
    this.build();
    this.frontDoor = new FrontDoor(this);
    this.names = new NameServer(this);
    this.alarms = new AlarmDesk(this);
    new WindowEffects(this);
  }

  elapsedMs(): number {
    return this.timeline.nowMs() - BEGIN_MS;
  }

  healed(): boolean {
    return this.elapsedMs() >= this.scenario.healMs;
  }

  fateOf = (invocation: Invocation, route: Route, operation: string): Fate => {
    this.history.remoteCalls += 1;
    if (this.options.interfere) return this.options.interfere(invocation, route, operation);
    return this.healed() ? "well" : this.fates.draw(invocation.random);
  };

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.timeline.after(ms, resolve);
    });
  }

  placeOf = (region: string): Place => {
    if (region === this.topology.primary) return "primary";
    return region === this.topology.secondary ? "secondary" : "witness";
  };

  regionAt(place: Place): string | undefined {
    if (place === "primary") return this.topology.primary;
    if (place === "secondary") return this.topology.secondary;
    return place === "witness" ? this.topology.vantage : undefined;
  }

  /** The other one of the two regions that serve. */
  peerOf(region: string): string {
    const { primary, secondary } = this.topology;
    return region === primary ? secondary : primary;
  }

  skewOf(region: string): number {
    const place = this.placeOf(region);
    return place === "primary" || place === "secondary" ? this.scenario.skewMs[place] : 0;
  }

  /** How long a message stays unseen after it was sent. */
  hintDelaySeconds(): number {
    const rate = this.scenario.rates.delayed ?? 0;
    if (rate === 0 || this.healed() || !this.delays.chance(rate)) return 0;
    return 1 + this.delays.int(LATE_HINT_SECONDS);
  }

  /** A question for a region's health, as checkers and probes ask it. */
  healthRequest(label: string, path = "/health"): LabelledRequest {
    const principal = { tenant: "", subject: "" };
    return { method: "GET", path, parameters: {}, headers: {}, body: undefined, principal, label };
  }

  functionOf(region: string, entry: FunctionName): DeclaredFunction {
    const key = `${region}/${entry}`;
    const known = this.functions.get(key);
    if (known) return known;
    const declared = this.topology.regions[region]?.functions.find((one) => one.entry === entry);
    if (!declared) throw new Error(`${region} declares no function ${entry}`);
    this.functions.set(key, declared);
    return declared;
  }

  /** Remembers how a payment changed: in the one truth, or in one region's copy of it. */
  noteChange(region: string, key: string): void {
    const scope = this.scenario.mode === "strong" ? "" : region;
    const item = this.dynamo.itemOf(region, this.transactionsTable, key);
    const before = this.last.get(`${scope}|${key}`);
    const after = item && paymentFrom(item as Parameters<typeof paymentFrom>[0]);
    if (after) this.last.set(`${scope}|${key}`, after);
    if (!before) this.history.keys.add(key);
    this.history.changes.push({ key, region, atMs: this.elapsedMs(), before, after });
    this.history.note(
      `${region} ${key} ${before?.status ?? "-"} > ${after?.status ?? "-"} v${after?.version ?? 0}`,
    );
  }

  /** As the world remembers it: a dark region cannot be asked, but what it stored is stored. */
  private stored(key: string) {
    const { primary, secondary } = this.topology;
    for (const scope of ["", primary, secondary]) {
      const payment = this.last.get(`${scope}|${key}`);
      if (payment) return { amountMinor: payment.amountMinor, currency: payment.currency };
    }
    return undefined;
  }

  private newQueues(): Sqs {
    const { timeline, random, scenario, topology } = this;
    const { duplicated = 0, reordered = 0 } = scenario.rates;
    const duplicates = random.fork("duplicates");
    const reorders = random.fork("reorders");
    return new Sqs({
      timeline,
      random,
      account: topology.account,
      checksums: false,
      faults: {
        duplicate: () => duplicated > 0 && !this.healed() && duplicates.chance(duplicated),
        reorder: () => reordered > 0 && !this.healed() && reorders.chance(reordered),
      },
    });
  }

  private build(): void {
    const { topology } = this;
    for (const table of topology.tables) this.dynamo.createTable(table);
    for (const { table, item } of topology.tableItems) {
      this.dynamo.call({ region: topology.primary }, "PutItem", { TableName: table, Item: item });
    }
    this.states.noteAuthority(topology.primary);
    for (const declared of Object.values(topology.regions)) {
      this.regions.set(declared.region, new SimRegion(this, declared));
    }
  }
}
