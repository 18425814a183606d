import type { Random } from "../random";
import type { Definition } from "./definition";
import { History } from "./history";
import type { RegionPower } from "./region-power";
import { Strand } from "./strand";

/** A state machine as it was created in one region. */
export interface StateMachine {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly roleArn: string;
  /** The definition as it was given, for DescribeStateMachine. */
  readonly source: string;
  readonly definition: Definition;
  readonly creationDate: Date;
}

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** The name decides the ARN, which is what makes a second start with it recognisable. */
export function executionArn(machine: StateMachine, name: string): string {
  return `${machine.arn.replace(":stateMachine:", ":execution:")}:${name}`;
}

/** One run of a state machine. */
export class Execution {
  readonly arn: string;
  readonly history: History;
  readonly strand: Strand;
  readonly startDate: Date;
  status: ExecutionStatus = "RUNNING";
  stopDate?: Date;
  output?: string;
  error?: string;
  cause?: string;
  private fixedContext: Readonly<Record<string, unknown>> | undefined;

  constructor(
    readonly machine: StateMachine,
    readonly name: string,
    /** JSON text as it was given: a second start is compared with it. */
    readonly input: string,
    readonly nowMs: () => number,
    readonly random: Random,
    power: RegionPower,
  ) {
    this.arn = executionArn(machine, name);
    this.startDate = new Date(nowMs());
    this.history = new History(nowMs);
    this.strand = new Strand(power);
  }

  /** Closes the record; only the first outcome counts. */
  close(
    status: ExecutionStatus,
    result: { output?: unknown; error?: string; cause?: string },
  ): void {
    if (this.status !== "RUNNING") return;
    const { output, error, cause } = result;
    this.status = status;
    this.stopDate = new Date(this.nowMs());
    if (status === "SUCCEEDED") this.output = JSON.stringify(output);
    if (error !== undefined) this.error = error;
    if (cause !== undefined) this.cause = cause;
    const details = status === "SUCCEEDED" ? { output } : { error, cause };
    this.history.add(closingEvents[status], details);
  }

  /** The part of `$states.context` that stays the same during the whole run. */
  get context(): Readonly<Record<string, unknown>> {
    this.fixedContext ??= this.describeItself();
    return this.fixedContext;
  }

  private describeItself(): Record<string, unknown> {
    const { machine } = this;
    return {
      Execution: {
        Id: this.arn,
        Input: JSON.parse(this.input),
        Name: this.name,
        RoleArn: machine.roleArn,
        StartTime: this.startDate.toISOString(),
        RedriveCount: 0,
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
  }
}

const closingEvents: Readonly<Record<ExecutionStatus, string>> = {
  RUNNING: "ExecutionStarted",
  SUCCEEDED: "ExecutionSucceeded",
  FAILED: "ExecutionFailed",
  TIMED_OUT: "ExecutionTimedOut",
  ABORTED: "ExecutionAborted",
};
