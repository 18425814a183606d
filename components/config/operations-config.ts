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
  /** Memory of the detector, which is billed for the whole minute that it watches. */
  readonly detectMemoryMb: number;
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
  /**
   * "each": alarms of every function, which name it. "together": alarms on all functions of the account and
   * region at once, which tell the same and leave it to the log which function it was.
   */
  readonly functions: "each" | "together";
  readonly latencyMs: number;
  readonly p99LatencyMs: number;
  readonly serverErrorPercent: number;
  readonly queueAgeSeconds: number;
  readonly replicationLagMs: number;
}

/** How many requests are traced. Health checks never are: they would be most of all traces. */
export interface TracingConfig {
  /** Requests of clients that are traced in each second before the share applies. */
  readonly perSecond: number;
  /** Share of all further requests. */
  readonly share: number;
  /** Whether what runs by the clock or from a queue is traced, too; its rate is Lambda's own. */
  readonly background: boolean;
}

/** How customer keys are divided. */
export interface EncryptionConfig {
  /** "by-purpose": who may use one cannot read the rest. "shared": one in each region for all but the ledger. */
  readonly keys: "by-purpose" | "shared";
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
    detectMemoryMb: functions.number("detectMemoryMb", { min: 128, max: 1_024 }, 256),
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
    functions: alarms.oneOf("functions", ["each", "together"], "each"),
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

/** Reads `payments-dr:tracing`. */
export function readTracing(tracing: ObjectReader): TracingConfig {
  const config: TracingConfig = {
    perSecond: tracing.number("perSecond", { min: 0, max: 1_000 }, 1),
    share: tracing.number("share", { min: 0, max: 1, fraction: true }, 0.05),
    background: tracing.flag("background", true),
  };
  tracing.refuseUnknownFields();
  return config;
}

/** Reads `payments-dr:encryption`. */
export function readEncryption(encryption: ObjectReader): EncryptionConfig {
  const config: EncryptionConfig = {
    keys: encryption.oneOf("keys", ["by-purpose", "shared"], "by-purpose"),
  };
  encryption.refuseUnknownFields();
  return config;
}

/** Reads `payments-dr:protect`. */
export function readProtect(protect: ObjectReader): ProtectConfig {
  const config: ProtectConfig = { dataReason: protect.optionalText("data", REASON) };
  protect.refuseUnknownFields();
  return config;
}
