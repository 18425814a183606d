import type { ResourceNode } from "../program/resource-node";
import { declared, parsed } from "./declared";

/** A rule of the region's default event bus and the functions it wakes. */
export interface DeclaredEventRule {
  readonly name: string;
  readonly arn: string;
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly targetArns: readonly string[];
}

export function readEventRules(
  nodes: readonly ResourceNode[],
  region: string,
): DeclaredEventRule[] {
  const targets = declared(nodes, "cloudwatch/eventTarget:EventTarget");
  return declared(nodes, "cloudwatch/eventRule:EventRule")
    .filter((one) => one.region === region && one.optionalText("state") !== "DISABLED")
    .map((one) => ({
      name: one.text("name"),
      arn: one.output("arn"),
      pattern: parsed<Readonly<Record<string, unknown>>>(one, "eventPattern") ?? {},
      targetArns: targets
        .filter((target) => target.region === region && target.text("rule") === one.text("name"))
        .map((target) => target.text("arn")),
    }));
}
