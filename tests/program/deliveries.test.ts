import { expect } from "chai";
import { type Caller, decide } from "../../local/iam/evaluate";
import type { PolicyNode } from "../../policy/graph";
import { policiesOfRole, roleOf } from "../../policy/permissions";
import { textAt, textsAt, valueAt } from "../../policy/values";
import { PermissionWorld } from "./permission-world";
import { stackOf } from "./stacks";

const worldOf = async () => new PermissionWorld((await stackOf("prod")).nodes, new Set());

/** One service that acts on something, for a source. */
function delivered(
  world: PermissionWorld,
  service: string,
  action: string,
  resource: string,
  sourceArn: string,
  account = world.account(),
): boolean {
  const resourcePolicy = world.resourcePolicyOf(resource) ?? permissionsOf(world, resource);
  return (
    decide({
      principalPolicies: [],
      resourcePolicy,
      caller: { kind: "service", service } satisfies Caller,
      action,
      resource,
      context: {
        "aws:SourceArn": sourceArn,
        "aws:SourceAccount": account,
        "aws:SecureTransport": true,
      },
    }) === "allow"
  );
}

/** The policy that Lambda keeps for a function's alias, made of its permissions. */
function permissionsOf(world: PermissionWorld, aliasArn: string): object {
  const [, , , region = "", , , name = ""] = aliasArn.split(":");
  const permissions = world.graph
    .all("lambda.Permission")
    .filter((node) => node.region === region && node.inputs.function === name);
  return {
    Statement: permissions.map(({ inputs }) => ({
      Effect: "Allow",
      Principal: { Service: inputs.principal },
      Action: inputs.action,
      Resource: aliasArn,
      Condition: { ArnLike: { "aws:SourceArn": inputs.sourceArn } },
    })),
  };
}

describe("What AWS's services deliver for each other", () => {
  it("alarms reach the topic that they name, and its key lets them in", async () => {
    const world = await worldOf();
    for (const alarm of world.graph.all("cloudwatch.MetricAlarm")) {
      for (const topic of textsAt(alarm.inputs, "alarmActions")) {
        const from = String(alarm.outputs.arn);
        const publish = ["cloudwatch.amazonaws.com", "sns:Publish", topic, from] as const;
        expect(delivered(world, ...publish), alarm.name).to.equal(true);
        expect(delivered(world, ...publish, "999999999999"), alarm.name).to.equal(false);
        const key = textAt(world.graph.byArn(topic)?.inputs, "kmsMasterKeyId") ?? "";
        expect(
          delivered(world, "cloudwatch.amazonaws.com", "kms:GenerateDataKey", key, from),
          alarm.name,
        ).to.equal(true);
      }
    }
  });

  it("topics reach every subscriber, and nobody else's topic does", async () => {
    const world = await worldOf();
    let tried = 0;
    for (const { name, inputs } of world.graph.all("sns.TopicSubscription")) {
      const topic = textAt(inputs, "topic") ?? "";
      const endpoint = textAt(inputs, "endpoint") ?? "";
      if (inputs.protocol === "email") continue;
      const action = inputs.protocol === "sqs" ? "sqs:SendMessage" : "lambda:InvokeFunction";
      tried++;
      expect(delivered(world, "sns.amazonaws.com", action, endpoint, topic), name).to.equal(true);
      const stranger = `${topic}-2`;
      expect(delivered(world, "sns.amazonaws.com", action, endpoint, stranger), name).to.equal(
        false,
      );
    }
    expect(tried).to.be.at.least(12);
  });

  it("an API reaches every function in its document, and no other API does", async () => {
    const world = await worldOf();
    for (const api of world.graph.all("apigateway.RestApi")) {
      const calls = callsOf(api);
      expect(calls.length, api.name).to.be.at.least(9);
      for (const { functionArn, from } of calls) {
        const source = (id: string) =>
          `arn:aws:execute-api:${api.region}:${world.account()}:${id}/${from}`;
        const invoke = ["apigateway.amazonaws.com", "lambda:InvokeFunction", functionArn] as const;
        expect(delivered(world, ...invoke, source(api.id)), from).to.equal(true);
        expect(delivered(world, ...invoke, source("other")), from).to.equal(false);
      }
    }
  });

  it("buckets and rules reach what they notify", async () => {
    const world = await worldOf();
    for (const { inputs, name } of world.graph.all("s3.BucketNotification")) {
      const bucket = `arn:aws:s3:::${String(inputs.bucket)}`;
      const topic = textAt(inputs, "topics", 0, "topicArn") ?? "";
      const publish = ["s3.amazonaws.com", "sns:Publish", topic] as const;
      expect(delivered(world, ...publish, bucket), name).to.equal(true);
      expect(delivered(world, ...publish, "arn:aws:s3:::other"), name).to.equal(false);
    }
    for (const { inputs, name, region } of world.graph.all("cloudwatch.EventTarget")) {
      const rule = world.graph
        .all("cloudwatch.EventRule")
        .find((node) => node.region === region && node.inputs.name === inputs.rule);
      const invoke = ["events.amazonaws.com", "lambda:InvokeFunction", String(inputs.arn)] as const;
      expect(delivered(world, ...invoke, String(rule?.outputs.arn)), name).to.equal(true);
    }
  });
});

