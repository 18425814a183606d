import { AUTHORITY_LEASE_MS } from "../functions/core/control-item";
import { currencyExponent } from "../functions/core/currency";
import { attemptHorizonMs, keyTrustMs } from "../functions/core/processing";
import type { StackConfig } from "./config";
import type { Problems } from "./config/problems";
import { STRONG_REGION_SETS, strongSetOf } from "./config/regions-config";
import { refuseSlowFailover } from "./failover-limit";
import { regionCode } from "./naming";
import { cidrsOverlap } from "./region/cidr";
import { reservationsOf, totalReserved, UNRESERVED_FLOOR } from "./region/concurrency";

/**
 * Combinations that AWS would reject half-way through a deployment, or accept and then lose money with.
 * Pure: it looks at the configuration only, so that it runs before anything is declared.
 */
export function refuseUnsafe(config: StackConfig, problems: Problems): void {
  refuseImpossiblePairs(config, problems);
  refuseUnsafeProcessor(config, problems);
  refuseUnsafeFailover(config, problems);
  refuseUnsafeNetwork(config, problems);
  refuseUnsafeCapacity(config, problems);
  refuseUnsafeLimits(config, problems);
  refuseBlindReleases(config, problems);
  refuseLongNames(config, problems);
  refuseSlowFailover(config, problems);
}

function refuseImpossiblePairs(config: StackConfig, problems: Problems): void {
  const { primaryRegion, secondaryRegion, vantageRegion, consistency } = config;
  if (primaryRegion === secondaryRegion) {
    problems.add("secondaryRegion", "is the primary region", "choose another region");
    return;
  }
  if (consistency === "strong" && strongSetOf(primaryRegion, secondaryRegion) === undefined) {
    const sets = STRONG_REGION_SETS.map((set) => set.join(", ")).join("; ");
    problems.add(
      "secondaryRegion",
      `${primaryRegion} and ${secondaryRegion} cannot keep a strongly consistent table: ` +
        "both replicas and the witness must be in one region set",
      `choose a pair from one of [${sets}], or set consistency to eventual and accept losing ` +
        "what was not yet replicated",
    );
  }
  if (vantageRegion === primaryRegion || vantageRegion === secondaryRegion) {
    problems.add(
      "failover.vantageRegion",
      "is one of the two regions that it must watch",
      "choose a third region or leave it out",
    );
  }
}

function refuseUnsafeProcessor({ processor, consistency }: StackConfig, problems: Problems): void {
  if (consistency === "eventual" && !processor.idempotencyKey) {
    problems.add(
      "processor.idempotencyKey",
      "is false under eventual consistency: both regions could charge the same payment",
      "use a processor with idempotency keys, or set consistency to strong",
    );
  }
  if (processor.idempotencyKey && keyTrustMs(processor) < attemptHorizonMs(processor)) {
    const needed = Math.ceil(attemptHorizonMs(processor) / 1000);
    problems.add(
      "processor.keyRetentionSeconds",
      `is ${processor.keyRetentionSeconds}: payments are attempted for up to ${needed} s, and a ` +
        "key that was forgotten in between would charge again",
      "state the processor's real retention, or set idempotencyKey to false",
    );
  }
  // Cross-region: after a takeover the new region waits for one lease; a call that may last longer could
  // still charge in the old region, so such a call is never started and nothing would be processed.
  if (consistency === "eventual" && processor.timeoutMs >= AUTHORITY_LEASE_MS) {
    problems.add(
      "processor.timeoutMs",
      `is ${processor.timeoutMs}: under eventual consistency a call must end within the authority ` +
        `lease of ${AUTHORITY_LEASE_MS} ms`,
      "lower it, or set consistency to strong",
    );
  }
  if (processor.maxInFlightMs < processor.timeoutMs) {
    problems.add(
      "processor.maxInFlightMs",
      "is shorter than timeoutMs: a call may take effect as long as we wait for it",
      "raise it to at least timeoutMs",
    );
  }
}

function refuseUnsafeFailover(config: StackConfig, problems: Problems): void {
  const { failover, consistency, primaryRegion, secondaryRegion } = config;
  const { policy } = failover;
  // Cross-region: outside of a region set the control table is eventual, too, and two regions that cannot
  // see each other could both believe that they were the active one.
  if (policy.mode === "auto" && strongSetOf(primaryRegion, secondaryRegion) === undefined) {
    problems.add(
      "failover.mode",
      `is auto, but ${primaryRegion} and ${secondaryRegion} cannot keep the strongly consistent ` +
        "table that says which region is active",
      "use approve, or choose a pair from one region set",
    );
  }
  if (
    consistency === "eventual" &&
    policy.mode === "auto" &&
    policy.lagBoundSeconds === undefined
  ) {
    problems.add(
      "failover.mode",
      "is auto under eventual consistency without a bound on what may be lost",
      "set failover.lagBoundSeconds, or use approve",
    );
  }
  if (policy.mode !== "auto" && policy.approvers > 1 && policy.approvalDefault === "proceed") {
    problems.add(
      "failover.approvalDefault",
      `is proceed although ${policy.approvers} people must agree`,
      "use abort, or ask one person",
    );
  }
}

