import { AwsError } from "../aws-error";
import type { RecordMetric } from "../cloudwatch/record-metric";
import type { Random } from "../random";
import type { Timeline } from "../timeline";
import { uuid } from "../uuid";
import { AsyncEvents } from "./async-events";
import { Attempt, type Outcome } from "./attempt";
import { Concurrency, isThrottle } from "./concurrency";
import type { DestinationTargets } from "./destination";
import type { EventSourceMapping } from "./event-source-mapping";
import { checkDeclaration, type FunctionDeclaration, type Runner } from "./function-declaration";
import { parseFunctionName } from "./function-name";

/** What the Lambda of a region needs from the world around it. */
interface LambdaRegionWorld {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly account: string;
  readonly regionConcurrency: number;
  readonly targets: DestinationTargets;
  readonly metrics?: RecordMetric;
}

interface DeployedFunction {
  declaration: FunctionDeclaration;
  readonly arn: string;
  readonly dimensions: { readonly FunctionName: string };
}

/** Lambda in one region: its functions, what runs now, what is owed, and who polls for it. */
export class LambdaRegion {
  readonly events: AsyncEvents;
  readonly mappings: EventSourceMapping[] = [];
  private readonly functions = new Map<string, DeployedFunction>();
  private readonly concurrency: Concurrency;
  private readonly attempts = new Set<Attempt>();
  private running = true;

  constructor(
    readonly region: string,
    private readonly world: LambdaRegionWorld,
  ) {
    this.concurrency = new Concurrency(world.regionConcurrency);
    this.events = new AsyncEvents(
      world.timeline,
      (name, event, requestId, done) => this.begin(name, event, done, requestId),
      world.targets,
      (name, incident) => this.count(name, incident, 1),
    );
  }

  create(declaration: FunctionDeclaration): string {
    const { name, reservedConcurrency } = declaration;
    checkDeclaration(declaration);
    if (this.functions.has(name)) {
      throw new AwsError("ResourceConflictException", `Function already exist: ${name}`, 409);
    }
    const arn = `arn:aws:lambda:${this.region}:${this.world.account}:function:${name}`;
    this.concurrency.reserve(name, reservedConcurrency);
    this.functions.set(name, { declaration, arn, dimensions: { FunctionName: name } });
    return arn;
  }

  updateCode(name: string, run: Runner): void {
    const deployed = this.find(name);
    deployed.declaration = { ...deployed.declaration, run };
  }

  setReservedConcurrency(name: string, reserved: number | undefined): void {
    this.concurrency.reserve(this.find(name).declaration.name, reserved);
  }

  runningOf(name: string): number {
    return this.concurrency.running(name);
  }

  /** The function a reference means; with an alias or version, that one must exist. */
  find(given: unknown, qualifier?: unknown): DeployedFunction {
    const reference = parseFunctionName(this.region, given);
    const deployed = this.functions.get(reference.name);
    const asked = reference.qualifier ?? qualifier;
    const exists = deployed?.declaration.qualifiers;
    const isKnown = asked === undefined || asked === "$LATEST" || !exists;
    if (!deployed || !(isKnown || exists.includes(String(asked)))) {
      throw new AwsError(
        "ResourceNotFoundException",
        `Function not found: ${deployed?.arn ?? reference.name}${asked ? `:${asked}` : ""}`,
        404,
      );
    }
    return deployed;
  }

  /** Takes an event and owes its invocation from now on. */
  accept(given: unknown, text: string, qualifier?: unknown): string {
    this.mustRun();
    const { declaration, arn } = this.find(given, qualifier);
    const requestId = uuid(this.world.random);
    this.events.accept(declaration, arn, requestId, text);
    return requestId;
  }

  /** Starts an attempt or refuses it; `done` is never called once the region is killed. */
  begin(
    given: unknown,
    event: unknown,
    done: (outcome: Outcome) => void,
    requestId?: string,
    qualifier?: unknown,
  ): void {
    this.mustRun();
    const { declaration, arn } = this.find(given, qualifier);
    const { name } = declaration;
    try {
      this.concurrency.enter(name);
    } catch (error) {
      if (isThrottle(error)) this.count(name, "Throttles", 1);
      throw error;
    }
    this.count(name, "Invocations", 1);
    const finish = (outcome: Outcome, durationMs: number) => {
      this.attempts.delete(attempt);
      this.concurrency.leave(name);
      this.count(name, "Duration", durationMs, "Milliseconds");
      this.count(name, "Errors", outcome.ok ? 0 : 1);
      done(outcome);
    };
    const { random, timeline } = this.world;
    const attempt = new Attempt(timeline, declaration, arn, requestId ?? random, finish);
    this.attempts.add(attempt);
    attempt.start(event);
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.events.start();
    for (const mapping of this.mappings) mapping.start();
  }

  /** Nothing new begins; what runs may end. */
  stop(): void {
    this.running = false;
    this.events.stop();
    for (const mapping of this.mappings) mapping.stop();
  }

  /** The region dies: what runs is cut off without any effect and without an answer. */
  kill(): void {
    this.stop();
    this.events.kill();
    for (const mapping of this.mappings) mapping.forgetInvocations();
    for (const attempt of this.attempts) {
      attempt.abandon();
      this.concurrency.leave(attempt.functionName);
    }
    this.attempts.clear();
  }

  private mustRun(): void {
    if (this.running) return;
    throw new AwsError("ServiceException", `Lambda does not run in ${this.region} now.`, 500);
  }

  private count(name: string, metric: string, value: number, unit = "Count"): void {
    const { metrics } = this.world;
    if (!metrics) return;
    const dimensions = this.functions.get(name)?.dimensions ?? { FunctionName: name };
    metrics(this.region, "AWS/Lambda", metric, dimensions, value, unit);
  }
}
