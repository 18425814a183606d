/** A name for an exercise that sorts by time and is a valid name of a folder. */
export function stamp(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(":", "-");
}

/** The first Ctrl-C ends the exercise in order; its report says that it is incomplete. */
export function stopOnSignal(write: (text: string) => void) {
  const controller = new AbortController();
  const stop = () => {
    if (!controller.signal.aborted) write("\nStopping; what is known so far is written down…\n");
    controller.abort(new Error("stopped by the operator"));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    end() {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}

/** What a shell expects of something that Ctrl-C stopped. */
export const STOPPED = 130;
