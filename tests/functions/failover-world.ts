import { type Authority, authorityFrom } from "../../functions/core/control-item";
import type { Item } from "../../functions/core/payment-record";
import type { Clock, Http, HttpRequest, HttpResponse, Remote } from "../../functions/core/ports";
import type { Consistency, FailoverPolicy } from "../../functions/core/settings";
import { health } from "../../functions/health";
import { probe } from "../../functions/probe";
import { DynamoDb } from "../../local/engine/dynamodb/dynamodb";
import { Random } from "../../local/engine/random";
import { VirtualTimeline } from "../../local/engine/timeline";
import { POLICY } from "./core/failover-scene";
import { type FakeExecution, fakeExecutions } from "./fake-executions";
import { recordingPorts, serviceError } from "./recording-ports";

export const PRIMARY = "us-east-1";
export const SECONDARY = "us-east-2";
export const WITNESS = "us-west-2";

export interface FailoverWorldOptions {
  readonly consistency?: Consistency;
  readonly policy?: Partial<FailoverPolicy>;
  readonly phase?: Authority["phase"];
}

/** Work that waits for other work, and not for time, gets this many turns. */
const IDLE_ROUNDS = 20;

/** Long enough ago for every cool-down. */
const DEPLOYED_MS = Date.UTC(2030, 0, 1);
const START_MS = Date.UTC(2030, 0, 2, 12);

/**
 * Two regions, their witness and their tables on virtual time, for the handlers of failover: the real
 * DynamoDB semantics, real health endpoints, cuts between any two places.
 */
export class FailoverWorld {
  readonly timeline = new VirtualTimeline(START_MS);
  /** What the fake Step Functions were asked to run, in any region. */
  readonly executions: FakeExecution[] = [];
  readonly policy: FailoverPolicy;
  readonly consistency: Consistency;
  readonly healthUrls = {
    [PRIMARY]: "https://primary.test",
    [SECONDARY]: "https://secondary.test",
  };
  /** Pairs of places that cannot reach each other, in either direction. */
  readonly cuts = new Set<string>();
  readonly dark = new Set<string>();
  private readonly database: DynamoDb;
  private readonly healthHandlers = new Map<string, ReturnType<typeof health>>();

  constructor(options: FailoverWorldOptions = {}) {
    this.policy = { ...POLICY, ...options.policy };
    this.consistency = options.consistency ?? "strong";
    this.database = new DynamoDb({
      timeline: this.timeline,
      random: new Random("failover"),
      links: { canReach: (from, to) => this.reaches(from, to) },
    });
    const regions = [PRIMARY, SECONDARY];
    const common = { indexes: [], regions, witness: WITNESS, consistency: "strong" } as const;
    this.database.createTable({
      ...common,
      name: "control",
      hashKey: "pk",
      attributes: [{ name: "pk", type: "S" }],
    });
    this.database.createTable({
      ...common,
      ...(this.consistency === "eventual" ? { consistency: "eventual", witness: undefined } : {}),
      name: "transactions",
      hashKey: "transaction_id",
      attributes: [
        { name: "transaction_id", type: "S" },
        { name: "dsh", type: "S" },
        { name: "due", type: "N" },
      ],
      indexes: [{ name: "due", hashKey: "dsh", rangeKey: "due", projection: "KEYS_ONLY" }],
    });
    this.putControl({
      pk: { S: "authority" },
      active: { S: PRIMARY },
      epoch: { N: "1" },
      phase: { S: options.phase ?? "STEADY" },
      changed: { N: String(DEPLOYED_MS) },
      by: { S: "deployment" },
    });
  }

  get clock(): Clock {
    return {
      nowMs: () => this.timeline.nowMs(),
      monoMs: () => this.timeline.nowMs() - START_MS,
      sleep: (ms) => new Promise((resolve) => void this.timeline.after(ms, resolve)),
    };
  }

