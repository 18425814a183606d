import type { ObjectReader } from "./object-reader";

/** Where clients find the API, and how DNS learns that a region is gone. */
export interface DnsConfig {
  /** "none": no domain, the stack answers under the names API Gateway gives it. */
  readonly mode: "none" | "existing" | "create";
  /** The hosted zone's name; present unless the mode is "none". */
  readonly domain: string | undefined;
  /** Label of the shared name: `<name>.<domain>`. */
  readonly name: string;
  readonly routing: "failover" | "weighted";
  readonly recordType: "alias" | "cname";
  /** Applies to CNAME records; the TTL of an alias is 60 s and cannot be chosen. */
  readonly ttlSeconds: number;
  readonly checkIntervalSeconds: number;
  /** Where Route 53's checkers stand. Each place asks on its own, and every question is an API request. */
  readonly checkerRegions: readonly string[];
  readonly failureThreshold: number;
  readonly latchThreshold: number;
  readonly acceleratedRecovery: boolean;
}

/** Zones that exist for examples and private use: nobody can resolve or validate them. */
const RESERVED_ZONE =
  /(^|\.)(example|example\.(com|net|org)|local|internal|test|invalid|localhost)$/;

const DOMAIN = {
  pattern: /^(?=.{4,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  example: "payments.your-company.com",
};

/** Every place from which Route 53 can ask; what it does by default. */
const CHECKER_REGIONS = [
  "us-east-1",
  "us-west-1",
  "us-west-2",
  "eu-west-1",
  "ap-northeast-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "sa-east-1",
] as const;

/** Route 53 refuses a check that is asked from fewer places. */
const CHECKER_REGIONS_MIN = 3;

const CHECKER_REGION = {
  pattern: new RegExp(`^(${CHECKER_REGIONS.join("|")})$`),
  example: CHECKER_REGIONS.join(", "),
};

const LABEL = { pattern: /^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/, example: "api" };

/** Reads `payments-dr:dns`. */
export function readDns(dns: ObjectReader): DnsConfig {
  const config: DnsConfig = {
    mode: dns.oneOf("mode", ["none", "existing", "create"], "none"),
    domain: dns.optionalText("domain", DOMAIN),
    name: dns.text("name", LABEL, "api"),
    routing: dns.oneOf("routing", ["failover", "weighted"], "failover"),
    recordType: dns.oneOf("recordType", ["alias", "cname"], "alias"),
    ttlSeconds: dns.number("ttlSeconds", { min: 1, max: 60 }, 10),
    checkIntervalSeconds: readInterval(dns),
    checkerRegions: readCheckerRegions(dns),
    failureThreshold: dns.number("failureThreshold", { min: 1, max: 10 }, 3),
    latchThreshold: dns.number("latchThreshold", { min: 1, max: 10 }, 1),
    acceleratedRecovery: dns.flag("acceleratedRecovery", false),
  };
  if (config.mode !== "none" && config.domain === undefined) {
    dns.refuse("domain", `is missing in mode ${config.mode}`, "name the hosted zone");
  }
  if (config.mode === "none" && config.domain !== undefined) {
    dns.refuse("domain", "has no effect in mode none", "choose mode existing or create");
  }
  if (config.domain !== undefined && RESERVED_ZONE.test(config.domain)) {
    dns.refuse("domain", `${config.domain} is a reserved zone`, "use a domain that you own");
  }
  dns.refuseUnknownFields();
  return config;
}

function readCheckerRegions(dns: ObjectReader): readonly string[] {
  const regions = dns.texts("checkerRegions", CHECKER_REGION, CHECKER_REGIONS);
  if (new Set(regions).size < CHECKER_REGIONS_MIN) {
    const problem = `names fewer than ${CHECKER_REGIONS_MIN} regions, which Route 53 refuses`;
    dns.refuse("checkerRegions", problem, `add others of ${CHECKER_REGIONS.join(", ")}`);
  }
  return regions;
}

function readInterval(dns: ObjectReader): number {
  const seconds = dns.number("checkIntervalSeconds", { min: 10, max: 30 }, 10);
  if (seconds !== 10 && seconds !== 30) {
    dns.refuse("checkIntervalSeconds", `is ${seconds}`, "Route 53 offers 10 or 30");
  }
  return seconds;
}
