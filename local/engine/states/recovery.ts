import type { MapState, ParallelState, TaskState } from "./definition";
import { RetryPolicy } from "./retry-policy";
import { matchesError, StateError } from "./state-error";
import type { Step, Visit } from "./visit";

/**
 * Runs a state's work until it succeeds, its retriers give up or a catcher takes over. The output
 * is part of the attempt: an expression that fails in it can be retried and caught like the work.
 */
export async function withRecovery(
  state: TaskState | ParallelState | MapState,
  visit: Visit,
  work: () => Promise<unknown>,
): Promise<Step> {
  const policy = new RetryPolicy(state.Retry ?? [], visit.execution.random);
  for (;;) {
    try {
      const result = await work();
      const left = await visit.leave(state, result, { result });
      return { ...left, next: state.Next };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const delayMs = policy.delayMsAfter(error.error);
      if (delayMs === undefined) return caught(state, visit, error);
      await visit.strand.sleepUntil(visit.execution.nowMs() + delayMs);
      await visit.strand.ready();
      visit.retryCount += 1;
    }
  }
}

async function caught(
  state: TaskState | ParallelState | MapState,
  visit: Visit,
  error: StateError,
): Promise<Step> {
  const catcher = state.Catch?.find((one) => matchesError(one.ErrorEquals, error.error));
  if (!catcher) throw error;
  const errorOutput = { Error: error.error, Cause: error.message };
  const left = await visit.leave(catcher, errorOutput, { errorOutput });
  return { ...left, next: catcher.Next };
}
