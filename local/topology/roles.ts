import type { ResourceNode } from "../program/resource-node";
import { declared, parsed } from "./declared";

export interface PolicyDocument {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** What each role may do, by its ARN. */
export type RolePolicies = Readonly<Record<string, readonly PolicyDocument[]>>;

/** Inline policies of all roles. IAM is global, so this is the same for every region. */
export function readRoles(nodes: readonly ResourceNode[]): RolePolicies {
  const policies = declared(nodes, "iam/rolePolicy:RolePolicy");
  return Object.fromEntries(
    declared(nodes, "iam/role:Role").map((role) => [
      role.output("arn"),
      policies
        .filter((policy) => policy.text("role") === role.text("name"))
        .flatMap((policy) => parsed<PolicyDocument>(policy, "policy") ?? []),
    ]),
  );
}
