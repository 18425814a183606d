import { readRetention } from "./api-config";
import type { ObjectReader } from "./object-reader";
import { REASON } from "./reason";

/** How functions are released and kept warm. */
export interface FunctionsConfig {
  /** Standing environments of the functions that a client waits for; 0 keeps none. */
  readonly provisionedConcurrency: number;
  readonly canary: "none" | "alias" | "codedeploy";
  /** Share of the traffic that a new version gets at first, with canary "alias". */
  readonly canaryWeight: number;
  /** With canary "alias": the version that keeps the rest of the traffic, by function. */
  readonly stableVersions: Readonly<Record<string, string>>;
  /** Accounts with the starting quota of 10 cannot reserve anything. */
  readonly reserved: boolean;
  readonly logDays: number;
}

/** How hints are gathered for the processing function. */
export interface QueueConfig {
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maxReceiveCount: number;
}

/** When people are told, and where. */
export interface AlarmsConfig {
  readonly email: string | undefined;
  readonly latencyMs: number;
  readonly p99LatencyMs: number;
  readonly serverErrorPercent: number;
  readonly queueAgeSeconds: number;
  readonly replicationLagMs: number;
}

/** What a destroy must not take with it. */
export interface ProtectConfig {
  /** Why this stack's data must survive a destroy; absent means that everything can be destroyed. */
  readonly dataReason: string | undefined;
}

const EMAIL = { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, example: "oncall@your-company.com" };

/** Reads `payments-dr:functions`. */
export function readFunctions(functions: ObjectReader): FunctionsConfig {
  const config: FunctionsConfig = {
    provisionedConcurrency: functions.number("provisionedConcurrency", { min: 0, max: 1_000 }, 0),
    canary: functions.oneOf("canary", ["none", "alias", "codedeploy"], "none"),
    canaryWeight: functions.number("canaryWeight", { min: 0.01, max: 0.99, fraction: true }, 0.1),
    stableVersions: readVersions(functions),
    reserved: functions.flag("reserved", true),
    logDays: readRetention(functions, "logDays", 30),
  };
  functions.refuseUnknownFields();
  return config;
}

function readVersions(functions: ObjectReader): Readonly<Record<string, string>> {
  const versions = functions.raw("stableVersions") ?? {};
  const entries = typeof versions === "object" ? Object.entries(versions) : [];
  if (entries.every(([, version]) => /^\d+$/.test(String(version)))) {
    return Object.fromEntries(entries.map(([name, version]) => [name, String(version)]));
  }
  functions.refuse("stableVersions", "is not a map of versions", 'write it like validate: "12"');
  return {};
}

/** Reads `payments-dr:queue`. */
export function readQueue(queue: ObjectReader): QueueConfig {
  const config: QueueConfig = {
    batchSize: queue.number("batchSize", { min: 1, max: 10 }, 10),
    windowSeconds: queue.number("windowSeconds", { min: 0, max: 300 }, 5),
    // Throttled polls count as receives, so a small number would send healthy messages away.
    maxReceiveCount: queue.number("maxReceiveCount", { min: 3, max: 100 }, 5),
  };
  queue.refuseUnknownFields();
  return config;
}

/** Reads `payments-dr:alarms`. */
export function readAlarms(alarms: ObjectReader): AlarmsConfig {
  const config: AlarmsConfig = {
    email: alarms.optionalText("email", EMAIL),
    latencyMs: alarms.number("latencyMs", { min: 10, max: 29_000 }, 1_000),
    p99LatencyMs: alarms.number("p99LatencyMs", { min: 10, max: 29_000 }, 2_000),
    serverErrorPercent: alarms.number(
      "serverErrorPercent",
      { min: 0.1, max: 100, fraction: true },
      5,
    ),
    queueAgeSeconds: alarms.number("queueAgeSeconds", { min: 10, max: 3_600 }, 120),
    replicationLagMs: alarms.number("replicationLagMs", { min: 100, max: 60_000 }, 1_000),
  };
  alarms.refuseUnknownFields();
  return config;
}

/** Reads `payments-dr:protect`. */
export function readProtect(protect: ObjectReader): ProtectConfig {
  const config: ProtectConfig = { dataReason: protect.optionalText("data", REASON) };
  protect.refuseUnknownFields();
  return config;
}
