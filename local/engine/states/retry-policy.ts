import type { Random } from "../random";
import type { Retrier } from "./definition";
import { matchesError } from "./state-error";

/** Counts attempts per retrier during one visit of a state; each retrier has its own allowance. */
export class RetryPolicy {
  private readonly attempts: number[];

  constructor(
    private readonly retriers: readonly Retrier[],
    private readonly random: Random,
  ) {
    this.attempts = retriers.map(() => 0);
  }

  /** Milliseconds until the next attempt, or undefined when the error is not retried (any more). */
  delayMsAfter(error: string): number | undefined {
    const index = this.retriers.findIndex((one) => matchesError(one.ErrorEquals, error));
    const retrier = this.retriers[index];
    const attempt = this.attempts[index];
    if (!retrier || attempt === undefined) return undefined;
    const { IntervalSeconds = 1, BackoffRate = 2, MaxAttempts = 3, MaxDelaySeconds } = retrier;
    if (attempt >= MaxAttempts) return undefined;
    this.attempts[index] = attempt + 1;
    const grown = IntervalSeconds * BackoffRate ** attempt;
    const seconds = Math.min(grown, MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
    const jitter = retrier.JitterStrategy === "FULL" ? this.random.next() : 1;
    return seconds * jitter * 1000;
  }
}
