/**
 * The part of the Amazon States Language that the failover workflow is written in. Builder and
 * budget share it, so that every state that can be built can also be measured.
 */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
}

export type Assignments = Readonly<Record<string, unknown>>;

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Assign?: Assignments;
  readonly Output?: unknown;
}

interface Step {
  readonly Comment?: string;
  readonly Assign?: Assignments;
  readonly Output?: unknown;
  readonly Next?: string;
  readonly End?: true;
}

export interface PassState extends Step {
  readonly Type: "Pass";
}

export interface TaskState extends Step {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Arguments: Readonly<Record<string, unknown>>;
  /** A number, or an expression where people decide how long they take. */
  readonly TimeoutSeconds: number | string;
  readonly Retry: readonly Retrier[];
  readonly Catch: readonly Catcher[];
}

export interface ChoiceRule {
  readonly Condition: string;
  readonly Next: string;
}

export interface ChoiceState {
  readonly Type: "Choice";
  readonly Comment?: string;
  readonly Choices: readonly ChoiceRule[];
  readonly Default: string;
}

export interface WaitState extends Step {
  readonly Type: "Wait";
  readonly Seconds: number | string;
}

export interface ParallelState extends Step {
  readonly Type: "Parallel";
  readonly Branches: readonly StateGroup[];
  readonly Catch: readonly Catcher[];
}

export interface SucceedState {
  readonly Type: "Succeed";
  readonly Comment?: string;
  readonly Output?: unknown;
}

export interface FailState {
  readonly Type: "Fail";
  readonly Comment?: string;
  readonly Error: string;
  readonly Cause: string;
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | ParallelState
  | SucceedState
  | FailState;

/** States with one entry: the machine itself or a branch. */
export interface StateGroup {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface StateMachine extends StateGroup {
  readonly Comment: string;
  readonly QueryLanguage: "JSONata";
  readonly TimeoutSeconds: number;
}

/** The part that every definition has, whoever wrote it: for reading one back from a resource. */
export function stateMachineFrom(definition: string): StateMachine {
  const machine = JSON.parse(definition) as StateMachine;
  if (machine.QueryLanguage !== "JSONata" || !machine.States?.[machine.StartAt]) {
    throw new Error("this is no state machine written in JSONata");
  }
  return machine;
}

/** How an invocation that Lambda turned away at the door is called; it took no time to fail. */
export const THROTTLED = "Lambda.TooManyRequestsException";

/** A task that waits until somebody reports back. */
export const WAITS_FOR_TOKEN = ".waitForTaskToken";
