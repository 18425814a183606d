import { type Checker, violations } from "./facts";

/** Once healed and quiet, every region holds the same payments. */
export const replicasAgree: Checker = {
  id: "I18",
  statement: "replicas are equal once everything is healed and quiet",
  check: ({ divergedKeys }) =>
    violations(
      "I18",
      divergedKeys.map((key) => `${key} differs between the regions`),
    ),
};
