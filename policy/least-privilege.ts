import { type PolicyStatement, statementsOf } from "../local/iam/document";
import { of, type Rule } from "./rule";
import { textAt } from "./values";

/** Actions that name no resource in AWS, so that `*` is the narrowest there is; each with its reason. */
export const WITHOUT_RESOURCES: Readonly<Record<string, string>> = {
  "xray:PutTraceSegments": "X-Ray has no resource that a segment belongs to",
  "xray:PutTelemetryRecords": "X-Ray has no resource that telemetry belongs to",
  "xray:GetSamplingRules": "sampling rules are read as a whole",
  "xray:GetSamplingTargets": "sampling targets are read as a whole",
  "ec2:DescribeNetworkInterfaces": "EC2 describes without resources",
  "ec2:DescribeSubnets": "EC2 describes without resources",
  "ec2:DescribeVpcs": "EC2 describes without resources",
  "ec2:DescribeSecurityGroups": "EC2 describes without resources",
  "logs:CreateLogDelivery": "a log delivery has no ARN before it exists",
  "logs:GetLogDelivery": "log deliveries have no ARN",
  "logs:UpdateLogDelivery": "log deliveries have no ARN",
  "logs:DeleteLogDelivery": "log deliveries have no ARN",
  "logs:ListLogDeliveries": "log deliveries are listed as a whole",
  "logs:PutResourcePolicy": "resource policies of logs belong to the account",
  "logs:DescribeResourcePolicies": "resource policies of logs belong to the account",
  "logs:DescribeLogGroups": "Step Functions asks for every group before it delivers to one",
};

/** Requirement C3. */
export const rolesNameTheirActions: Rule = {
  name: "roles-name-their-actions",
  description: "No statement of a role allows an action with a wildcard, or everything but some",
  *check(graph) {
    for (const { node, statement } of statementsIn(graph.all("iam.RolePolicy"))) {
      if (statement.actions.inverted)
        yield of(node, `allows everything but some in ${statement.sid}`);
      for (const action of statement.actions.patterns.filter((name) => /[*?]/.test(name))) {
        yield of(node, `allows ${action} in ${statement.sid}`);
      }
    }
  },
};

/** Requirement C3: seen: `ChangeResourceRecordSets` on every zone of the account. */
export const rolesNameTheirResources: Rule = {
  name: "roles-name-their-resources",
  description: "No statement of a role allows every resource where AWS knows a narrower one",
  *check(graph) {
    for (const { node, statement } of statementsIn(graph.all("iam.RolePolicy"))) {
      const { sid, resources, actions } = statement;
      if (resources === undefined || resources.inverted) {
        yield of(node, `names no resources in ${sid}`);
        continue;
      }
      for (const pattern of resources.patterns) {
        if (pattern === "*") {
          for (const action of actions.patterns.filter((name) => !(name in WITHOUT_RESOURCES))) {
            yield of(node, `allows ${action} on every resource in ${sid}`);
          }
        } else if (!isNarrow(pattern)) yield of(node, `allows too much in ${sid}: ${pattern}`);
      }
    }
  },
};

/** Services whose ARNs begin with the name itself, without saying what kind of thing it is. */
const UNTYPED: ReadonlySet<string> = new Set(["s3", "sns", "sqs"]);

/** Service, account and the beginning of the name are said; EC2's interfaces have no name to say. */
function isNarrow(pattern: string): boolean {
  const [arn, partition, service, , account, ...name] = pattern.split(":");
  if (arn !== "arn" || partition === undefined || service === undefined || /[*?]/.test(service)) {
    return false;
  }
  if (account?.includes("*")) return false;
  if (service === "ec2" && name.join(":") === "*/*") return true;
  const resource = name.join(":");
  const own = UNTYPED.has(service) ? resource : resource.replace(/^[\w-]+[:/]/, "");
  return !/^[*?]/.test(own);
}

/** AWS's own policies are written for everybody, and change without notice. */
const ALLOWED_MANAGED: Readonly<Record<string, string>> = {
  AmazonAPIGatewayPushToCloudWatchLogs: "API Gateway accepts no other policy for its account role",
  AWSCodeDeployRoleForLambda: "CodeDeploy's own policy names what it shifts by tags we cannot see",
  AWSCodeDeployRoleForLambdaLimited: "CodeDeploy's narrower policy, without functions to call",
};

/** Requirement C3. */
export const rolesHaveNoForeignPolicies: Rule = {
  name: "roles-have-no-foreign-policies",
  description: "Roles carry their own policies; AWS's are used only where AWS asks for them",
  *check(graph) {
    for (const node of graph.all("iam.RolePolicyAttachment")) {
      const name = (textAt(node.inputs, "policyArn") ?? "").split("/").at(-1) ?? "";
      if (name !== "" && !(name in ALLOWED_MANAGED)) yield of(node, `attaches ${name}`);
    }
  },
};

function* statementsIn(policies: readonly Parameters<typeof of>[0][]): Generator<{
  node: Parameters<typeof of>[0];
  statement: PolicyStatement;
}> {
  for (const node of policies) {
    const policy = textAt(node.inputs, "policy");
    if (policy === undefined) continue;
    for (const statement of statementsOf(policy)) {
      if (statement.effect === "Allow") yield { node, statement };
    }
  }
}
