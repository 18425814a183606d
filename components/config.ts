import * as pulumi from "@pulumi/pulumi";
import type { Consistency, ProcessorSettings } from "../functions/core/settings";
import { type ApiConfig, readApi } from "./config/api-config";
import { type DnsConfig, readDns } from "./config/dns-config";
import { type FailoverConfig, readFailover } from "./config/failover-config";
import { type LedgerConfig, readLedger } from "./config/ledger-config";
import { type LoadConfig, readLoad } from "./config/load-config";
import { type NetworkConfig, readNetwork } from "./config/network-config";
import { ObjectReader } from "./config/object-reader";
import {
  type AlarmsConfig,
  type EncryptionConfig,
  type FunctionsConfig,
  type ProtectConfig,
  type QueueConfig,
  readAlarms,
  readEncryption,
  readFunctions,
  readProtect,
  readQueue,
  readTracing,
  type TracingConfig,
} from "./config/operations-config";
import { Problems } from "./config/problems";
import { readProcessor } from "./config/processor-config";
import { REGION_NAME, vantageOf } from "./config/regions-config";
import { PROJECT } from "./naming";
import { refuseUnsafe } from "./refusals";

/** Everything a stack can decide. Documented with its defaults in `Pulumi.yaml`. */
export interface StackConfig {
  /** Part of every physical name. */
  readonly suffix: string;
  readonly primaryRegion: string;
  readonly secondaryRegion: string;
  /** Watches the other two; the witness of the strongly consistent tables where there is one. */
  readonly vantageRegion: string;
  readonly consistency: Consistency;
  readonly dns: DnsConfig;
  readonly network: NetworkConfig;
  readonly api: ApiConfig;
  readonly processor: ProcessorSettings;
  readonly ledger: LedgerConfig;
  readonly failover: FailoverConfig;
  readonly load: LoadConfig;
  readonly functions: FunctionsConfig;
  readonly queue: QueueConfig;
  readonly alarms: AlarmsConfig;
  readonly tracing: TracingConfig;
  readonly encryption: EncryptionConfig;
  readonly protect: ProtectConfig;
}

/** The configuration of a stack as plain text, so that a test can give a map. */
export interface ConfigSource {
  get(key: string): string | undefined;
  /** Every key that is set, without the project's name. */
  keys(): readonly string[];
}

/** Keys that are objects; each has its own reader. */
const OBJECTS = [
  "dns",
  "network",
  "api",
  "processor",
  "ledger",
  "failover",
  "load",
  "functions",
  "queue",
  "alarms",
  "tracing",
  "encryption",
  "protect",
] as const;

const KNOWN: readonly string[] = [
  "environmentSuffix",
  "primaryRegion",
  "secondaryRegion",
  "consistency",
  // A secret that the program passes on without reading it.
  "processorCredential",
  ...OBJECTS,
];

const SUFFIX = { pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, example: "dev" };

/** Longest suffix that still leaves room for the longest purpose and region in a role's name. */
const SUFFIX_LENGTH_MAX = 16;

/**
 * Reads and checks the whole configuration once. Throws one error that lists every problem with its key and
 * its remedy, so that nobody repairs a stack one preview at a time.
 */
export function readConfig(source: ConfigSource = stackSource()): StackConfig {
  const problems = new Problems();
  refuseUnknownKeys(source, problems);
  const object = (key: (typeof OBJECTS)[number]) =>
    new ObjectReader(key, parse(source, key, problems), problems);
  const suffix = readSuffix(source, problems);
  const primaryRegion = readRegion(source, "primaryRegion", "us-east-1", problems);
  const secondaryRegion = readRegion(source, "secondaryRegion", "us-east-2", problems);
  const consistency = readConsistency(source, problems);
  const failover = readFailover(object("failover"), consistency);
  const config: StackConfig = {
    suffix,
    primaryRegion,
    secondaryRegion,
    vantageRegion: failover.vantageRegion ?? vantageOf(primaryRegion, secondaryRegion),
    consistency,
    dns: readDns(object("dns")),
    network: readNetwork(object("network")),
    api: readApi(object("api"), problems),
    processor: readProcessor(object("processor"), consistency),
    ledger: readLedger(object("ledger")),
    failover,
    load: readLoad(object("load")),
    functions: readFunctions(object("functions")),
    queue: readQueue(object("queue")),
    alarms: readAlarms(object("alarms")),
    tracing: readTracing(object("tracing")),
    encryption: readEncryption(object("encryption")),
    protect: readProtect(object("protect")),
  };
  refuseUnsafe(config, problems);
  problems.throwIfAny();
  return config;
}

function stackSource(): ConfigSource {
  const config = new pulumi.Config(PROJECT);
  const prefix = `${PROJECT}:`;
  return {
    get: (key) => config.get(key),
    keys: () =>
      Object.keys(pulumi.runtime.allConfig())
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
  };
}

function refuseUnknownKeys(source: ConfigSource, problems: Problems): void {
  for (const key of source.keys()) {
    if (KNOWN.includes(key)) continue;
    problems.add(key, "is not a known key", `use ${[...KNOWN].sort().join(", ")}`);
  }
}

function parse(source: ConfigSource, key: string, problems: Problems): unknown {
  const text = source.get(key);
  if (text === undefined || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    problems.add(key, "is not an object", "write it as a map of keys and values");
    return undefined;
  }
}

function readSuffix(source: ConfigSource, problems: Problems): string {
  const suffix = source.get("environmentSuffix");
  if (suffix === undefined) {
    problems.add("environmentSuffix", "is missing", "name this environment, such as dev");
    return "missing";
  }
  if (!SUFFIX.pattern.test(suffix) || suffix.length > SUFFIX_LENGTH_MAX) {
    const remedy = `use lower-case letters, digits and single hyphens, at most ${SUFFIX_LENGTH_MAX}`;
    problems.add("environmentSuffix", `is ${JSON.stringify(suffix)}`, remedy);
    return "invalid";
  }
  return suffix;
}

function readRegion(
  source: ConfigSource,
  key: string,
  fallback: string,
  problems: Problems,
): string {
  const region = source.get(key) ?? fallback;
  if (REGION_NAME.pattern.test(region)) return region;
  problems.add(key, `is ${JSON.stringify(region)}`, `write it like ${REGION_NAME.example}`);
  return fallback;
}

function readConsistency(source: ConfigSource, problems: Problems): Consistency {
  const consistency = source.get("consistency") ?? "strong";
  if (consistency === "strong" || consistency === "eventual") return consistency;
  problems.add("consistency", `is ${JSON.stringify(consistency)}`, "use strong or eventual");
  return "strong";
}
