import { expect } from "chai";
import { Graph, type PolicyNode } from "../../policy/graph";
import { PRICES } from "../../scripts/prices";
import { costTable } from "../../scripts/pricing/cost-table";
import { type Estimate, estimate, PRICED_KINDS } from "../../scripts/pricing/estimate";
import type { Load } from "../../scripts/pricing/load";
import { changed, resource } from "../policy/rule-cases";

const LOAD: Load = { payments: 1_000_000, readsPerPayment: 2, monthsKept: 12, movesPerMonth: 2 };

const primary = resource("pulumi:providers:aws", "primary-provider", {
  defaultTags: '{"tags":{"DR-Role":"primary"}}',
});
const api = resource("apigateway.RestApi", "api", {
  name: "payment-api-dev",
  body: JSON.stringify({ paths: { "/payments": { post: {}, get: {} } } }),
});
const nameOf = (purpose: string) => `payment-${purpose}-dev-us-east-1`;
const arnOf = (service: string, rest: string) => `arn:aws:${service}:us-east-1:1:${rest}`;
const fn = (purpose: string, more: Record<string, unknown> = {}) =>
  resource("lambda.Function", purpose, { name: nameOf(purpose), memorySize: 512, ...more });
const queue = resource("sqs.Queue", "queue", { name: nameOf("processing-queue") });
const mapping = resource("lambda.EventSourceMapping", "mapping", {
  eventSourceArn: arnOf("sqs", nameOf("processing-queue")),
  functionName: arnOf("lambda", `function:${nameOf("archive")}:live`),
  batchSize: 10,
  maximumBatchingWindowInSeconds: 60,
});
const detect = fn("detect", {
  environment: { variables: { FAILOVER_POLICY: '{"tickSeconds":5}' } },
});
const ticking = (tickSeconds: number) =>
  changed(detect, {
    environment: { variables: { FAILOVER_POLICY: JSON.stringify({ tickSeconds }) } },
  });
const check = resource("route53.HealthCheck", "check", {
  type: "HTTPS_STR_MATCH",
  requestInterval: 30,
  resourcePath: "/prod/health",
  tags: { Region: "us-east-1" },
});
const table = (purpose: string) =>
  resource("dynamodb.Table", purpose, { name: `payment-${purpose}-dev` });
const around = [primary, api];

function cost(nodes: readonly PolicyNode[], load: Partial<Load> = {}): Estimate {
  return estimate(new Graph([...around, ...nodes]), { ...LOAD, ...load });
}

/** A resource of each priced kind, and what must make it dearer. */
type Driver = readonly [
  what: string,
  before: readonly PolicyNode[],
  after: readonly PolicyNode[],
  load?: Partial<Load>,
];

const instance = resource("rds.ClusterInstance", "instance", { instanceClass: "db.serverless" });
const cluster = resource("rds.Cluster", "cluster", {
  serverlessv2ScalingConfiguration: { minCapacity: 0.5 },
});
const alarm = resource("cloudwatch.MetricAlarm", "alarm", { metricName: "Errors" });
const stage = resource("apigateway.Stage", "stage");
const traced = changed(stage, { stageName: "prod", xrayTracingEnabled: true });
const sampling = (fixedRate: number, serviceName = "payment-api-dev/prod", urlPath = "*") =>
  resource("xray.SamplingRule", `sampling-${urlPath}`, {
    ...{ serviceName, urlPath, fixedRate, reservoirSize: 0, priority: 1 },
  });
