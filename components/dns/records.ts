import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DnsConfig } from "../config/dns-config";
import type { RegionContext, RegionRole } from "../context";
import { type PerRole, ROLES } from "../per-role";
import { sharedRecordTypes } from "./names";
import type { PaymentDomain } from "./payment-domain";

/** What an alias record points to: a regional API domain name. */
export interface AliasTarget {
  readonly name: pulumi.Input<string>;
  readonly zoneId: pulumi.Input<string>;
}

export interface RecordsArgs {
  dns: DnsConfig;
  contexts: PerRole<RegionContext>;
  domain: PaymentDomain;
  /** Domain name resource of the shared name in each region. */
  sharedTargets: PerRole<AliasTarget>;
  /** Domain name resource of each region's own name. */
  ownTargets: PerRole<AliasTarget>;
  /** Health check that each region's shared record carries. */
  healthCheckIds: PerRole<pulumi.Input<string>>;
}

/**
 * The shared name, which follows the health checks, and each region's own name, which never moves.
 */
export class Records extends pulumi.ComponentResource {
  constructor(name: string, args: RecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:dns:Records", name, {}, opts);
    for (const role of ROLES) {
      for (const type of sharedRecordTypes(args.dns)) this.declareShared(name, args, role, type);
      for (const type of ["A", "AAAA"]) this.declareOwn(name, args, role, type);
    }
    this.registerOutputs({});
  }

  private declareShared(name: string, args: RecordsArgs, role: RegionRole, type: string): void {
    const { dns, contexts, domain, sharedTargets, healthCheckIds } = args;
    const target = sharedTargets[role];
    const answer =
      type === "CNAME"
        ? { ttl: dns.ttlSeconds, records: [target.name] }
        : { aliases: [{ ...target, evaluateTargetHealth: true }] };
    new aws.route53.Record(
      `${name}-${role}-${type.toLowerCase()}`,
      {
        zoneId: domain.zoneId,
        name: domain.sharedName,
        type,
        setIdentifier: contexts[role].region,
        healthCheckId: healthCheckIds[role],
        ...answer,
        ...routing(dns, role),
      },
      {
        parent: this,
        // Cross-region: the workflow changes the weights after a move. A later `pulumi up` that set
        // them back would fail the traffic back without anybody having decided so.
        ignoreChanges: dns.routing === "weighted" ? ["weightedRoutingPolicies"] : [],
      },
    );
  }

  private declareOwn(name: string, args: RecordsArgs, role: RegionRole, type: string): void {
    const { domain, ownTargets } = args;
    new aws.route53.Record(
      `${name}-${role}-own-${type.toLowerCase()}`,
      {
        zoneId: domain.zoneId,
        name: domain.regionalNames[role],
        type,
        aliases: [{ ...ownTargets[role], evaluateTargetHealth: false }],
      },
      { parent: this },
    );
  }
}

/**
 * Cross-region: both kinds behave alike. The secondary answers when the primary's check is bad: as
 * the failover record, or because Route 53 falls back to records of weight 0 when all others are
 * unhealthy.
 */
function routing(dns: DnsConfig, role: RegionRole) {
  const isPrimary = role === "primary";
  return dns.routing === "failover"
    ? { failoverRoutingPolicies: [{ type: isPrimary ? "PRIMARY" : "SECONDARY" }] }
    : { weightedRoutingPolicies: [{ weight: isPrimary ? 100 : 0 }] };
}
