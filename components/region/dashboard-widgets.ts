import type { FunctionName } from "../../functions/core/function-catalogue";
import { globalName, NAME_LIMITS, physicalName } from "../naming";
import { STAGE } from "./payment-api";
import { METRICS_NAMESPACE } from "./region-alarms";

/** A line in a graph: namespace, metric, dimensions by turns, options. */
type Line = readonly (string | { readonly [option: string]: string | number })[];

/** One graph of the dashboard. Its region is stated: a dashboard belongs to none. */
export interface Graph {
  readonly title: string;
  readonly region: string;
  readonly stat: string;
  readonly lines: readonly Line[];
}

/** A region as the graphs name it. */
export interface GraphedRegion {
  readonly suffix: string;
  readonly region: string;
  readonly peerRegion: string;
}

const BUSINESS = [
  ["validate", "StoreUnavailable"],
  ["process", "PaymentProcessed"],
  ["process", "PaymentDeclined"],
  ["process", "PaymentInDoubt"],
  ["sweep", "SweepRedriven"],
  ["health", "HealthNotGood"],
] as const;

/** The graphs of one region; every dashboard shows them for both. */
export function graphsOf(place: GraphedRegion, functions: readonly FunctionName[]): Graph[] {
  const { region } = place;
  const graph = (title: string, stat: string, lines: readonly Line[]) => ({
    title: `${title} (${region})`,
    region,
    stat,
    lines,
  });
  return [
    graph("Requests and errors", "Sum", apiLines(place, ["Count", "4XXError", "5XXError"])),
    graph("Latency p99, ms", "p99", apiLines(place, ["Latency", "IntegrationLatency"])),
    graph(
      "Function errors",
      "Sum",
      functions.map((name) => functionLine(place, name, "Errors")),
    ),
    graph(
      "Function throttles",
      "Sum",
      functions.map((name) => functionLine(place, name, "Throttles")),
    ),
    graph("Tables: throttled", "Sum", tableLines(place)),
    graph("Replication of sessions, ms", "Average", [
      [
        "AWS/DynamoDB",
        "ReplicationLatency",
        "TableName",
        globalName("sessions", place.suffix, NAME_LIMITS.table),
        "ReceivingRegion",
        place.peerRegion,
      ],
    ]),
    graph("Queues: oldest message, s", "Maximum", queueLines(place)),
    graph(
      "Payments",
      "Sum",
      BUSINESS.map(([service, metric]) => [METRICS_NAMESPACE, metric, "service", service]),
    ),
  ];
}

/** The ledger's database in one region. */
export function databaseGraph(place: GraphedRegion): Graph {
  const cluster = physicalName("ledger", place, NAME_LIMITS.database);
  return {
    title: `Ledger: connections and lag (${place.region})`,
    region: place.region,
    stat: "Maximum",
    lines: [
      ["AWS/RDS", "DatabaseConnections", "DBClusterIdentifier", cluster],
      ["AWS/RDS", "AuroraGlobalDBReplicationLag", "DBClusterIdentifier", cluster],
    ],
  };
}

function apiLines(place: GraphedRegion, metrics: readonly string[]): Line[] {
  const api = physicalName("api", place, NAME_LIMITS.queue);
  return metrics.map((metric) => ["AWS/ApiGateway", metric, "ApiName", api, "Stage", STAGE]);
}

function functionLine(place: GraphedRegion, name: FunctionName, metric: string): Line {
  const functionName = physicalName(name, place, NAME_LIMITS.function);
  return ["AWS/Lambda", metric, "FunctionName", functionName, { label: name }];
}

function tableLines({ suffix }: GraphedRegion): Line[] {
  return ["transactions", "control", "sessions"].flatMap((purpose) => {
    const table = globalName(purpose, suffix, NAME_LIMITS.table);
    return ["ReadThrottleEvents", "WriteThrottleEvents"].map((metric) => [
      "AWS/DynamoDB",
      metric,
      "TableName",
      table,
    ]);
  });
}

function queueLines(place: GraphedRegion): Line[] {
  return ["processing-queue", "notifications-queue", "archive-queue"].map((purpose) => [
    "AWS/SQS",
    "ApproximateAgeOfOldestMessage",
    "QueueName",
    physicalName(purpose, place, NAME_LIMITS.queue),
    { label: purpose },
  ]);
}

/** Functions worth a line of their own: the ones that clients, queues or schedules drive all the time. */
export function graphedFunctions(declared: readonly FunctionName[]): FunctionName[] {
  const busy: readonly FunctionName[] = [
    "validate",
    "payment",
    "session",
    "authorizer",
    "health",
    "latch",
    "process",
    "sweep",
    "notify",
    "archive",
    "ledger",
    "detect",
  ];
  return busy.filter((name) => declared.includes(name));
}
