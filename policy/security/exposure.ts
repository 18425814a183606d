import type { Graph } from "../graph";
import { of, type Rule } from "../rule";
import { documentAt, listAt, mayBe, textAt, textsAt, valueAt } from "../values";

const CLOSED = [
  "blockPublicAcls",
  "blockPublicPolicy",
  "ignorePublicAcls",
  "restrictPublicBuckets",
] as const;

/** Receipts are nobody else's business. */
export const bucketsAreNeverPublic: Rule = {
  name: "buckets-are-never-public",
  description: "Every bucket blocks public access in all four ways and knows no access lists",
  *check(graph) {
    for (const bucket of graph.all("s3.Bucket")) {
      const block = graph
        .all("s3.BucketPublicAccessBlock")
        .find(({ inputs }) => mayBe(inputs.bucket, bucket.inputs.bucket));
      if (block === undefined) {
        yield of(bucket, "does not block public access");
        continue;
      }
      for (const property of CLOSED) {
        if (block.inputs[property] !== true) yield of(bucket, `does not ${property}`);
      }
    }
  },
};

/** Requirement C1: the default group lets its members talk to each other; what forgets its group gets it. */
export const defaultGroupsAreClosed: Rule = {
  name: "default-groups-are-closed",
  description: "The default security group of every network has no rules",
  *check(graph) {
    for (const network of graph.all("ec2.Vpc")) {
      const closed = graph
        .all("ec2.DefaultSecurityGroup")
        .find(({ region }) => region === network.region);
      if (closed === undefined) yield of(network, "leaves its default security group open");
      else if (
        listAt(closed.inputs, "ingress").length + listAt(closed.inputs, "egress").length >
        0
      ) {
        yield of(closed, "has rules");
      }
    }
  },
};

const ANYWHERE = new Set(["0.0.0.0/0", "::/0"]);

/** Nothing in this product is called from outside except through API Gateway. */
export const nothingListensToTheWorld: Rule = {
  name: "nothing-listens-to-the-world",
  description:
    "No security group lets anybody in from everywhere, and each rule says what it is for",
  *check(graph) {
    for (const node of graph.all("vpc.SecurityGroupIngressRule")) {
      const from = textAt(node.inputs, "cidrIpv4") ?? textAt(node.inputs, "cidrIpv6") ?? "";
      if (ANYWHERE.has(from)) yield of(node, "lets everybody in");
    }
    for (const node of graph.all("ec2.SecurityGroup")) {
      const open = listAt(node.inputs, "ingress").some((rule) =>
        textsAt(rule, "cidrBlocks").some((range) => ANYWHERE.has(range)),
      );
      if (open) yield of(node, "lets everybody in");
    }
    for (const node of graph.all("vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule")) {
      if (node.inputs.description === undefined) yield of(node, "does not say what it is for");
    }
  },
};

/** A database with a public address is found within minutes. */
export const databasesArePrivate: Rule = {
  name: "databases-are-private",
  description: "No database instance has a public address",
  *check(graph) {
    for (const node of graph.all("rds.ClusterInstance")) {
      if (node.inputs.publiclyAccessible !== false) yield of(node, "may get a public address");
    }
  },
};

/** Requirement C1: after an incident the first question is who talked to whom. */
export const networksAreRecorded: Rule = {
  name: "networks-are-recorded",
  description: "Every network has a flow log",
  *check(graph) {
    for (const network of graph.all("ec2.Vpc")) {
      const recorded = graph
        .all("ec2.FlowLog")
        .some(({ region, inputs }) => region === network.region && inputs.vpcId !== undefined);
      if (!recorded) yield of(network, "has no flow log");
    }
  },
};

/** Route 53 asks these without credentials; everything else is about money. */
const OPEN_PATHS: ReadonlySet<string> = new Set(["get /health", "get /dr/latched"]);

/**
 * Requirement B5. A stack may open its API with a stated reason; then every method is open, and forgetting one
 * method is still found.
 */
export const methodsAskWhoCalls: Rule = {
  name: "methods-ask-who-calls",
  description: "Every method but those of health checks authenticates its caller",
  *check(graph) {
    for (const api of graph.all("apigateway.RestApi")) {
      const document = documentAt(api, "body");
      if (document === undefined) continue;
      const open = methodsOf(document).filter(({ secured }) => !secured);
      const closed = methodsOf(document).filter(({ secured }) => secured);
      for (const { name } of open) {
        if (OPEN_PATHS.has(name)) continue;
        const optedOut = name.includes("/dr/")
          ? false
          : closed.every(({ name: n }) => n.includes("/dr/"));
        if (!optedOut) yield of(api, `lets anybody ${name}`);
      }
    }
  },
};

function methodsOf(document: unknown): readonly { name: string; secured: boolean }[] {
  return Object.entries(valueAt(document, "paths") ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as object).map(([method, operation]) => ({
      name: `${method} ${path}`,
      secured: listAt(operation, "security").length > 0,
    })),
  );
}

/** Requirement B4: an API with names of its own must not be reachable around them. */
export const apisHaveNoBackDoor: Rule = {
  name: "apis-have-no-back-door",
  description: "An API with a custom domain answers under that name only",
  *check(graph) {
    if (graph.all("apigateway.DomainName").length === 0) return;
    for (const api of graph.all("apigateway.RestApi")) {
      if (api.inputs.disableExecuteApiEndpoint !== true) {
        yield of(api, "also answers under the name that API Gateway gave it");
      }
    }
  },
};

/** A firewall that stands beside its API stops nobody. */
export const firewallsAreAttached: Rule = {
  name: "firewalls-are-attached",
  description: "Every web ACL protects the stage of its region, with a rate rule and managed rules",
  *check(graph) {
    for (const acl of graph.all("wafv2.WebAcl")) {
      const attached = graph
        .all("wafv2.WebAclAssociation")
        .some(({ region }) => region === acl.region);
      if (!attached) yield of(acl, "protects nothing");
      const rules = JSON.stringify(listAt(acl.inputs, "rules"));
      for (const part of ["rateBasedStatement", "managedRuleGroupStatement"]) {
        if (!rules.includes(part)) yield of(acl, `has no ${part}`);
      }
    }
  },
};

/** Requirement B3: without a limit one client can use up what all the others need. */
export const stagesAreThrottled: Rule = {
  name: "stages-are-throttled",
  description: "Every stage limits rate and burst, writes access logs and is traced",
  *check(graph) {
    for (const stage of graph.all("apigateway.Stage")) {
      const limited = settingsOf(graph, stage.region).some(
        (settings) =>
          Number(valueAt(settings, "throttlingRateLimit")) > 0 &&
          Number(valueAt(settings, "throttlingBurstLimit")) > 0,
      );
      if (!limited) yield of(stage, "limits nobody");
      if (stage.inputs.accessLogSettings === undefined) yield of(stage, "writes no access log");
      if (stage.inputs.xrayTracingEnabled !== true) yield of(stage, "is not traced");
      if (
        settingsOf(graph, stage.region).some((item) => valueAt(item, "dataTraceEnabled") === true)
      ) {
        yield of(stage, "writes requests and their payments into its log");
      }
    }
  },
};

function settingsOf(graph: Graph, region: string): readonly unknown[] {
  return graph
    .all("apigateway.MethodSettings")
    .filter((node) => node.region === region)
    .map(({ inputs }) => inputs.settings);
}
