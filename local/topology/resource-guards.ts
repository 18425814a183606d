import type { ResourceNode } from "../program/resource-node";
import { type Declared, declared, parsed } from "./declared";
import { encryptionKeys } from "./encryption-keys";
import type { PolicyDocument } from "./roles";

/** What stands in front of resources beside the policies of their callers. */
export interface ResourceGuards {
  /** Policies that queues, topics, buckets, keys and functions (by alias) carry, by ARN. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
  /** The account's own key that encrypts a resource, by the resource's ARN; AWS's keys need no permission. */
  readonly keys: Readonly<Record<string, string>>;
  /** Who may take on a role, by the role's ARN. */
  readonly trust: Readonly<Record<string, PolicyDocument>>;
}

/** Reads the policies of all resources that have one, in all regions. */
export function readResourceGuards(nodes: readonly ResourceNode[]): ResourceGuards {
  return {
    policies: Object.fromEntries([
      ...attached(nodes, "sqs/queuePolicy:QueuePolicy", (one) =>
        queueArn(nodes, one.text("queueUrl")),
      ),
      ...attached(nodes, "sns/topicPolicy:TopicPolicy", (one) => one.text("arn")),
      ...attached(nodes, "s3/bucketPolicy:BucketPolicy", (one) => bucketArn(one.text("bucket"))),
      ...attached(nodes, "kms/key:Key", (one) => one.output("arn")),
      ...functionPolicies(nodes),
    ]),
    keys: encryptionKeys(nodes),
    trust: Object.fromEntries(
      declared(nodes, "iam/role:Role").map((role) => [
        role.output("arn"),
        parsed<PolicyDocument>(role, "assumeRolePolicy") ?? { Statement: [] },
      ]),
    ),
  };
}

/** The ARN that policies know a bucket by. */
export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

function attached(
  nodes: readonly ResourceNode[],
  type: string,
  arnOf: (one: Declared) => string,
): [string, PolicyDocument][] {
  return declared(nodes, type).flatMap((one) => {
    const policy = parsed<PolicyDocument>(one, "policy");
    return policy ? [[arnOf(one), policy] satisfies [string, PolicyDocument]] : [];
  });
}

/** A policy may outlive its queue here, where a declaration is missing on purpose. */
function queueArn(nodes: readonly ResourceNode[], url: string): string {
  const queue = declared(nodes, "sqs/queue:Queue").find((one) => one.output("url") === url);
  return queue?.output("arn") ?? url;
}

/** Each `aws.lambda.Permission` is one statement of its function's policy. */
function functionPolicies(nodes: readonly ResourceNode[]): [string, PolicyDocument][] {
  const statements = new Map<string, Readonly<Record<string, unknown>>[]>();
  for (const one of declared(nodes, "lambda/permission:Permission")) {
    const arn = guardedFunction(nodes, one);
    const before = statements.get(arn) ?? [];
    statements.set(arn, [...before, statementOf(one, arn)]);
  }
  return [...statements].map(([arn, Statement]) => [arn, { Statement }]);
}

function guardedFunction(nodes: readonly ResourceNode[], one: Declared): string {
  const wanted = one.text("function");
  const found = declared(nodes, "lambda/function:Function").find(
    (each) =>
      each.region === one.region && [each.text("name"), each.output("arn")].includes(wanted),
  );
  const arn = found?.output("arn") ?? wanted;
  const qualifier = one.optionalText("qualifier");
  return qualifier ? `${arn}:${qualifier}` : arn;
}

function statementOf(one: Declared, Resource: string): Readonly<Record<string, unknown>> {
  const principal = one.text("principal");
  const sourceArn = one.optionalText("sourceArn");
  const sourceAccount = one.optionalText("sourceAccount");
  return {
    Effect: "Allow",
    Action: one.text("action"),
    Resource,
    Principal: principal.endsWith(".amazonaws.com") ? { Service: principal } : { AWS: principal },
    Condition: {
      ...(sourceArn ? { ArnLike: { "aws:SourceArn": sourceArn } } : {}),
      ...(sourceAccount ? { StringEquals: { "aws:SourceAccount": sourceAccount } } : {}),
    },
  };
}
