import * as state from "@pulumi/pulumi/runtime/state";

/** The part of the SDK's per-run state that a runner needs. */
export interface RuntimeStore {
  /** Promises the SDK created and has not seen settle. */
  leakCandidates: Set<Promise<unknown>>;
}

interface RuntimeState {
  getStore(): RuntimeStore;
  withLocalStorage<T>(run: () => Promise<T>): Promise<T>;
}

// Marked internal in the SDK, whose Automation API isolates inline programs with the same calls.
const runtime = state as unknown as RuntimeState;

/** The state of the run in progress. */
export function runtimeStore(): RuntimeStore {
  return runtime.getStore();
}

/** Runs a program with SDK state of its own, so that nothing leaks into the next one. */
export function isolated<T>(run: () => Promise<T>): Promise<T> {
  return runtime.withLocalStorage(run);
}
