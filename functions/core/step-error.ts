/** Failures of a workflow step that another try cannot mend; the state machine does not retry them. */
export type StepErrorName = "InvalidInput" | "WrongRegion" | "Superseded" | "DatabaseRefused";

/** A step that cannot do what it was asked to: thrown, so that no step reports success after it. */
export class StepError extends Error {
  constructor(
    name: StepErrorName | "VerificationFailed" | "NotFound" | "NotInDoubt",
    message: string,
  ) {
    super(message);
    this.name = name;
  }
}