const unwatched = sampling(0, undefined, "*/health");
const settings = resource("apigateway.MethodSettings", "settings", { settings: {} });
const standing = resource("lambda.ProvisionedConcurrencyConfig", "standing", {
  functionName: nameOf("validate"),
  provisionedConcurrentExecutions: 1,
});
const acl = resource("wafv2.WebAcl", "acl", { rules: [{}] });
const endpoint = resource("ec2.VpcEndpoint", "endpoint", {
  vpcEndpointType: "Interface",
  subnetIds: ["a"],
});
const everyMinute = resource("scheduler.Schedule", "every-minute", {
  scheduleExpression: "rate(1 minute)",
  target: { arn: arnOf("lambda", `function:${nameOf("detect")}:live`) },
});
const nat = resource("ec2.NatGateway", "nat");
const archive = [fn("archive"), queue, mapping];
const tracedArchive = fn("archive", { tracingConfig: { mode: "Active" } });
const lifecycle = resource("s3.BucketLifecycleConfiguration", "lifecycle", {
  bucket: "b",
  rules: [{ transitions: [{ days: 90, storageClass: "GLACIER" }] }],
});
const bucket = resource("s3.Bucket", "bucket", { bucket: "b" });
const observer = resource("sqs.Queue", "observer", {
  name: "payment-observer-queue-dev-us-east-2",
});
const schedule = resource("scheduler.Schedule", "schedule", {
  scheduleExpression: "rate(4 hours)",
});
const more = { payments: 2_000_000 };
const twice = (node: PolicyNode) => [node, { ...node, urn: `${node.urn}2`, name: `${node.name}2` }];

