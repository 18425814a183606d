import { decide } from "../local/iam/evaluate";
import type { Graph, PolicyNode } from "./graph";
import { isKnown, textAt } from "./values";

/** The inline policies of a role; undefined while one of them is not known yet. */
export function policiesOfRole(graph: Graph, roleName: string): readonly string[] | undefined {
  const policies = graph.all("iam.RolePolicy").filter(({ inputs }) => inputs.role === roleName);
  if (policies.some(({ inputs }) => !isKnown(inputs.policy))) return undefined;
  return policies.flatMap(({ inputs }) => textAt(inputs, "policy") ?? []);
}

/** AWS's own policies that a role has, by their last name. */
export function managedPoliciesOfRole(graph: Graph, roleName: string): readonly string[] {
  return graph
    .all("iam.RolePolicyAttachment")
    .filter(({ inputs }) => inputs.role === roleName)
    .map(({ inputs }) => (textAt(inputs, "policyArn") ?? "").split("/").at(-1) ?? "");
}

/** The role that a resource takes on; undefined when it has none or it is not known yet. */
export function roleOf(graph: Graph, node: PolicyNode, property = "role"): PolicyNode | undefined {
  const role = textAt(node.inputs, property);
  if (role === undefined) return undefined;
  return role.startsWith("arn:")
    ? graph.byArn(role)
    : graph.all("iam.Role").find(({ inputs }) => inputs.name === role);
}

/** Whether a role's own policies allow a call; undefined while they are not known yet. */
export function mayCall(
  graph: Graph,
  role: PolicyNode,
  action: string,
  resource: string,
): boolean | undefined {
  const principalPolicies = policiesOfRole(graph, textAt(role.inputs, "name") ?? "");
  if (principalPolicies === undefined) return undefined;
  return decide({ principalPolicies, action, resource }) === "allow";
}
