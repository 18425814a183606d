import { NotModelled } from "../aws-error";
import type { Execution } from "./execution";
import { runLevel } from "./interpreter";
import { ExecutionEnded, StateError } from "./state-error";
import type { TaskIntegrations } from "./task-integrations";
import type { TaskTokens } from "./task-tokens";

/** Runs an execution from its first event to its last; never rejects for what the states do. */
export async function runExecution(
  execution: Execution,
  integrations: TaskIntegrations,
  tokens: TaskTokens,
): Promise<void> {
  const { machine, strand, history } = execution;
  const input: unknown = JSON.parse(execution.input);
  history.add("ExecutionStarted", { input, roleArn: machine.roleArn }, 0);
  const { TimeoutSeconds } = machine.definition;
  const stop =
    TimeoutSeconds === undefined
      ? undefined
      : strand.endAt(
          execution.nowMs() + TimeoutSeconds * 1000,
          () => new ExecutionEnded("TIMED_OUT", "States.Timeout"),
        );
  try {
    const surroundings = { execution, strand, integrations, tokens, runLevel };
    const output = await runLevel(machine.definition, input, {}, surroundings);
    execution.close("SUCCEEDED", { output });
  } catch (error) {
    if (error instanceof StateError) {
      execution.close("FAILED", { error: error.error, cause: error.message });
    } else if (error instanceof ExecutionEnded) {
      execution.close(error.status, { error: error.error, cause: error.message || undefined });
    } else {
      const name = error instanceof NotModelled ? error.name : "States.Runtime";
      execution.close("FAILED", { error: name, cause: String((error as Error).message) });
      throw error;
    }
  } finally {
    stop?.();
  }
}
