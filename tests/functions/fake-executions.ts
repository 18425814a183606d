import type { Remote } from "../../functions/core/ports";
import { serviceError } from "./recording-ports";

/** An execution of a state machine that does nothing; a test says how it ends. */
export interface FakeExecution {
  readonly region: string;
  readonly name: string;
  readonly input: string;
  status: "RUNNING" | "SUCCEEDED" | "FAILED";
  error?: string;
  stopDate?: Date;
}

/** Step Functions of one region, with its rules for names: one execution for ever. */
export function fakeExecutions(executions: FakeExecution[], region: string): Remote {
  const find = (name: unknown) =>
    executions.find((one) => one.region === region && one.name === name);

  function start({ name = "", input = "" }: Record<string, string>): object {
    const known = find(name);
    // The same order for a running execution is a repetition, not a conflict.
    if (known && (known.status !== "RUNNING" || known.input !== input)) {
      throw serviceError("ExecutionAlreadyExists");
    }
    if (!known) executions.push({ region, name, input, status: "RUNNING" });
    return {};
  }

  function describe({ executionArn }: Record<string, string>): object {
    const execution = find(executionArn?.split(":").at(-1));
    if (!execution) throw serviceError("ExecutionDoesNotExist");
    return execution;
  }

  return {
    async send<Output>(operation: string, input: object): Promise<Output> {
      const members = input as Record<string, string>;
      if (operation === "StartExecution") return start(members) as Output;
      if (operation === "DescribeExecution") return describe(members) as Output;
      throw serviceError("NotModelledException");
    },
  };
}
