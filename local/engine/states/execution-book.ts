import { AwsError } from "../aws-error";
import type { Execution } from "./execution";

/** Standard executions are remembered, and their names taken, this long after they end. */
const retentionMs = 90 * 24 * 3600 * 1000;

/** The executions of one region. */
export class ExecutionBook {
  private readonly byArn = new Map<string, Execution>();

  constructor(private readonly nowMs: () => number) {}

  /**
   * The execution a start with this name means, if it has been started before: the same input while
   * it runs is the same start. Anything else under a taken name is refused, which is what makes a
   * name per epoch a lock against a second takeover.
   */
  alreadyStarted(arn: string, input: string): Execution | undefined {
    const existing = this.find(arn);
    if (!existing) return undefined;
    if (existing.status === "RUNNING" && existing.input === input) return existing;
    throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
  }

  add(execution: Execution): void {
    this.byArn.set(execution.arn, execution);
  }

  get(arn: unknown): Execution {
    const execution = this.find(String(arn));
    if (!execution)
      throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  /** Newest first, as AWS lists them. */
  list(stateMachineArn: string, status?: string): Execution[] {
    return [...this.byArn.values()]
      .filter((one) => one.machine.arn === stateMachineArn && this.find(one.arn))
      .filter((one) => status === undefined || one.status === status)
      .reverse();
  }

  private find(arn: string): Execution | undefined {
    const execution = this.byArn.get(arn);
    const endedMs = execution?.stopDate?.getTime();
    if (endedMs !== undefined && endedMs + retentionMs <= this.nowMs()) {
      this.byArn.delete(arn);
      return undefined;
    }
    return execution;
  }
}