/** Every function that an API calls, and the end of the ARN that it calls it with. */
function callsOf(api: PolicyNode): readonly { functionArn: string; from: string }[] {
  const document = JSON.parse(String(api.inputs.body));
  const functionIn = (uri: string) =>
    /arn:aws:lambda:[\w:-]+(?=\/invocations)/.exec(uri)?.[0] ?? "";
  const methods = Object.entries(valueAt(document, "paths") ?? {}).flatMap(([path, operations]) =>
    Object.entries(operations as object).map(([method, operation]) => ({
      functionArn: functionIn(textAt(operation, "x-amazon-apigateway-integration", "uri") ?? ""),
      from: `prod/${method.toUpperCase()}${path.replace(/\{\w+\}/g, "any")}`,
    })),
  );
  const authorizers = JSON.stringify(valueAt(document, "components", "securitySchemes") ?? {});
  const authorizer = functionIn(authorizers);
  return authorizer === ""
    ? methods
    : [...methods, { functionArn: authorizer, from: "authorizers/any" }];
}

describe("The roles of what is no function", () => {
  it("let a schedule invoke its target, and keep what it could not", async () => {
    const world = await worldOf();
    for (const node of world.graph.all("scheduler.Schedule")) {
      const target = valueAt(node.inputs, "target");
      const may = (action: string, resource: string) =>
        mayRole(world, textAt(target, "roleArn") ?? "", action, resource);
      expect(may("lambda:InvokeFunction", textAt(target, "arn") ?? ""), node.name).to.equal(true);
      const dead = textAt(target, "deadLetterConfig", "arn") ?? "";
      expect(may("sqs:SendMessage", dead), node.name).to.equal(true);
      expect(may("lambda:InvokeFunction", FOREIGN), node.name).to.equal(false);
    }
  });

  it("let a workflow invoke exactly its steps", async () => {
    const world = await worldOf();
    for (const machine of world.graph.all("sfn.StateMachine")) {
      const definition = String(machine.inputs.definition);
      const steps = new Set(definition.match(/arn:aws:lambda:[\w-]+:\d+:function:[\w:-]+/g));
      const role = String(machine.inputs.roleArn);
      for (const node of world.functions()) {
        const arn = `${String(node.outputs.arn)}:live`;
        expect(mayRole(world, role, "lambda:InvokeFunction", arn), arn).to.equal(steps.has(arn));
      }
    }
  });

  it("let a bucket be copied into the other one with its key, and nothing else", async () => {
    const world = await worldOf();
    for (const { inputs, name } of world.graph.all("s3.BucketReplicationConfig")) {
      const role = String(inputs.role);
      const from = `arn:aws:s3:::${String(inputs.bucket)}`;
      const to = textAt(inputs, "rules", 0, "destination", "bucket") ?? "";
      const may = (action: string, resource: string) => mayRole(world, role, action, resource);
      expect(may("s3:GetReplicationConfiguration", from), name).to.equal(true);
      expect(may("s3:GetObjectVersionForReplication", `${from}/x`), name).to.equal(true);
      expect(may("s3:ReplicateObject", `${to}/x`), name).to.equal(true);
      expect(may("s3:ReplicateObject", `${from}/x`), name).to.equal(false);
      expect(may("s3:ReplicateDelete", `${to}/x`), name).to.equal(false);
      expect(may("s3:GetObject", `${from}/x`), name).to.equal(false);
    }
  });
});

const FOREIGN = "arn:aws:lambda:us-east-1:000000000000:function:payment-validate-other-us-east-1";

function mayRole(
  world: PermissionWorld,
  roleArn: string,
  action: string,
  resource: string,
): boolean {
  const holder = { inputs: { role: roleArn } } as unknown as PolicyNode;
  const role = roleOf(world.graph, holder);
  const principalPolicies = policiesOfRole(world.graph, String(role?.inputs.name)) ?? [];
  expect(principalPolicies, roleArn).to.have.length.above(0);
  return decide({ principalPolicies, action, resource }) === "allow";
}
