import { setTimeout as pause } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { watchApplyCallbacks } from "./apply-callbacks";
import { runtimeStore } from "./runtime-store";

const MAX_WAVES = 50;

/**
 * Runs a declaration and waits until nothing more is declared, whether it throws or not. The SDK's
 * `disconnect` alone is not enough: resources created inside `apply` register only after the
 * promises of earlier ones have settled, in waves.
 */
export async function declareAndSettle(
  declare: () => Promise<unknown>,
  size: () => number,
): Promise<void> {
  const callbacks = watchApplyCallbacks();
  let failure: { cause: unknown } | undefined;
  try {
    await declare().catch((cause: unknown) => {
      failure = { cause };
    });
    for (let last = -1; last !== size(); ) {
      last = size();
      await pulumi.runtime.disconnect();
      await drained(() => [...runtimeStore().leakCandidates, ...callbacks.unfinished]);
      await pause(2);
    }
  } finally {
    callbacks.stop();
  }
  // Whatever is still pending failed with an error that was collected; the SDK would report it as
  // a leak when the process exits.
  runtimeStore().leakCandidates = new Set();
  if (failure) throw failure.cause;
}

async function drained(pending: () => Promise<unknown>[]): Promise<void> {
  for (let wave = 0; wave < MAX_WAVES; wave++) {
    const promises = pending();
    if (promises.length === 0) return;
    await Promise.allSettled(promises);
  }
}

/**
 * Runs something and collects every error that surfaces while it runs: what it throws and what the
 * SDK leaves as unhandled rejections (dozens for one cause). Each message is kept once.
 */
export async function collectingErrors(run: () => Promise<void>): Promise<string[]> {
  const messages = new Set<string>();
  const collect = (error: unknown) => {
    messages.add(error instanceof Error ? error.message : String(error));
  };
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", collect);
  try {
    await run();
    await pause(0);
  } catch (error) {
    collect(error);
  } finally {
    process.removeListener("unhandledRejection", collect);
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
  return [...messages];
}