const DRIVERS: Readonly<Record<string, readonly Driver[]>> = {
  "apigateway.MethodSettings": [
    ["detailed metrics", [settings], [changed(settings, { settings: { metricsEnabled: true } })]],
  ],
  "apigateway.RestApi": [
    ["payments", [], [], more],
    ["reads", [], [], { readsPerPayment: 3 }],
    ["checkers that ask", [], [check]],
    ["checkers that ask more often", [check], [changed(check, { requestInterval: 10 })]],
    ["checkers in more places", [changed(check, { regions: ["a", "b", "c"] })], [check]],
    ["a detector that asks", [], [detect]],
  ],
  "apigateway.Stage": [
    [
      "an access log",
      [stage],
      [changed(stage, { accessLogSettings: { destinationArn: arnOf("logs", "log-group:x") } })],
    ],
    ["traces", [stage], [changed(stage, { xrayTracingEnabled: true })]],
    ["a share that is traced", [traced, sampling(0.01)], [traced, sampling(0.1)]],
    ["health checks that no rule leaves out", [traced, check, unwatched], [traced, check]],
    ["rules of another API", [traced, sampling(0)], [traced, sampling(0, "payment-api-x/prod")]],
  ],
  "cloudwatch.Dashboard": [["dashboards", [], [resource("cloudwatch.Dashboard", "board")]]],
  "cloudwatch.MetricAlarm": [
    ["alarms", [], [alarm]],
    [
      "metrics of an alarm",
      [alarm],
      [changed(alarm, { metricQueries: [{ metric: {} }, { metric: {} }, { expression: "x" }] })],
    ],
  ],
  "dynamodb.Table": [
    ["payments", [table("transactions")], [table("transactions")], more],
    ["months", [table("transactions")], [table("transactions")], { monthsKept: 24 }],
    ["sessions", [table("sessions")], [table("sessions")], more],
    ["ticks", [table("control"), fn("x")], [table("control"), detect]],
    [
      "replicas",
      [table("transactions")],
      [changed(table("transactions"), { replicas: [{ regionName: "us-east-2" }] })],
    ],
  ],
  "ec2.Eip": [["addresses", [], [resource("ec2.Eip", "address")]]],
  "ec2.NatGateway": [
    ["gateways", [nat], twice(nat)],
    ["payments through it", [nat], [nat], more],
  ],
  "ec2.VpcEndpoint": [
    ["zones", [endpoint], [changed(endpoint, { subnetIds: ["a", "b"] })]],
    [
      "interfaces, and not gateways",
      [changed(endpoint, { vpcEndpointType: "Gateway" })],
      [endpoint],
    ],
  ],
  "kms.Key": [["keys", [], [resource("kms.Key", "key")]]],
  "lambda.Function": [
    ["payments", [fn("validate")], [fn("validate")], more],
    ["reads", [fn("payment")], [fn("payment")], { readsPerPayment: 3 }],
    ["memory", [fn("validate")], [fn("validate", { memorySize: 1_024 })]],
    ["health checks", [fn("health")], [fn("health"), check]],
    ["messages", [fn("archive"), queue], archive],
    ["smaller batches", archive, [fn("archive"), queue, changed(mapping, { batchSize: 1 })]],
    [
      "a schedule",
      [fn("sweep")],
      [
        fn("sweep"),
        changed(schedule, { target: { arn: arnOf("lambda", `function:${nameOf("sweep")}:live`) } }),
      ],
    ],
    ["ticks of the standby", [fn("probe")], [fn("probe"), detect]],
    [
      "the time that a detector waits in its minute",
      [ticking(30), everyMinute],
      [ticking(20), everyMinute],
    ],
    ["traces of what no API asked for", archive, [...archive.slice(1), tracedArchive]],
  ],
  "lambda.ProvisionedConcurrencyConfig": [
    [
      "standing environments",
      [fn("validate"), standing],
      [fn("validate"), changed(standing, { provisionedConcurrentExecutions: 2 })],
    ],
    ["their memory", [fn("validate"), standing], [fn("validate", { memorySize: 1_024 }), standing]],
  ],
  "rds.Cluster": [
    ["payments", [cluster], [cluster], more],
    ["months", [cluster], [cluster], { monthsKept: 24 }],
  ],
  "rds.ClusterInstance": [
    [
      "capacity",
      [cluster, instance],
      [changed(cluster, { serverlessv2ScalingConfiguration: { minCapacity: 1 } }), instance],
    ],
    ["instances", [], [changed(instance, { instanceClass: "db.r6g.large" })]],
  ],
  "route53.HealthCheck": [
    ["checks", [], [check]],
    ["options", [check], [changed(check, { measureLatency: true })]],
    ["a fast interval", [check], [changed(check, { requestInterval: 10 })]],
  ],
  "route53.Zone": [["zones", [], [resource("route53.Zone", "zone")]]],
  "s3.Bucket": [
    [
      "payments",
      [...archive, resource("s3.Bucket", "bucket")],
      [...archive, resource("s3.Bucket", "bucket")],
      more,
    ],
    [
      "months",
      [resource("s3.Bucket", "bucket")],
      [resource("s3.Bucket", "bucket")],
      { monthsKept: 24 },
    ],
    [
      "moves to Glacier, of what is kept for so long",
      [...archive, bucket],
      [...archive, bucket, lifecycle],
    ],
  ],
  "scheduler.Schedule": [
    ["runs", [schedule], [changed(schedule, { scheduleExpression: "rate(1 minute)" })]],
  ],
  "secretsmanager.Secret": [
    [
      "replicas",
      [resource("secretsmanager.Secret", "secret")],
      [resource("secretsmanager.Secret", "secret", { replicas: [{ region: "us-east-2" }] })],
    ],
  ],
  "sfn.StateMachine": [
    [
      "moves",
      [resource("sfn.StateMachine", "machine")],
      [resource("sfn.StateMachine", "machine")],
      { movesPerMonth: 4 },
    ],
  ],
  "sns.Topic": [
    [
      "payments",
      [resource("sns.Topic", "events", { name: "payment-events-dev-us-east-1" })],
      [resource("sns.Topic", "events", { name: "payment-events-dev-us-east-1" })],
      more,
    ],
  ],
  "sqs.Queue": [
    ["a consumer that polls", [queue], [queue, mapping]],
    ["messages", [queue, mapping], [queue, mapping], more],
    ["what the other region tells", [observer], [{ ...observer, region: "us-east-2" }]],
  ],
  "wafv2.WebAcl": [
    ["rules", [acl], [changed(acl, { rules: [{}, {}] })]],
    ["requests", [acl], [acl], more],
  ],
};

