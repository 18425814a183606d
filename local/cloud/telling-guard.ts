import { Guard, type GuardOptions } from "../iam/guard";
import type { Child } from "./child-channel";

/** The guard of a process, which tells people of each kind of refusal once. */
export function tellingGuard(child: Child, keyOf?: GuardOptions["keyOf"]): Guard {
  const told = new Set<string>();
  return new Guard(child.deployment.topology, {
    ...(keyOf ? { keyOf } : {}),
    onRefusal: ({ name, message }) => {
      if (told.has(message)) return;
      told.add(message);
      child.tell({ kind: "event", text: `${name}: ${message}` });
    },
  });
}
