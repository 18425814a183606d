import type { Graph, PolicyNode } from "../../policy/graph";
import { listAt, numberAt, textAt } from "../../policy/values";
import { ASSUMED, ASSUMED_SECONDS, type Load, OTHER_SECONDS, SECONDS_PER_MONTH } from "./load";

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
        const places = listAt(inputs, "regions").length * 2 || ASSUMED.healthCheckers;
        return sum + (places * SECONDS_PER_MONTH) / (numberAt(inputs, "requestInterval") ?? 30);
      }, 0);
  }

  /** The standby and its witness ask the active region's health at every tick. */
  ticks(): number {
    const detect = this.graph.all("lambda.Function").find((node) => purposeOf(node) === "detect");
    if (detect === undefined) return 0;
    const policy = textAt(detect.inputs, "environment", "variables", "FAILOVER_POLICY");
    const seconds = numberAt(JSON.parse(policy ?? "{}"), "tickSeconds") ?? 5;
    return SECONDS_PER_MONTH / seconds;
  }

  /** All requests to a region's API. */
  apiRequests(region: string): number {
    const detection = this.isActive(region) ? 2 * this.ticks() : 0;
    return this.clientRequests(region) + this.checkerRequests(region, /./) + detection;
  }

  /** Messages that a queue carries in a month. */
  messages(queue: PolicyNode): number {
    return this.isActive(queue.region) || isObserver(queue) ? this.load.payments : 0;
  }

  invocations(node: PolicyNode): number {
    return this.invocationsByName(node) + this.invocationsByQueue(node) + this.scheduled(node);
  }

  secondsEach(node: PolicyNode): number {
    const own = ASSUMED_SECONDS[purposeOf(node)];
    return own ?? OTHER_SECONDS;
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
        return (
          this.checkerRequests(region, /health$/) + (this.isActive(region) ? 2 * this.ticks() : 0)
        );
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
    const detection = this.isActive(region) ? 2 * this.ticks() : 0;
    const asked = this.checkerRequests(region, /health$/) + detection;
    return Math.min(asked, SECONDS_PER_MONTH) + this.ticks();
  }
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
  return (textAt(inputs, "name") ?? "").includes("observer");
}

/** The region whose provider says that it is the primary one. */
function primaryRegion(graph: Graph): string {
  const provider = graph.nodes.find(
    ({ type, inputs }) =>
      type === "pulumi:providers:aws" && JSON.stringify(inputs.defaultTags).includes("primary"),
  );
  return provider?.region ?? graph.regions()[0] ?? "";
}
