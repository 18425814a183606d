import { FUNCTIONS, type FunctionName } from "../../functions/core/function-catalogue";
import type { HostConfig } from "./function-host";

/** Functions whose answer a client waits for: a cold start would be felt. */
export const WAITED_FOR: readonly FunctionName[] = ["validate", "payment", "session", "authorizer"];

/** Functions behind the API, which has decided already whether a request is traced. */
const ASKED_BY_THE_API: readonly FunctionName[] = [...WAITED_FOR, "health", "latch", "approval"];

/** Memory of a function: as the catalogue says, but for the one that waits most of its time. */
export function memoryMbOf(name: FunctionName, { functions }: HostConfig): number {
  return name === "detect" ? functions.detectMemoryMb : FUNCTIONS[name].memoryMb;
}

/**
 * Whether a function reports what it does to X-Ray. What nobody decided to trace is traced at a rate of
 * Lambda's own: one call a second and a twentieth of the rest, which no sampling rule can lower.
 */
export function tracingModeOf(
  name: FunctionName,
  { tracing }: HostConfig,
): "Active" | "PassThrough" {
  return tracing.background || ASKED_BY_THE_API.includes(name) ? "Active" : "PassThrough";
}
