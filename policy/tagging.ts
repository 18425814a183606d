import { type Graph, kindOf, type PolicyNode } from "./graph";
import { defaultTagsOf } from "./naming";
import { of, type Rule } from "./rule";
import { containsUnknown, textAt, valueAt } from "./values";

const REQUIRED = ["Environment", "Region", "DR-Role", "Name", "Project"] as const;

/** Kinds that carry tags although nothing in them says so before they are tagged. */
const TAGGABLE: ReadonlySet<string> = new Set([
  "acm.Certificate",
  "apigateway.DomainName",
  "apigateway.RestApi",
  "apigateway.Stage",
  "apigateway.UsagePlan",
  "cloudwatch.EventRule",
  "cloudwatch.LogGroup",
  "cloudwatch.MetricAlarm",
  "codedeploy.Application",
  "codedeploy.DeploymentGroup",
  "dynamodb.Table",
  "ec2.FlowLog",
  "ec2.SecurityGroup",
  "ec2.VpcEndpoint",
  "iam.Role",
  "kms.Key",
  "lambda.EventSourceMapping",
  "lambda.Function",
  "rds.Cluster",
  "rds.ClusterInstance",
  "rds.ClusterParameterGroup",
  "rds.GlobalCluster",
  "rds.ParameterGroup",
  "rds.SubnetGroup",
  "route53.HealthCheck",
  "route53.Zone",
  "s3.Bucket",
  "secretsmanager.Secret",
  "sfn.StateMachine",
  "sns.Topic",
  "sqs.Queue",
  "ssm.Parameter",
  "vpc.SecurityGroupEgressRule",
  "vpc.SecurityGroupIngressRule",
  "wafv2.WebAcl",
]);

/** What a resource is tagged with in the end: the provider's default tags and its own. */
export function effectiveTags(graph: Graph, node: PolicyNode): Readonly<Record<string, unknown>> {
  const provider = graph.providerOf(node);
  return {
    ...(provider === undefined ? {} : defaultTagsOf(provider)),
    ...((valueAt(node.inputs, "tags") ?? {}) as Record<string, unknown>),
  };
}

/** Requirement E2: in the night of a failover, tags say which half of the world one is looking at. */
export const tagsAreComplete: Rule = {
  name: "tags-are-complete",
  description: "Every taggable resource has Environment, Region, DR-Role, Name and Project",
  *check(graph) {
    for (const node of graph.nodes) {
      if (!TAGGABLE.has(kindOf(node))) continue;
      if (containsUnknown(node.inputs.tags)) continue;
      const tags = effectiveTags(graph, node);
      for (const key of REQUIRED) {
        if (textAt(tags, key) === undefined) yield of(node, `has no tag ${key}`);
      }
    }
  },
};

/** What watches one region from another carries the tags of the region it watches. */
const TAGGED_BY_WHAT_THEY_WATCH: ReadonlySet<string> = new Set(["route53.HealthCheck"]);

/** A wrong tag is worse than none: it is believed. */
export const tagsTellTheTruth: Rule = {
  name: "tags-tell-the-truth",
  description: "The Region tag is where a resource is, and each region has one DR-Role of its own",
  *check(graph) {
    const roles = new Map<string, string>();
    for (const node of graph.nodes) {
      const kind = kindOf(node);
      if (!TAGGABLE.has(kind) || TAGGED_BY_WHAT_THEY_WATCH.has(kind)) continue;
      const tags = effectiveTags(graph, node);
      const region = textAt(tags, "Region");
      const role = textAt(tags, "DR-Role");
      if (region !== undefined && region !== node.region) {
        yield of(node, `is in ${node.region} and says ${region}`);
      }
      if (region === undefined || role === undefined) continue;
      const known = roles.get(region) ?? role;
      roles.set(region, known);
      if (role !== known) yield of(node, `says that ${region} is ${role}, others say ${known}`);
    }
    if (new Set(roles.values()).size !== roles.size) {
      yield { message: `two regions have the same DR-Role: ${[...roles].join("; ")}` };
    }
  },
};
