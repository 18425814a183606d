import type { NamingContext } from "./context";

/** The project's name in every `Project` tag and configuration key. */
export const PROJECT = "payments-dr";

/** Longest physical name AWS accepts, by kind of resource. */
export const NAME_LIMITS = {
  alarm: 255,
  bucket: 63,
  dashboard: 255,
  database: 63,
  function: 64,
  keyAlias: 250,
  metricName: 128,
  parameter: 1011,
  queue: 80,
  role: 64,
  schedule: 64,
  secret: 512,
  securityGroup: 255,
  stateMachine: 80,
  table: 255,
  topic: 256,
  traceRule: 32,
  webAcl: 128,
} as const;

/**
 * The one place where physical names are made: `payment-<purpose>-<suffix>[-<region>]`.
 * Throws when the name is too long for its kind, so that a preview fails and not a deployment.
 */
export function physicalName(purpose: string, context: NamingContext, maxLength: number): string {
  const parts = ["payment", purpose, context.suffix];
  if (context.region !== undefined) parts.push(context.region);
  const name = parts.join("-");
  if (name.length > maxLength) {
    throw new Error(
      `the name ${name} has ${name.length} characters, AWS accepts ${maxLength}: ` +
        `shorten payments-dr:environmentSuffix by ${name.length - maxLength}`,
    );
  }
  return name;
}

/** The same purpose without the region: for what spans the regions. */
export function globalName(purpose: string, suffix: string, maxLength: number): string {
  return physicalName(purpose, { suffix }, maxLength);
}

/** What a region is called in tags: the two that take payments, and the one that only watches. */
export type DisasterRecoveryRole = "primary" | "secondary" | "vantage";

/**
 * Tags of everything in a region. They are the default tags of the region's provider, so that no resource
 * can forget them; `Name` is added per resource with `nameTag`.
 */
export function regionTags(
  suffix: string,
  region: string,
  role: DisasterRecoveryRole,
): Record<string, string> {
  return { Project: PROJECT, Environment: suffix, Region: region, "DR-Role": role };
}

/** The one tag that differs from resource to resource. */
export function nameTag(name: string): { Name: string } {
  return { Name: name };
}

/**
 * Prefix of the names in one stack, for policies that must name a family of resources:
 * `payment-*-<suffix>-<region>`.
 */
export function nameFamily(context: NamingContext): string {
  return context.region === undefined
    ? `payment-*-${context.suffix}`
    : `payment-*-${context.suffix}-${context.region}`;
}

/** A short, stable code of a region for public names: `us-east-1` becomes `use1`. */
export function regionCode(region: string): string {
  const [area = "", direction = "", number = ""] = region.split("-");
  const short = direction.replace(/(north|south|east|west|central)/g, (word) => word.charAt(0));
  return `${area}${short}${number}`;
}

/** Where the stack keeps its parameters; `local` is never copied, `shared` is kept the same in both regions. */
export function parameterPath(suffix: string, scope: "local" | "shared"): string {
  return `/payments/${suffix}/${scope}`;
}
