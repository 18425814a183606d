import type { Cloud } from "../engine/cloud";
import type { Caller } from "../engine/service";
import type { Guard } from "../iam/guard";

/** A cloud that decides before it acts. */
export interface Guarded {
  call(caller: Caller, service: string, operation: string, input: Record<string, unknown>): unknown;
}

/** The cloud behind its permissions: what a function's role does not allow is refused. */
export function guarded(guard: Guard, cloud: Cloud): Guarded {
  return {
    call(caller, service, operation, input) {
      guard.check(caller, service, operation, input);
      return cloud.call(caller, service, operation, input);
    },
  };
}
