/** A value of the language: plain JSON in which some strings are JSONata expressions. */
export type Template = unknown;

/** When to try again after an error. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "NONE" | "FULL";
}

/** Where to go on after an error that is not retried any more. */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Output?: Template;
  readonly Assign?: Readonly<Record<string, Template>>;
}

interface StateBase {
  readonly Output?: Template;
  readonly Assign?: Readonly<Record<string, Template>>;
  readonly Next?: string;
  readonly End?: boolean;
}

interface Recoverable extends StateBase {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

/** Passes its input on, or computes something from it. */
export interface PassState extends StateBase {
  readonly Type: "Pass";
}

/** One unit of work done by another service. */
export interface TaskState extends Recoverable {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Arguments?: Template;
  readonly TimeoutSeconds?: Template;
  readonly HeartbeatSeconds?: Template;
}

/** Goes where the first true condition leads. */
export interface ChoiceState extends StateBase {
  readonly Type: "Choice";
  readonly Choices: readonly (StateBase & {
    readonly Condition: Template;
    readonly Next: string;
  })[];
  readonly Default?: string;
}

/** Does nothing for a while. */
export interface WaitState extends StateBase {
  readonly Type: "Wait";
  readonly Seconds?: Template;
  readonly Timestamp?: Template;
}

/** Runs several branches at once; its result is the list of theirs. */
export interface ParallelState extends Recoverable {
  readonly Type: "Parallel";
  readonly Branches: readonly Level[];
  readonly Arguments?: Template;
}

/** Runs one branch for each item; its result is the list of theirs. */
export interface MapState extends Recoverable {
  readonly Type: "Map";
  readonly Items?: Template;
  readonly ItemSelector?: Template;
  readonly ItemProcessor: Level;
  readonly MaxConcurrency?: Template;
}

/** Ends its level well. */
export interface SucceedState extends StateBase {
  readonly Type: "Succeed";
}

/** Ends its level with an error. */
export interface FailState {
  readonly Type: "Fail";
  readonly Error?: Template;
  readonly Cause?: Template;
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | ParallelState
  | MapState
  | SucceedState
  | FailState;

/** A set of states with an entry: the machine itself, a branch or an item processor. */
export interface Level {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A whole state machine. */
export interface Definition extends Level {
  readonly TimeoutSeconds?: number;
}
