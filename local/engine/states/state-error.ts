/** An error a state machine can retry and catch; `message` is what the language calls the cause. */
export class StateError extends Error {
  constructor(
    /** The error's name, such as `States.Timeout` or `Lambda.TooManyRequestsException`. */
    readonly error: string,
    cause = "",
  ) {
    super(cause);
    this.name = "StateError";
  }
}

/** Ends the whole execution whatever its states would catch: stopped by a call or out of time. */
export class ExecutionEnded extends Error {
  constructor(
    readonly status: "ABORTED" | "TIMED_OUT",
    readonly error?: string,
    cause?: string,
  ) {
    super(cause ?? "");
    this.name = "ExecutionEnded";
  }
}

/** Errors that no wildcard covers: a workflow that trips over them is broken, not unlucky. */
const beyondWildcards = new Set(["States.Runtime", "States.DataLimitExceeded"]);

const timeouts = new Set(["States.Timeout", "States.HeartbeatTimeout"]);

/** Whether a retrier or catcher that lists these names applies to the error. */
export function matchesError(listed: readonly string[], error: string): boolean {
  return listed.some((name) => {
    if (name === error) return true;
    if (name === "States.ALL") return !beyondWildcards.has(error);
    // A missed heartbeat is a kind of timeout, and neither is a failure of the task itself.
    if (name === "States.Timeout") return error === "States.HeartbeatTimeout";
    if (name === "States.TaskFailed") return !timeouts.has(error) && !beyondWildcards.has(error);
    return false;
  });
}
