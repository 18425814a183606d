import type { ResourceNode } from "../program/resource-node";
import { declared, parsed } from "./declared";

export interface PolicyDocument {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** What each role may do, by its ARN. */
export type RolePolicies = Readonly<Record<string, readonly PolicyDocument[]>>;

/** Managed policies of AWS that allow nothing which the local cloud plays. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
  "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda",
  "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited",
]);

/** Inline policies of all roles. IAM is global, so this is the same for every region. */
export function readRoles(nodes: readonly ResourceNode[]): RolePolicies {
  const policies = declared(nodes, "iam/rolePolicy:RolePolicy");
  for (const one of declared(nodes, "iam/rolePolicyAttachment:RolePolicyAttachment")) {
    const arn = one.text("policyArn");
    if (WITHOUT_EFFECT.has(arn)) continue;
    throw new Error(`${one.node.name}: the local cloud does not know what ${arn} allows`);
  }
  return Object.fromEntries(
    declared(nodes, "iam/role:Role").map((role) => [
      role.output("arn"),
      policies
        .filter((policy) => policy.text("role") === role.text("name"))
        .flatMap((policy) => parsed<PolicyDocument>(policy, "policy") ?? []),
    ]),
  );
}
