/** Who makes a call: the region it is sent to and the principal it is signed by. */
export interface Caller {
  readonly region: string;
  /** Role ARN of the function, state machine or service; undefined for an operator at a terminal. */
  readonly principal?: string;
}

/**
 * One emulated AWS service for all regions. `call` answers at once (the simulator depends on it);
 * only long polls and invocations return a promise. Errors are thrown as AwsError.
 * Inputs and outputs have the shape of the SDK's command inputs and outputs (bytes as Uint8Array,
 * dates as Date), so the same object serves the SDK, the wire and the simulator.
 */
export interface Service {
  readonly name: string;
  call(caller: Caller, operation: string, input: Record<string, unknown>): unknown;
}

/** Which region can send to which other one right now; asymmetric cuts are possible. */
export interface Links {
  canReach(from: string, to: string): boolean;
}

export const allLinked: Links = { canReach: () => true };
