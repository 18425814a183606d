import {
  alarmsActInTheirRegion,
  alarmsAreInTime,
  alarmsCanFire,
  alarmsWatchWhatExists,
  archiveLagIsWatched,
  consumedQueuesAreWatched,
  dashboardsShowBothRegions,
  replicationLagIsWatched,
  whatMattersIsWatched,
} from "../../../policy/disaster-recovery/alarms";
import { changed, resource, ruleCases } from "../rule-cases";

const TOPIC = "arn:aws:sns:us-east-1:1:payment-alerts";
const topic = resource("sns.Topic", "alerts", { name: "payment-alerts" });
const throttled = resource("cloudwatch.MetricAlarm", "throttled", {
  namespace: "AWS/DynamoDB",
  metricName: "WriteThrottleEvents",
  dimensions: { TableName: "payments" },
  period: 60,
  evaluationPeriods: 1,
  alarmActions: [TOPIC],
});
const share = resource("cloudwatch.MetricAlarm", "share", {
  evaluationPeriods: 2,
  metricQueries: [
    {
      id: "errors",
      metric: {
        namespace: "AWS/ApiGateway",
        metricName: "5XXError",
        dimensions: { ApiName: "api", Stage: "prod" },
        period: 60,
      },
    },
    { id: "share", expression: "100 * errors" },
  ],
});

ruleCases(alarmsCanFire, [throttled, share], {
  "UserErrors of a table": {
    graph: [changed(throttled, { metricName: "UserErrors" })],
    says: "AWS/DynamoDB UserErrors is not a metric that can fire",
  },
  "a metric that is reported by operation only": {
    graph: [changed(throttled, { metricName: "ThrottledRequests" })],
    says: "AWS/DynamoDB ThrottledRequests is not reported by TableName",
  },
  "a REST API that is named like an HTTP API": {
    graph: [
      changed(throttled, {
        namespace: "AWS/ApiGateway",
        metricName: "Latency",
        dimensions: { ApiId: "abc" },
      }),
    ],
    says: "is not reported by ApiId",
  },
  "replication latency without its receiving region": {
    graph: [changed(throttled, { metricName: "ReplicationLatency" })],
    says: "is not reported by TableName",
  },
  "a wrong metric inside an expression": {
    graph: [
      changed(share, {
        metricQueries: [
          { metric: { namespace: "AWS/SQS", metricName: "Depth", dimensions: { QueueName: "q" } } },
        ],
      }),
    ],
    says: "AWS/SQS Depth",
  },
  "Route 53's metrics outside us-east-1": {
    graph: [
      changed(
        throttled,
        {
          namespace: "AWS/Route53",
          metricName: "HealthCheckStatus",
          dimensions: { HealthCheckId: "c" },
        },
        { region: "us-east-2" },
      ),
    ],
    says: "reports in us-east-1 only",
  },
  "an alarm on nothing": {
    graph: [changed(throttled, { metricName: undefined })],
    says: "watches nothing",
  },
});

const table = resource("dynamodb.Table", "payments-table", { name: "payments" });
const lag = changed(throttled, {
  namespace: "AWS/RDS",
  metricName: "AuroraGlobalDBReplicationLag",
  dimensions: { DBClusterIdentifier: "ledger" },
});
const cluster = resource("rds.Cluster", "ledger", { clusterIdentifier: "ledger" });

ruleCases(alarmsWatchWhatExists, [throttled, table, lag, cluster], {
  "a lag alarm without a global database": {
    graph: [lag],
    says: "watches DBClusterIdentifier ledger, which nobody declares in us-east-1",
  },
  "an alarm in another region than what it watches": {
    graph: [{ ...lag, region: "us-east-2" }, cluster],
    says: "which nobody declares in us-east-2",
  },
  "an alarm on a table with another name": {
    graph: [throttled, changed(table, { name: "other" })],
    says: "watches TableName payments",
  },
});

ruleCases(alarmsActInTheirRegion, [throttled, topic], {
  "an alarm without an action": {
    graph: [changed(throttled, { alarmActions: [] }), topic],
    says: "tells nobody",
  },
  "an alarm that never had one": {
    graph: [changed(throttled, { alarmActions: undefined }), topic],
    says: "tells nobody",
  },
  "a topic in another region": {
    graph: [changed(throttled, { alarmActions: [TOPIC.replace("east-1", "east-2")] }), topic],
    says: "in another region",
  },
  "a topic that nobody declares": { graph: [throttled], says: "which is not there" },
  "actions that are switched off": {
    graph: [changed(throttled, { actionsEnabled: false }), topic],
    says: "switched off",
  },
});

ruleCases(alarmsAreInTime, [throttled, share, changed(throttled, { period: 300 })], {
  "five minutes twice": {
    graph: [
      changed(throttled, { metricName: "ReplicationLatency", period: 300, evaluationPeriods: 2 }),
    ],
    says: "needs 600 s to notice",
  },
  "an expression over long periods": {
    graph: [changed(share, { evaluationPeriods: 3 })],
    says: "needs 180 s to notice",
  },
});

