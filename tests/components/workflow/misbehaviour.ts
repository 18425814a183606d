import { type Behaviour, failing, hanging, throttled } from "./takeover-bench";

/** Ways in which a step can misbehave for good, and the error the execution then reports. */
export const FOR_GOOD: readonly (readonly [string, Behaviour, string])[] = [
  ["fails", failing("Broken"), "Broken"],
  ["hangs", hanging, "States.Timeout"],
  [
    "stays throttled",
    throttled(Number.POSITIVE_INFINITY, hanging),
    "Lambda.TooManyRequestsException",
  ],
  ["is refused for good", failing("Superseded"), "Superseded"],
];
