import { AwsError } from "../engine/aws-error";
import type { Timeline } from "../engine/timeline";
import type { Fate } from "./fate";
import type { Invocation } from "./invocation";

/** One kind of call: how long it usually takes, and how long its caller waits. */
export interface Route {
  /** For crash points and stories, e.g. `dynamodb`. */
  readonly service: string;
  readonly usualMs: number;
  readonly deadlineMs: number;
  /** No call arrives later than this, however slow. @default as late as chance has it */
  readonly latestMs?: number;
  /** Told when a call will arrive, before it is known what becomes of it there. */
  readonly onWay?: (arrivesAtMs: number) => void;
  /** Whether anything answers at the other end; asked when the call arrives. */
  readonly reachable: () => boolean;
}

/** Decides what becomes of the calls of all invocations. */
export interface PassageWorld {
  readonly timeline: Timeline;
  readonly fateOf: (invocation: Invocation, route: Route, operation: string) => Fate;
}

/** What a caller sees when nobody answers. */
function timedOut(): AwsError {
  return new AwsError("TimeoutError", "no answer before the deadline", 0);
}

/** Errors that surely had no effect. */
const REFUSALS: Partial<Record<Fate, readonly [name: string, status: number]>> = {
  throttled: ["ThrottlingException", 400],
  "write-conflict": ["ReplicatedWriteConflictException", 400],
  "broken-before": ["InternalServerError", 500],
};

/**
 * The one way from a function to anything remote. Here a call can be killed, lost, refused, slowed down
 * or frozen, before or after its effect; a call of a dead invocation never settles.
 */
export function pass<T>(
  world: PassageWorld,
  invocation: Invocation,
  route: Route,
  operation: string,
  perform: () => T,
): Promise<Awaited<T>> {
  return new Promise((resolve, reject) => {
    if (!invocation.alive) return;
    const call = new RemoteCall(world, invocation, route, resolve, reject);
    call.leave(operation, perform);
  });
}

/** A remote call on its way. */
class RemoteCall {
  private fate: Fate = "well";
  private delayMs = 0;

  constructor(
    private readonly world: PassageWorld,
    private readonly invocation: Invocation,
    private readonly route: Route,
    private readonly resolve: (answer: never) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  leave(operation: string, perform: () => unknown): void {
    const { invocation, route, world } = this;
    this.fate = world.fateOf(invocation, route, operation);
    invocation.calls += 1;
    if (this.fate === "killed-before") {
      invocation.kill();
      return;
    }
    this.delayMs = route.usualMs * (0.5 + invocation.random.next());
    if (this.fate === "slow") this.delayMs *= 40;
    if (route.latestMs !== undefined) this.delayMs = Math.min(this.delayMs, route.latestMs);
    const { timeline } = world;
    if (this.fate === "request-lost") {
      this.giveUpAfter(route.deadlineMs);
      return;
    }
    route.onWay?.(timeline.nowMs() + this.delayMs);
    if (this.delayMs > route.deadlineMs) {
      // It still arrives, and has its effect, when its caller has long given up.
      timeline.after(this.delayMs, () => this.route.reachable() && attempt(perform));
      this.giveUpAfter(route.deadlineMs);
      return;
    }
    timeline.after(this.delayMs, () => this.arrive(perform));
  }

  private arrive(perform: () => unknown): void {
    const { fate, invocation, route } = this;
    if (!route.reachable()) {
      this.giveUp();
      return;
    }
    // It had left before its sender died: the effect comes, the answer reaches nobody.
    if (!invocation.alive) {
      attempt(perform);
      return;
    }
    const refusal = REFUSALS[fate];
    if (refusal) {
      this.reject(new AwsError(refusal[0], fate, refusal[1]));
      return;
    }
    let answer: unknown;
    let error: unknown;
    let failed = false;
    try {
      answer = perform();
    } catch (thrown) {
      failed = true;
      error = thrown;
    }
    if (fate === "well" || fate === "slow") this.settle(failed, error, answer);
    else this.settleBadly(failed, error, answer);
  }

  private settle(failed: boolean, error: unknown, answer: unknown): void {
    if (!this.invocation.alive) return;
    if (failed) this.reject(error);
    else this.resolve(answer as never);
  }

  private settleBadly(failed: boolean, error: unknown, answer: unknown): void {
    const { fate, invocation, world } = this;
    switch (fate) {
      case "killed-after":
        invocation.kill();
        return;
      case "reply-lost":
        this.giveUp();
        return;
      case "hung":
        return;
      case "broken-after":
        this.settle(true, failed ? error : new AwsError("InternalServerError", fate, 500), answer);
        return;
      case "frozen": {
        const pauseMs = 500 + invocation.random.next() * 29_500;
        world.timeline.after(pauseMs, () => {
          invocation.frozenMs += pauseMs;
          this.settle(failed, error, answer);
        });
        return;
      }
      default:
        throw new Error(`no call ends like this: ${fate}`);
    }
  }

  private giveUp(): void {
    this.giveUpAfter(this.route.deadlineMs - this.delayMs);
  }

  private giveUpAfter(ms: number): void {
    this.world.timeline.after(ms, () => this.invocation.alive && this.reject(timedOut()));
  }
}

/** A call that arrives after its caller gave up still has its effect; its errors reach nobody. */
function attempt(perform: () => unknown): void {
  try {
    perform();
  } catch {
    // Nobody waits for this answer any more.
  }
}