describe("The cost estimate", () => {
  it("has a driver here for every priced kind", () => {
    expect(Object.keys(DRIVERS).sort()).to.deep.equal([...PRICED_KINDS].sort());
  });

  for (const [kind, drivers] of Object.entries(DRIVERS)) {
    for (const [what, before, after, load] of drivers) {
      it(`of a ${kind} grows with ${what}`, () => {
        const base = cost(before);
        const grown = cost(after, load);
        // Only what the kind itself is charged for: payments make many things dearer.
        expect(ownCost(grown, kind, after)).to.be.above(ownCost(base, kind, before));
      });
    }
  }

  it("moves nothing to Glacier that is destroyed with its stack before", () => {
    const moved = (monthsKept: number) =>
      cost([...archive, bucket, lifecycle], { monthsKept }).lines.some(
        ({ price }) => price === "glacierMove",
      );
    expect([3, 4].map(moved)).to.deep.equal([false, true]);
  });

  it("adds up by component and region", () => {
    const { lines, totalUsd } = cost([fn("validate"), check, acl]);
    expect(lines.reduce((sum, { usd }) => sum + usd, 0)).to.be.closeTo(totalUsd, 1e-9);
    for (const { price, quantity, usd } of lines) {
      expect(usd).to.be.closeTo(quantity * PRICES[price].usd, 1e-9);
    }
  });

  it("names what it cannot price instead of leaving it out", () => {
    const { notPriced } = cost([
      resource("elasticache.Cluster", "cache"),
      changed(instance, { instanceClass: "db.x9.huge" }),
    ]);
    expect(notPriced).to.include.members([
      "resources of kind elasticache.Cluster",
      "instances of class db.x9.huge",
    ]);
  });

  it("takes off free allowances only when asked, and never more than is used", () => {
    const nodes = [alarm];
    const load = { ...LOAD, payments: 0 };
    const graph = new Graph([...around, ...nodes]);
    expect(estimate(graph, load).totalUsd).to.be.closeTo(PRICES.alarmMetric.usd, 1e-9);
    expect(estimate(graph, load, { allowances: true }).totalUsd).to.be.closeTo(0, 1e-9);
  });

  it("refuses a schedule whose rate it cannot read", () => {
    const odd = changed(schedule, { scheduleExpression: "cron(0 12 * * ? *)" });
    expect(() => cost([odd])).to.throw("how often schedule runs cannot be read");
  });

  it("is printed with its total, its prices' sureness and what is missing", () => {
    const result = cost([fn("validate"), acl]);
    const text = costTable("Stack test", LOAD, result);
    expect(text).to.contain("Stack test: 1,000,000 payments a month");
    expect(text).to.match(new RegExp(`total, US dollars a month +${result.totalUsd.toFixed(2)}`));
    expect(text).to.contain("were not read on AWS's own page");
    expect(text).to.contain("data transfer to the internet");
    expect(text).to.contain("checkersPerRegion 2");
  });
});

describe("The price list", () => {
  it("says of every price where it is from and how sure it is", () => {
    for (const [name, { usd, per, source, grade }] of Object.entries(PRICES)) {
      expect(usd, name).to.be.above(0);
      expect(per, name).to.have.length.above(3);
      expect(source, name).to.match(/^https:\/\/aws\.amazon\.com\//);
      expect(["read", "second-hand", "unverified"]).to.include(grade);
    }
  });
});

/** What the resources of a kind are charged for; here each is its own component. */
function ownCost(whole: Estimate, kind: string, nodes: readonly PolicyNode[]): number {
  const [area = "", name = ""] = kind.split(".");
  const isKind = ({ type }: PolicyNode) =>
    type.startsWith(`aws:${area}/`) && type.endsWith(`:${name}`);
  if (kind === "apigateway.RestApi") {
    return whole.lines
      .filter(({ price }) => price === "apiRequest")
      .reduce((sum, { usd }) => sum + usd, 0);
  }
  if (!nodes.some(isKind)) return 0;
  return whole.lines
    .filter(({ component }) => nodes.some((node) => isKind(node) && node.name === component))
    .reduce((sum, { usd }) => sum + usd, 0);
}