/** Longest name that a certificate can carry as its subject. */
const CERTIFICATE_NAME_LIMIT = 64;

function refuseLongNames({ dns, primaryRegion, secondaryRegion }: StackConfig, problems: Problems) {
  if (dns.domain === undefined) return;
  const lengths = [primaryRegion, secondaryRegion].map(
    (region) => `${dns.name}-${regionCode(region)}.${dns.domain}`.length,
  );
  const longest = Math.max(...lengths);
  if (longest <= CERTIFICATE_NAME_LIMIT) return;
  problems.add(
    "dns.domain",
    `makes names of ${longest} characters, a certificate's name has at most ${CERTIFICATE_NAME_LIMIT}`,
    "choose a shorter dns.name or domain",
  );
}

function refuseUnsafeNetwork(
  { network, processor, ledger }: StackConfig,
  problems: Problems,
): void {
  for (const key of ["primaryCidr", "secondaryCidr"] as const) {
    if (
      network[key]
        .split(/[./]/)
        .slice(0, 4)
        .some((part) => Number(part) > 255)
    ) {
      problems.add(`network.${key}`, `${network[key]} is no address range`, "use 10.10.0.0/16");
    }
  }
  if (cidrsOverlap(network.primaryCidr, network.secondaryCidr)) {
    problems.add(
      "network.secondaryCidr",
      `${network.secondaryCidr} overlaps ${network.primaryCidr}: the networks could never be joined`,
      "choose ranges that share no address",
    );
  }
  if (network.egress === "endpoints" && processor.kind === "http") {
    problems.add(
      "network.egress",
      "is endpoints, which lead to AWS only: the HTTP processor cannot be reached",
      "use nat-single or nat-per-zone",
    );
  }
  if (network.egress === "none" && ledger.kind === "aurora") {
    problems.add(
      "network.egress",
      "is none: functions outside the VPC cannot reach the ledger's database",
      "use endpoints, nat-single or nat-per-zone, or set ledger.kind to none",
    );
  }
}

function refuseUnsafeCapacity(config: StackConfig, problems: Problems): void {
  const { load, functions, api, queue } = config;
  if (functions.reserved) {
    const total = totalReserved(config);
    if (total + UNRESERVED_FLOOR > load.accountConcurrency) {
      problems.add(
        "load.accountConcurrency",
        `is ${load.accountConcurrency}: this load reserves ${total} and AWS keeps ` +
          `${UNRESERVED_FLOOR} unreserved`,
        "raise the quota in both regions, lower the peak, or set functions.reserved to false",
      );
    }
    const smallest = Math.min(reservationsOf(config).validate, reservationsOf(config).health);
    if (functions.provisionedConcurrency > smallest) {
      problems.add(
        "functions.provisionedConcurrency",
        `is ${functions.provisionedConcurrency}, more than the ${smallest} that are reserved`,
        "lower it or declare a higher load",
      );
    }
  }
  if (api.throttleRate < load.peakPaymentsPerSecond * (1 + load.readsPerPayment)) {
    problems.add(
      "api.throttleRate",
      `is ${api.throttleRate}, below the declared peak with its reads`,
      "raise it or declare a lower load",
    );
  }
  // SQS holds a batch while it gathers; a queue that hides messages for less would deliver them twice.
  if (queue.windowSeconds === 0 && queue.batchSize > 1 && load.peakPaymentsPerSecond > 1_000) {
    problems.add(
      "queue.windowSeconds",
      "is 0 at more than 1000 payments a second: every batch would hold one message",
      "use 1 or more",
    );
  }
}

/** A release is stopped by the alarm of its own function; one for all of them would stop for anybody's error. */
function refuseBlindReleases({ alarms, functions }: StackConfig, problems: Problems): void {
  if (functions.canary !== "codedeploy" || alarms.functions === "each") return;
  problems.add(
    "alarms.functions",
    "is together, but CodeDeploy stops a release by the alarm of its function",
    "set it to each, or choose another functions.canary",
  );
}

function refuseUnsafeLimits({ api }: StackConfig, problems: Problems): void {
  const unknown = api.limits.currencies.filter((code) => currencyExponent(code) === undefined);
  if (unknown.length > 0) {
    problems.add(
      "api.limits.currencies",
      `names ${unknown.join(", ")}, whose minor units are not known`,
      "remove them, or teach them to functions/core/currency.ts",
    );
  }
  if (Number(api.limits.alertAbove) >= Number(api.limits.below)) {
    problems.add(
      "api.limits.alertAbove",
      "is not below api.limits.below: nobody would ever be told",
      "lower it",
    );
  }
}
