import type { Clock } from "../core/ports";

/** A remote call that was not waited for any longer; nobody knows what became of it. */
class DeadlineError extends Error {
  override readonly name = "Timeout";
}

/** Stops waiting after a while. The work itself goes on; its late result is dropped. */
export async function withDeadline<T>(
  clock: Clock,
  deadlineMs: number,
  work: Promise<T>,
): Promise<T> {
  const late = clock.sleep(deadlineMs, work).then((): never => {
    throw new DeadlineError(`no answer within ${deadlineMs} ms`);
  });
  return Promise.race([work, late]);
}