  /** Everything that a failover handler of a region may need. */
  ports(region: string) {
    const { said, counted, log, metrics } = recordingPorts();
    return {
      region,
      clock: this.clock,
      random: () => 0.5,
      log,
      metrics,
      said,
      counted,
      dynamo: this.dynamo(region),
      http: this.http(region),
      lambda: this.lambda(region),
      sfn: fakeExecutions(this.executions, region),
      policy: this.policy,
      consistency: this.consistency,
      healthUrls: this.healthUrls,
      peerRegion: region === PRIMARY ? SECONDARY : PRIMARY,
      primaryRegion: PRIMARY,
      controlTable: "control",
      transactionsTable: "transactions",
      stateMachineArn: `arn:aws:states:${region}:1:stateMachine:failover`,
      vantageFunctionArn: `arn:aws:lambda:${WITNESS}:1:function:probe:live`,
    };
  }

  setDark(region: string, dark = true): void {
    if (dark) this.dark.add(region);
    else this.dark.delete(region);
    this.database.setRegionDark(region, dark);
  }

  cut(from: string, to: string): void {
    this.cuts.add(`${from}|${to}`).add(`${to}|${from}`);
    this.database.networkChanged();
  }

  heal(): void {
    this.cuts.clear();
    this.database.networkChanged();
  }

  authority(): Authority {
    const authority = authorityFrom(this.controlItem("authority"));
    if (!authority) throw new Error("the control item is damaged");
    return authority;
  }

  controlItem(pk: string): Item | undefined {
    return [...this.database.items(SECONDARY, "control")].find((item) => item.pk?.S === pk) as
      | Item
      | undefined;
  }

  transaction(id: string): Item | undefined {
    const items = [...this.database.items(SECONDARY, "transactions")];
    return items.find((item) => item.transaction_id?.S === id) as Item | undefined;
  }

  putControl(item: Item): void {
    this.put("control", item);
  }

  put(table: string, item: Item): void {
    const input = { TableName: table, Item: item };
    this.database.call({ region: SECONDARY }, "PutItem", input);
  }

  /** Runs virtual time until the work is done. */
  async finish<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const mark = () => {
      ended = true;
    };
    work.then(mark, mark);
    for (let idle = 0; idle < IDLE_ROUNDS; ) {
      await new Promise(setImmediate);
      if (ended) return work;
      idle = this.timeline.step() ? 0 : idle + 1;
    }
    throw new Error("nothing is scheduled and the work is not done");
  }

  /** Runs virtual time for a while. */
  async pass(ms: number): Promise<void> {
    await this.finish(this.clock.sleep(ms));
  }

  private reaches(from: string, to: string): boolean {
    if (this.dark.has(from) || this.dark.has(to)) return false;
    return !this.cuts.has(`${from}|${to}`);
  }

  private dynamo(region: string): Remote {
    return {
      send: async <Output>(operation: string, input: object) => {
        const members = input as Record<string, unknown>;
        return this.database.call({ region }, operation, members) as Output;
      },
    };
  }

  private http(from: string): Http {
    return { request: (request) => this.answer(from, request) };
  }

  private async answer(from: string, request: HttpRequest): Promise<HttpResponse> {
    const to = request.url.includes("primary") ? PRIMARY : SECONDARY;
    if (!this.reaches(from, to)) {
      await this.clock.sleep(request.timeoutMs);
      throw serviceError("Timeout");
    }
    let handler = this.healthHandlers.get(to);
    if (!handler) {
      handler = health(this.ports(to));
      this.healthHandlers.set(to, handler);
    }
    return handler({
      method: "GET",
      path: "/health",
      parameters: {},
      headers: {},
      body: undefined,
      principal: { tenant: "default", subject: "anonymous" },
    });
  }

  private lambda(from: string): Remote {
    return {
      send: async <Output>(_operation: string, input: object) => {
        if (!this.reaches(from, WITNESS)) throw serviceError("TimeoutError");
        const { Payload } = input as { Payload: Uint8Array };
        const ports = { ...this.ports(WITNESS), http: this.http(WITNESS) };
        const seen = await probe(ports)(JSON.parse(Buffer.from(Payload).toString("utf8")));
        return { Payload: Buffer.from(JSON.stringify(seen)) } as Output;
      },
    };
  }
}
