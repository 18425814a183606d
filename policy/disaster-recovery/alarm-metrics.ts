import type { Graph, PolicyNode } from "../graph";
import { listAt, numberAt, textAt, valueAt } from "../values";

/** One metric that an alarm looks at, directly or through an expression. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly periodSeconds: number;
}

/** Every metric of an alarm. */
export function metricsOf({ inputs }: PolicyNode): readonly WatchedMetric[] {
  const queries = listAt(inputs, "metricQueries").flatMap((query) => {
    const metric = valueAt(query, "metric");
    return metric === undefined ? [] : [read(metric)];
  });
  return inputs.metricName === undefined ? queries : [read(inputs), ...queries];
}

function read(source: unknown): WatchedMetric {
  return {
    namespace: textAt(source, "namespace") ?? "",
    name: textAt(source, "metricName") ?? "",
    dimensions: (valueAt(source, "dimensions") ?? {}) as Record<string, unknown>,
    periodSeconds: numberAt(source, "period") ?? 0,
  };
}

/** The dimensions with which AWS reports a metric: anything else is a metric that never has data. */
interface Reported {
  readonly metrics: readonly string[];
  /** Any one of these sets, complete. */
  readonly dimensions: readonly (readonly string[])[];
}

/**
 * What AWS reports, as far as this product watches it. `UserErrors` is missing on purpose: DynamoDB's throttles are
 * not in it, and it has no table.
 */
const REPORTED: Readonly<Record<string, readonly Reported[]>> = {
  "AWS/ApiGateway": [
    {
      metrics: ["Latency", "IntegrationLatency", "Count", "4XXError", "5XXError"],
      dimensions: [["ApiName"], ["ApiName", "Stage"], ["ApiName", "Stage", "Method", "Resource"]],
    },
  ],
  "AWS/DynamoDB": [
    { metrics: ["ReadThrottleEvents", "WriteThrottleEvents"], dimensions: [["TableName"]] },
    {
      metrics: ["ReadThrottleEvents", "WriteThrottleEvents"],
      dimensions: [["TableName", "GlobalSecondaryIndexName"]],
    },
    {
      metrics: ["ThrottledRequests", "SystemErrors", "SuccessfulRequestLatency"],
      dimensions: [["TableName", "Operation"]],
    },
    { metrics: ["ReplicationLatency"], dimensions: [["TableName", "ReceivingRegion"]] },
  ],
  "AWS/Lambda": [
    {
      metrics: ["Errors", "Throttles", "Invocations", "Duration", "ConcurrentExecutions"],
      // Without a dimension: the sum over all functions of the account and region.
      dimensions: [[], ["FunctionName"], ["FunctionName", "Resource"]],
    },
    { metrics: ["AsyncEventAge", "AsyncEventsDropped"], dimensions: [["FunctionName"]] },
  ],
  "AWS/SQS": [
    {
      metrics: ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"],
      dimensions: [["QueueName"]],
    },
  ],
  "AWS/SNS": [
    {
      metrics: ["NumberOfMessagesPublished", "NumberOfNotificationsFailed"],
      dimensions: [["TopicName"]],
    },
  ],
  "AWS/RDS": [
    {
      metrics: ["AuroraGlobalDBReplicationLag", "AuroraGlobalDBRPOLag", "DatabaseConnections"],
      dimensions: [["DBClusterIdentifier"]],
    },
  ],
  "AWS/S3": [
    {
      metrics: ["ReplicationLatency", "BytesPendingReplication", "OperationsPendingReplication"],
      dimensions: [["SourceBucket", "DestinationBucket", "RuleId"]],
    },
  ],
  "AWS/States": [
    {
      metrics: [
        "ExecutionsFailed",
        "ExecutionsTimedOut",
        "ExecutionsAborted",
        "ExecutionThrottled",
      ],
      dimensions: [["StateMachineArn"]],
    },
  ],
  "AWS/Route53": [{ metrics: ["HealthCheckStatus"], dimensions: [["HealthCheckId"]] }],
};

/** Why a metric never has data, or undefined when AWS reports it like this. */
export function whyNeverReported(metric: WatchedMetric, region: string): string | undefined {
  const { namespace, name } = metric;
  // Our own metrics are written by the functions' log.
  if (!namespace.startsWith("AWS/")) return undefined;
  const entries = (REPORTED[namespace] ?? []).filter(({ metrics }) => metrics.includes(name));
  if (entries.length === 0) return `${namespace} ${name} is not a metric that can fire`;
  const given = Object.keys(metric.dimensions).sort().join();
  const known = entries.flatMap(({ dimensions }) => dimensions);
  if (!known.some((set) => [...set].sort().join() === given)) {
    return `${namespace} ${name} is not reported by ${given || "no dimension"}`;
  }
  // Cross-region: Route 53 reports its checks in one region only.
  if (namespace === "AWS/Route53" && region !== "us-east-1") {
    return `${namespace} reports in us-east-1 only`;
  }
  return undefined;
}

/** What each dimension names: the kind of resource and the property with its name. */
const NAMED_BY: Readonly<Record<string, readonly [string, string]>> = {
  ApiName: ["apigateway.RestApi", "name"],
  Stage: ["apigateway.Stage", "stageName"],
  TableName: ["dynamodb.Table", "name"],
  FunctionName: ["lambda.Function", "name"],
  QueueName: ["sqs.Queue", "name"],
  TopicName: ["sns.Topic", "name"],
  DBClusterIdentifier: ["rds.Cluster", "clusterIdentifier"],
  SourceBucket: ["s3.Bucket", "bucket"],
  DestinationBucket: ["s3.Bucket", "bucket"],
};

/** Kinds that exist in more regions than the one they are declared in. */
const ANYWHERE: ReadonlySet<string> = new Set(["TableName", "SourceBucket", "DestinationBucket"]);

/** Dimensions whose value names nothing that is declared in the alarm's region. */
export function strangersIn(
  graph: Graph,
  metric: WatchedMetric,
  region: string,
): readonly string[] {
  return Object.entries(metric.dimensions).flatMap(([dimension, value]) => {
    const [kind, property] = NAMED_BY[dimension] ?? [];
    const name = textAt(value);
    if (kind === undefined || property === undefined || name === undefined) return [];
    const declared = graph
      .all(kind)
      .some(
        (node) =>
          (ANYWHERE.has(dimension) || node.region === region) &&
          textAt(node.inputs, property) === name,
      );
    return declared ? [] : [`${dimension} ${name}`];
  });
}
