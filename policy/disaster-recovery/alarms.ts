import { type Graph, kindOf, type PolicyNode } from "../graph";
import { of, ofStack, type Rule } from "../rule";
import { isKnown, listAt, mayBe, numberAt, textAt, textsAt } from "../values";
import { metricsOf, strangersIn, type WatchedMetric, whyNeverReported } from "./alarm-metrics";

/** Seen: an alarm on `UserErrors` by table, a metric that does not exist. */
export const alarmsCanFire: Rule = {
  name: "alarms-can-fire",
  description:
    "Every alarm watches a metric that AWS reports, with the dimensions it reports it by",
  *check(graph) {
    for (const node of graph.all("cloudwatch.MetricAlarm")) {
      const metrics = metricsOf(node);
      if (metrics.length === 0) yield of(node, "watches nothing");
      for (const metric of metrics) {
        const why = whyNeverReported(metric, node.region);
        if (why !== undefined) yield of(node, `can never fire: ${why}`);
      }
    }
  },
};

/** Seen: an alarm on the lag of a global database that was never declared. */
export const alarmsWatchWhatExists: Rule = {
  name: "alarms-watch-what-exists",
  description: "What an alarm's dimensions name is declared in the alarm's region",
  *check(graph) {
    for (const node of graph.all("cloudwatch.MetricAlarm")) {
      for (const metric of metricsOf(node)) {
        for (const stranger of strangersIn(graph, metric, node.region)) {
          yield of(node, `watches ${stranger}, which nobody declares in ${node.region}`);
        }
      }
    }
  },
};

/** Seen: only one alarm of a whole system has an action. */
export const alarmsActInTheirRegion: Rule = {
  name: "alarms-act-in-their-region",
  description: "Every alarm tells a declared topic of its own region",
  *check(graph) {
    for (const node of graph.all("cloudwatch.MetricAlarm")) {
      if (!isKnown(node.inputs.alarmActions)) continue;
      if (listAt(node.inputs, "alarmActions").length === 0) yield of(node, "tells nobody");
      for (const arn of textsAt(node.inputs, "alarmActions")) {
        if (arn.split(":")[3] !== node.region) yield of(node, `tells ${arn} in another region`);
        else if (graph.byArn(arn) === undefined) yield of(node, `tells ${arn}, which is not there`);
      }
      if (node.inputs.actionsEnabled === false) yield of(node, "has its actions switched off");
    }
  },
};

const LIMIT_SECONDS = 120;

/** What says that a region is lost; the rest tells people, and may take its time. */
function speaksOfARegion({ namespace, name }: WatchedMetric): boolean {
  return (
    namespace === "AWS/ApiGateway" ||
    name === "HealthNotGood" ||
    name === "HealthCheckStatus" ||
    name.includes("Replication") ||
    name.includes("RPOLag")
  );
}

/** Seen: five minutes twice is ten minutes, in a failover that promises five. */
export const alarmsAreInTime: Rule = {
  name: "alarms-are-in-time",
  description: "Alarms about a region's health need at most two minutes",
  *check(graph) {
    for (const node of graph.all("cloudwatch.MetricAlarm")) {
      const metrics = metricsOf(node).filter(speaksOfARegion);
      const evaluations = numberAt(node.inputs, "evaluationPeriods") ?? 1;
      const longest = Math.max(0, ...metrics.map(({ periodSeconds }) => periodSeconds));
      if (longest * evaluations > LIMIT_SECONDS) {
        yield of(node, `needs ${longest * evaluations} s to notice`);
      }
    }
  },
};

/** What must be watched, per kind of resource: one metric of each group. */
const WATCHED: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "apigateway.RestApi": [["Latency"], ["5XXError"]],
  "dynamodb.Table": [["ReadThrottleEvents", "ThrottledRequests"], ["WriteThrottleEvents"]],
  "lambda.Function": [["Errors"]],
  "sfn.StateMachine": [["ExecutionsFailed"], ["ExecutionsTimedOut"]],
  "rds.Cluster": [["AuroraGlobalDBReplicationLag"]],
};

/** Requirement E1: what nobody watches fails unseen, and in the standby it fails before it is needed. */
export const whatMattersIsWatched: Rule = {
  name: "what-matters-is-watched",
  description: "APIs, tables, functions, workflows and databases have their alarms in both regions",
  *check(graph) {
    const regions = graph.regions();
    for (const [kind, groups] of Object.entries(WATCHED)) {
      for (const node of graph.all(kind)) {
        for (const region of homesOf(node)) {
          if (!regions.includes(region)) continue;
          for (const group of groups) {
            if (!isWatched(graph, node, region, group)) {
              yield of(node, `has no alarm on ${group.join(" or ")} in ${region}`);
            }
          }
        }
      }
    }
  },
};

