import type { Clock, Remote } from "../core/ports";
import { backoffMs, failureOf, type RetryPolicy } from "../core/retry";

/** What repeating a call needs. */
export interface CallPorts {
  readonly clock: Clock;
  readonly random: () => number;
}

/** Strong writes cross regions, so a conflict or a lost reply deserves a few quick tries. */
const STORE_RETRIES: RetryPolicy = { attempts: 4, baseMs: 40, capMs: 400 };

/**
 * Repeats a call that is safe to repeat: reads, and conditional writes that recognise themselves.
 * Condition failures and permanent errors are the caller's to interpret and are thrown at once.
 */
export async function callRepeatable<Output>(
  ports: CallPorts,
  remote: Remote,
  operation: string,
  input: object,
  policy: RetryPolicy = STORE_RETRIES,
): Promise<Output> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await remote.send<Output>(operation, input);
    } catch (error) {
      const failure = failureOf(error);
      const last = attempt + 1 >= policy.attempts;
      if (last || failure === "condition" || failure === "permanent") throw error;
      await ports.clock.sleep(backoffMs(policy, attempt, ports.random()));
    }
  }
}