const api = resource("apigateway.RestApi", "api", { name: "api" });
const latency = changed(
  throttled,
  { namespace: "AWS/ApiGateway", metricName: "Latency", dimensions: { ApiName: "api" } },
  { name: "latency" },
);
const watched = [api, latency, share];
const together = changed(
  throttled,
  { namespace: "AWS/Lambda", metricName: "Errors", dimensions: undefined },
  { name: "together" },
);

ruleCases(whatMattersIsWatched, watched, {
  "an API whose errors nobody counts": {
    graph: [api, latency],
    says: "api has no alarm on 5XXError in us-east-1",
  },
  "a function without an alarm": {
    graph: [...watched, resource("lambda.Function", "validate", { name: "validate" })],
    says: "validate has no alarm on Errors",
  },
  "a function that only the other region's alarm on all functions could mean": {
    graph: [
      ...watched,
      { ...api, name: "api-2", region: "us-east-2" },
      resource("lambda.Function", "validate", { name: "validate" }),
      { ...together, region: "us-east-2" },
    ],
    says: "validate has no alarm on Errors",
  },
  "an API that only an alarm on everything could mean": {
    graph: [api, share, changed(latency, { dimensions: undefined })],
    says: "api has no alarm on Latency",
  },
  "a replica that only the primary's region watches": {
    graph: [
      ...watched,
      { ...api, name: "api-2", region: "us-east-2" },
      changed(table, { replicas: [{ regionName: "us-east-2" }] }),
      throttled,
    ],
    says: "payments-table has no alarm on WriteThrottleEvents in us-east-2",
  },
});

ruleCases(
  whatMattersIsWatched,
  [...watched, together, resource("lambda.Function", "validate", { name: "validate" })],
  {},
);
ruleCases(alarmsCanFire, [together], {
  "a table's metric without its table": {
    graph: [changed(throttled, { dimensions: undefined })],
    says: "is not reported by no dimension",
  },
});

const sessions = changed(table, { replicas: [{ regionName: "us-east-2" }] });
const lagging = changed(throttled, {
  metricName: "ReplicationLatency",
  dimensions: { TableName: "payments", ReceivingRegion: "us-east-2" },
});

ruleCases(
  replicationLagIsWatched,
  [sessions, lagging, changed(lagging, {}, { region: "us-east-2" })],
  {
    "a lag that is watched in one region": {
      graph: [sessions, lagging],
      says: "may lag behind unseen in us-east-2",
    },
    "a lag alarm on a table that never lags": {
      graph: [
        changed(table, { replicas: [{ regionName: "us-east-2", consistencyMode: "STRONG" }] }),
        lagging,
      ],
      says: "its lag alarm never fires",
    },
  },
);
ruleCases(replicationLagIsWatched, [table], {});

const queue = resource("sqs.Queue", "queue", { name: "payment-queue" });
const mapping = resource("lambda.EventSourceMapping", "mapping", {
  eventSourceArn: "arn:aws:sqs:us-east-1:1:payment-queue",
});
const age = changed(throttled, {
  namespace: "AWS/SQS",
  metricName: "ApproximateAgeOfOldestMessage",
  dimensions: { QueueName: "payment-queue" },
});

ruleCases(consumedQueuesAreWatched, [queue, mapping, age], {
  "a queue whose consumer may stop unseen": {
    graph: [queue, mapping],
    says: "queue grows old unseen",
  },
  "an alarm on the age in the other region": {
    graph: [queue, mapping, { ...age, region: "us-east-2" }],
    says: "queue grows old unseen",
  },
});

const copy = resource("s3.BucketReplicationConfig", "copy", { bucket: "archive-1" });
const copyLag = changed(throttled, {
  namespace: "AWS/S3",
  metricName: "ReplicationLatency",
  dimensions: { SourceBucket: "archive-1", DestinationBucket: "archive-2", RuleId: "all" },
});

ruleCases(archiveLagIsWatched, [copy, copyLag], {
  "a replication that nobody watches": { graph: [copy], says: "copy may lag behind unseen" },
  "an alarm on the way back only": {
    graph: [
      copy,
      changed(copyLag, {
        dimensions: { SourceBucket: "archive-2", DestinationBucket: "archive-1", RuleId: "all" },
      }),
    ],
    says: "copy may lag behind unseen",
  },
});

const boardIn = (region: string, ...shown: string[]) =>
  resource(
    "cloudwatch.Dashboard",
    `board-${region}`,
    { dashboardBody: JSON.stringify({ widgets: shown.map((name) => ({ region: name })) }) },
    { region },
  );
const apis = [api, { ...api, name: "api-2", region: "us-east-2" }];
const shown = ["us-east-1", "us-east-2"];

ruleCases(
  dashboardsShowBothRegions,
  [...apis, boardIn("us-east-1", ...shown), boardIn("us-east-2", ...shown)],
  {
    "one dashboard for two regions": {
      graph: [...apis, boardIn("us-east-1", ...shown)],
      says: "us-east-2 has no dashboard",
    },
    "a dashboard that stops at the border": {
      graph: [...apis, boardIn("us-east-1", "us-east-1"), boardIn("us-east-2", ...shown)],
      says: "board-us-east-1 shows nothing of us-east-2",
    },
  },
);