function homesOf(node: PolicyNode): readonly string[] {
  const copies = listAt(node.inputs, "replicas").flatMap(
    (copy) => textAt(copy, "regionName") ?? [],
  );
  return [node.region, ...copies];
}

function isWatched(graph: Graph, node: PolicyNode, region: string, names: readonly string[]) {
  const own = [node.inputs.name, node.inputs.clusterIdentifier, node.outputs.arn];
  return graph
    .all("cloudwatch.MetricAlarm")
    .some(
      (alarm) =>
        alarm.region === region &&
        metricsOf(alarm).some(
          ({ namespace, name, dimensions }) =>
            names.includes(name) &&
            (coversAll(node, namespace, dimensions) ||
              Object.values(dimensions).some((value) => !isKnown(value) || own.includes(value))),
        ),
    );
}

/** Lambda reports its metrics for all functions of a region together, too. */
function coversAll(
  node: PolicyNode,
  namespace: string,
  dimensions: WatchedMetric["dimensions"],
): boolean {
  const isFunction = kindOf(node) === "lambda.Function";
  return isFunction && namespace === "AWS/Lambda" && Object.keys(dimensions).length === 0;
}

/** Requirement E1: a queue whose consumer has stopped looks healthy until its messages expire. */
export const consumedQueuesAreWatched: Rule = {
  name: "consumed-queues-are-watched",
  description: "Every queue with a consumer has an alarm on the age of its oldest message",
  *check(graph) {
    for (const mapping of graph.all("lambda.EventSourceMapping")) {
      const queue = graph.byArn(textAt(mapping.inputs, "eventSourceArn") ?? "");
      if (queue === undefined) continue;
      if (!isWatched(graph, queue, queue.region, ["ApproximateAgeOfOldestMessage"])) {
        yield of(queue, "grows old unseen");
      }
    }
  },
};

/** Requirement A5: S3 promises 15 minutes, and says through this metric only when it did not keep them. */
export const archiveLagIsWatched: Rule = {
  name: "archive-lag-is-watched",
  description: "Every replication of a bucket has an alarm on its latency",
  *check(graph) {
    const watched = graph
      .all("cloudwatch.MetricAlarm")
      .flatMap(metricsOf)
      .filter(({ namespace, name }) => namespace === "AWS/S3" && name === "ReplicationLatency");
    for (const node of graph.all("s3.BucketReplicationConfig")) {
      const { bucket } = node.inputs;
      if (!isKnown(bucket)) continue;
      if (!watched.some(({ dimensions }) => mayBe(dimensions.SourceBucket, bucket))) {
        yield of(node, "may lag behind unseen");
      }
    }
  },
};

/** Requirement E1: in the night one looks at one page, and it must not stop at the region's border. */
export const dashboardsShowBothRegions: Rule = {
  name: "dashboards-show-both-regions",
  description: "Each region has a dashboard, and every dashboard has widgets of both regions",
  *check(graph) {
    const regions = graph.regions();
    const boards = graph.all("cloudwatch.Dashboard");
    for (const region of regions) {
      if (!boards.some((board) => board.region === region)) {
        yield ofStack(`${region} has no dashboard`);
      }
    }
    for (const board of boards) {
      const body = textAt(board.inputs, "dashboardBody");
      if (body === undefined) continue;
      for (const region of regions) {
        if (!body.includes(`"region":"${region}"`)) yield of(board, `shows nothing of ${region}`);
      }
    }
  },
};

/** Cross-region: only eventual tables lag, and strong ones do not report the metric at all. */
export const replicationLagIsWatched: Rule = {
  name: "replication-lag-is-watched",
  description: "Every eventually consistent table has an alarm on its lag in both regions",
  *check(graph) {
    for (const table of graph.all("dynamodb.Table")) {
      const replicas = listAt(table.inputs, "replicas");
      const strong = replicas.some((copy) => textAt(copy, "consistencyMode") === "STRONG");
      const alarms = graph
        .all("cloudwatch.MetricAlarm")
        .filter((alarm) =>
          metricsOf(alarm).some(
            ({ name, dimensions }) =>
              name === "ReplicationLatency" && dimensions.TableName === table.inputs.name,
          ),
        );
      if (strong && alarms.length > 0)
        yield of(table, "does not lag, so its lag alarm never fires");
      for (const region of strong || replicas.length === 0 ? [] : homesOf(table)) {
        if (!alarms.some((alarm) => alarm.region === region)) {
          yield of(table, `may lag behind unseen in ${region}`);
        }
      }
    }
  },
};
