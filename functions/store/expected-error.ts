import type { Remote } from "../core/ports";
import { errorName } from "../core/retry";
import { type CallPorts, callRepeatable } from "./call";

/** An answer, or the name of an error that the caller counts among the answers. */
export type Answer<Output> =
  | { readonly output: Output; readonly error?: undefined }
  | { readonly error: string };

/**
 * Repeats a call that is safe to repeat, but takes errors of the given names as answers: "it already
 * exists" says all there is to say, and another try cannot say more.
 */
export async function callExpecting<Output>(
  ports: CallPorts,
  remote: Remote,
  operation: string,
  input: object,
  expected: readonly string[],
): Promise<Answer<Output>> {
  const answering: Remote = {
    async send<Result>(name: string, body: object): Promise<Result> {
      try {
        return { output: await remote.send(name, body) } as Result;
      } catch (error) {
        if (expected.includes(errorName(error))) return { error: errorName(error) } as Result;
        throw error;
      }
    },
  };
  return callRepeatable<Answer<Output>>(ports, answering, operation, input);
}
