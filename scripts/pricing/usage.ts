import type { Graph, PolicyNode } from "../../policy/graph";
import { listAt, numberAt, textAt } from "../../policy/values";
import {
  ALL_CHECKER_REGIONS,
  ASSUMED,
  ASSUMED_SECONDS,
  type Load,
  OTHER_SECONDS,
  SECONDS_PER_MONTH,
} from "./load";

/** How much of everything a stack uses in a month, from its declarations and a load. */
export class Usage {
  private readonly active: string;

  constructor(
    readonly graph: Graph,
    readonly load: Load,
  ) {
    this.active = primaryRegion(graph);
  }

  /** Whether a region serves clients; the other one stands by. */
  isActive(region: string): boolean {
    return region === this.active;
  }

  /** Requests that clients make, all of them in the active region. */
  clientRequests(region: string): number {
    return this.isActive(region) ? this.load.payments * (1 + this.load.readsPerPayment) : 0;
  }

  /** Requests of Route 53's checkers, by path: an endpoint's or the latch's. */
  checkerRequests(region: string, path: RegExp): number {
    return this.graph
      .all("route53.HealthCheck")
      .filter(
        ({ inputs }) =>
          inputs.type !== "CALCULATED" &&
          textAt(inputs, "tags", "Region") === region &&
          path.test(textAt(inputs, "resourcePath") ?? ""),
      )
      .reduce((sum, { inputs }) => {
        const places = listAt(inputs, "regions").length || ALL_CHECKER_REGIONS;
        const checkers = places * ASSUMED.checkersPerRegion;
        return sum + (checkers * SECONDS_PER_MONTH) / (numberAt(inputs, "requestInterval") ?? 30);
      }, 0);
  }

  /** The standby and its witness ask the active region's health at every tick. */
  ticks(): number {
    const detect = this.graph.all("lambda.Function").find((node) => purposeOf(node) === "detect");
    if (detect === undefined) return 0;
    return SECONDS_PER_MONTH / tickSecondsOf(detect);
  }

  /** Requests of the standby and of the witness that it asks. */
  detectionRequests(region: string): number {
    return this.isActive(region) ? 2 * this.ticks() : 0;
  }

  /** All requests to a region's API. */
  apiRequests(region: string): number {
    const checkers = this.checkerRequests(region, /./);
    return this.clientRequests(region) + checkers + this.detectionRequests(region);
  }

  /** Messages that a queue carries in a month. */
  messages(queue: PolicyNode): number {
    return this.isActive(queue.region) ? this.load.payments : 0;
  }

  /** Messages of a queue that only receives what happened in the other region. */
  observed(queue: PolicyNode): number {
    const fromElsewhere = isObserver(queue) && !this.isActive(queue.region);
    return fromElsewhere ? this.load.payments : 0;
  }

  invocations(node: PolicyNode): number {
    return this.invocationsByName(node) + this.invocationsByQueue(node) + this.scheduled(node);
  }

  secondsEach(node: PolicyNode): number {
    if (purposeOf(node) !== "detect") return ASSUMED_SECONDS[purposeOf(node)] ?? OTHER_SECONDS;
    // It waits between its looks, and begins none that could last beyond its minute.
    const tick = tickSecondsOf(node);
    return Math.floor(LAST_LOOK_SECONDS / tick) * tick + ASSUMED.lookSeconds;
  }

  /** Invocations that no API has decided to trace or not. */
  backgroundInvocations(node: PolicyNode): number {
    const asked = purposeOf(node) === "probe" ? this.ticks() : 0;
    return asked + this.invocationsByQueue(node) + this.scheduled(node);
  }

  /** Invocations by schedules; a warm-up ends at once. */
  scheduled(node: PolicyNode): number {
    return this.graph
      .all("scheduler.Schedule")
      .filter(({ inputs }) => this.graph.byArn(textAt(inputs, "target", "arn") ?? "") === node)
      .reduce((sum, schedule) => sum + runsOf(schedule), 0);
  }

  private invocationsByName(node: PolicyNode): number {
    const { region } = node;
    const clients = this.clientRequests(region);
    const { payments, readsPerPayment } = this.load;
    const paid = this.isActive(region) ? payments : 0;
    switch (purposeOf(node)) {
      case "validate":
        return paid;
      case "payment":
      case "session":
        return (paid * readsPerPayment) / 2;
      case "authorizer":
        return clients * ASSUMED.tokensNotCached;
      case "health":
        return this.checkerRequests(region, /health$/) + this.detectionRequests(region);
      case "latch":
        return this.checkerRequests(region, /latched$/);
      case "probe":
        return this.ticks();
      default:
        return 0;
    }
  }

  /** A batch is as large as what arrives within its window, up to its limit. */
  private invocationsByQueue(node: PolicyNode): number {
    return this.graph
      .all("lambda.EventSourceMapping")
      .filter(({ inputs }) => this.graph.byArn(textAt(inputs, "functionName") ?? "") === node)
      .reduce((sum, mapping) => sum + this.batches(mapping), 0);
  }

  /** Batches that an event source mapping hands over in a month. */
  batches({ inputs }: PolicyNode): number {
    const queue = this.graph.byArn(textAt(inputs, "eventSourceArn") ?? "");
    const messages = queue === undefined ? 0 : this.messages(queue);
    const window = numberAt(inputs, "maximumBatchingWindowInSeconds") ?? 0;
    const arriving = 1 + (messages / SECONDS_PER_MONTH) * window;
    return messages / Math.min(numberAt(inputs, "batchSize") ?? 10, arriving);
  }

  /** Times a region's store is asked whether it is well: the health function remembers for a second. */
  storeProbes(region: string): number {
    const asked = this.checkerRequests(region, /health$/) + this.detectionRequests(region);
    return Math.min(asked, SECONDS_PER_MONTH) + this.ticks();
  }
}

/** No look begins later than this in the detector's minute. */
const LAST_LOOK_SECONDS = 55;

function tickSecondsOf(detect: PolicyNode): number {
  const policy = textAt(detect.inputs, "environment", "variables", "FAILOVER_POLICY");
  return numberAt(JSON.parse(policy ?? "{}"), "tickSeconds") ?? 5;
}

/** What a function is for: the part of its name that the catalogue knows. */
export function purposeOf({ inputs }: PolicyNode): string {
  return /^payment-(.+)-[a-z0-9]+-\w+-\w+-\d$/.exec(textAt(inputs, "name") ?? "")?.[1] ?? "";
}

/** Runs of a schedule in a month. */
export function runsOf({ name, inputs }: PolicyNode): number {
  const expression = textAt(inputs, "scheduleExpression") ?? "";
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit === undefined) throw new Error(`how often ${name} runs cannot be read: ${expression}`);
  const seconds = { minute: 60, hour: 3_600, day: 86_400 }[unit as "minute" | "hour" | "day"];
  return SECONDS_PER_MONTH / (Number(count) * seconds);
}

function isObserver({ inputs }: PolicyNode): boolean {
  return (textAt(inputs, "name") ?? "").startsWith("payment-observer-queue-");
}

/** The region whose provider says that it is the primary one. */
function primaryRegion(graph: Graph): string {
  const provider = graph.nodes.find(
    ({ type, inputs }) =>
      type === "pulumi:providers:aws" && JSON.stringify(inputs.defaultTags).includes("primary"),
  );
  return provider?.region ?? graph.regions()[0] ?? "";
}
