type Format = NonNullable<ErrorConstructor["prepareStackTrace"]>;

/** The SDK's own constructors come first; the line that declares a resource is right behind them. */
const FRAMES = 6;

/**
 * The SDK takes a stack trace for every promise it creates, and the whole stack of every resource
 * for one line of it, each frame mapped back to its source: a good part of the time of a run.
 * With DEBUG all of it is kept. Returns how to put everything back.
 */
export function shortenStackTraces(debug: boolean): () => void {
  if (debug) return () => undefined;
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = 0;
  if (prepareStackTrace) {
    const format: Format = prepareStackTrace;
    Error.prepareStackTrace = (error, frames) => format(error, frames.slice(0, FRAMES));
  }
  return () => Object.assign(Error, { stackTraceLimit, prepareStackTrace });
}
