import { expect } from "chai";

/** The error a call was refused with; a call that succeeds fails the test. */
export async function rejection(call: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return call.then(
    () => expect.fail("the call succeeded"),
    (error: unknown) => error as Error & Record<string, unknown>,
  );
}
