import { expect } from "chai";
import { FUNCTION_NAMES } from "../../functions/core/function-catalogue";
import { statementsOf } from "../../local/iam/document";
import { decide } from "../../local/iam/evaluate";
import { matchesPattern } from "../../local/iam/patterns";
import type { ResourceNode } from "../../local/program/resource-node";
import { CALLS, type Condition, operationsIn } from "./handler-calls";
import { type Need, PermissionWorld } from "./permission-world";
import { FAR_APART, SECOND_STACK, stackOf, type Wanted } from "./stacks";

/** Stacks that differ in who calls what. */
const STACKS: readonly (readonly [string, "dev" | "prod", Wanted, readonly Condition[]])[] = [
  ["dev", "dev", {}, []],
  ["prod", "prod", {}, ["with a domain", "with a ledger"]],
  ["a stack with a real processor", "dev", SECOND_STACK, ["with an HTTP processor"]],
  ["a stack with eventual consistency", "dev", FAR_APART, ["when payments lag"]],
];

const worldOf = async (stack: "dev" | "prod", wanted: Wanted, holds: readonly Condition[]) =>
  new PermissionWorld((await stackOf(stack, wanted)).nodes, new Set(holds));

const shown = (node: ResourceNode, { action, resource }: Need) =>
  `${node.name}: ${action} on ${resource}`;

function isAllowed(world: PermissionWorld, node: ResourceNode, need: Need, tls = true): boolean {
  const resourcePolicy = world.resourcePolicyOf(need.resource);
  return (
    decide({
      principalPolicies: world.policiesOf(node),
      ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
      caller: { kind: "role", arn: String(node.inputs.role) },
      ...need,
      context: { "aws:SecureTransport": tls },
    }) === "allow"
  );
}

describe("The table of AWS calls", () => {
  for (const name of FUNCTION_NAMES) {
    it(`names every operation that ${name} ships, and no other`, () => {
      const declared = new Set(CALLS[name].map(([operation]) => operation));
      expect([...declared].sort()).to.deep.equal([...operationsIn(name)].sort());
    });
  }
});

for (const [title, stack, wanted, holds] of STACKS) {
  describe(`The roles of ${title}`, () => {
    it("allow every call that a handler makes, and what Lambda does for it", async () => {
      const world = await worldOf(stack, wanted, holds);
      const refused = world
        .functions()
        .flatMap((node) =>
          world
            .needsOf(node)
            .flatMap((need) => (isAllowed(world, node, need) ? [] : [shown(node, need)])),
        );
      expect(refused).to.deep.equal([]);
    });

    it("allow nothing that nobody needs", async () => {
      const world = await worldOf(stack, wanted, holds);
      const idle = world.functions().flatMap((node) => {
        const needs = world.needsOf(node);
        return world
          .policiesOf(node)
          .flatMap(statementsOf)
          .flatMap((statement) =>
            statement.actions.patterns.flatMap((action) =>
              (statement.resources?.patterns ?? []).flatMap((pattern) => {
                const used = needs.some(
                  (need) => need.action === action && matchesPattern(pattern, need.resource),
                );
                return used ? [] : [`${node.name} (${statement.sid}): ${action} on ${pattern}`];
              }),
            ),
          );
      });
      expect(idle).to.deep.equal([]);
    });

    it("deny every neighbouring call", async () => {
      const world = await worldOf(stack, wanted, holds);
      const allowed = world.functions().flatMap((node) => {
        const needs = new Set(world.needsOf(node).map(({ action, resource }) => action + resource));
        return neighboursOf(world, node)
          .filter(({ action, resource }) => !needs.has(action + resource))
          .filter((need) => isAllowed(world, node, need))
          .map((need) => shown(node, need));
      });
      expect(allowed).to.deep.equal([]);
    });

    it("reach queues, topics and buckets over TLS only", async () => {
      const world = await worldOf(stack, wanted, holds);
      let tried = 0;
      for (const node of world.functions()) {
        for (const need of world.needsOf(node)) {
          if (!/^(sqs|sns|s3):/.test(need.action)) continue;
          tried++;
          expect(isAllowed(world, node, need, false), shown(node, need)).to.equal(false);
        }
      }
      expect(tried).to.be.above(50);
    });
  });
}

/** Calls next to what a function does: the same thing elsewhere, and other things to the same. */
function neighboursOf(world: PermissionWorld, node: ResourceNode): readonly Need[] {
  const { region } = node;
  const peer = world.graph.regions().find((name) => name !== region) ?? "";
  const on = (resources: readonly string[], ...actions: string[]): readonly Need[] =>
    resources.flatMap((resource) => actions.map((action) => ({ action, resource })));
  const tables = (["transactions", "control", "sessions"] as const).flatMap((target) =>
    world.targets(target, region),
  );
  const all = (kind: string) => world.graph.all(kind).map(({ outputs }) => String(outputs.arn));
  return [
    ...on(tables, ...ITEM_ACTIONS, "dynamodb:DeleteTable", "dynamodb:UpdateTable"),
    ...on(
      tables.map((arn) => `${arn}2`),
      ...ITEM_ACTIONS,
    ),
    ...on(world.targets("transactions", peer), "dynamodb:GetItem", "dynamodb:UpdateItem"),
    ...on(all("sqs.Queue"), "sqs:SendMessage", "sqs:ReceiveMessage", "sqs:PurgeQueue"),
    ...on(all("sns.Topic"), "sns:Publish", "sns:Subscribe", "sns:DeleteTopic"),
    ...on(
      all("s3.Bucket").map((arn) => `${arn}/x`),
      "s3:GetObject",
      "s3:DeleteObject",
    ),
    ...on(all("s3.Bucket"), "s3:PutBucketPolicy", "s3:ListBucket"),
    ...on(world.targets("archive", peer), "s3:PutObject"),
    ...on(all("kms.Key"), "kms:Decrypt", "kms:Encrypt", "kms:ScheduleKeyDeletion"),
    ...on(all("secretsmanager.Secret"), "secretsmanager:GetSecretValue"),
    ...on(all("ssm.Parameter"), "ssm:PutParameter", "ssm:DeleteParameter").filter(
      ({ resource }) => !resource.includes("/shared/"),
    ),
    ...on(all("lambda.Function"), "lambda:InvokeFunction", "lambda:UpdateFunctionCode"),
    ...on(all("sfn.StateMachine"), "states:StartExecution", "states:DeleteStateMachine"),
    ...on(all("iam.Role"), "iam:PassRole", "sts:AssumeRole", "iam:PutRolePolicy"),
    ...on(all("rds.Cluster"), "rds:DeleteDBCluster", "rds:ModifyDBCluster"),
    ...on(["arn:aws:route53:::hostedzone/ZOTHER"], "route53:ChangeResourceRecordSets"),
    ...on(["*"], "ec2:RunInstances", "logs:DeleteLogGroup", "iam:CreateUser"),
  ];
}

const ITEM_ACTIONS = [
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:Scan",
  "dynamodb:Query",
  "dynamodb:BatchWriteItem",
];
