import { LATE_WORLDS } from "./small-worlds/late";
import { MOVE_WORLDS } from "./small-worlds/moves";
import { PAYMENT_WORLDS } from "./small-worlds/payments";
import type { CrashWorld } from "./small-worlds/small-world";

export type { CrashWorld };

/** Together they make every simulated function run through every call it has. */
export const CRASH_WORLDS: readonly CrashWorld[] = [
  ...PAYMENT_WORLDS,
  ...MOVE_WORLDS,
  ...LATE_WORLDS,
];

/** A small world by its name. */
export function crashWorld(name: string): CrashWorld {
  const found = CRASH_WORLDS.find((one) => one.name === name);
  if (found) return found;
  throw new Error(`there is no small world ${name}`);
}
