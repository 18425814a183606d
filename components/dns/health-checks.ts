import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { HEALTHY_TEXT } from "../../functions/core/vantage";
import type { DnsConfig } from "../config/dns-config";
import type { RegionContext, RegionRole } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import type { PerRole } from "../per-role";

/** Where a region's API is asked: its own name, never the shared one. */
export interface CheckedEndpoint {
  readonly host: pulumi.Input<string>;
  /** "" with a domain, `/prod` on the API's default host. */
  readonly basePath: string;
}

export interface HealthChecksArgs {
  dns: DnsConfig;
  contexts: PerRole<RegionContext>;
  endpoints: PerRole<CheckedEndpoint>;
  /** Whether DNS records follow the checks; without them nothing would ever look at the standby's own. */
  routed: boolean;
}

/** A check of each region's endpoint; the standby's exists only where a record follows it. */
export interface EndpointIds {
  readonly primary: pulumi.Output<string>;
  readonly secondary?: pulumi.Output<string>;
}

/** What the latch endpoint says in a region that has taken over. */
const LATCHED_TEXT = '"latched":true';

/**
 * The checks that move DNS answers by themselves.
 * Cross-region: the primary's answer needs two things, a healthy endpoint and an open latch. The
 * latch is asked in the standby and inverted: a standby that cannot be reached leaves traffic where
 * it is, and a primary that recovers gets none back until somebody decides so.
 */
export class HealthChecks extends pulumi.ComponentResource {
  public readonly endpointIds: EndpointIds;
  public readonly latchId: pulumi.Output<string>;
  /** Carried by the primary's record: endpoint and latch together. */
  public readonly primaryId: pulumi.Output<string>;

  constructor(name: string, args: HealthChecksArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:dns:HealthChecks", name, {}, opts);
    const { dns, contexts, endpoints, routed } = args;
    const checkEndpoint = (role: RegionRole) => {
      const { host, basePath } = endpoints[role];
      return this.declareCheck(`${name}-${role}`, contexts[role], "endpoint", {
        ...asking(dns, host, `${basePath}/health`, HEALTHY_TEXT),
        failureThreshold: dns.failureThreshold,
      });
    };
    this.endpointIds = {
      primary: checkEndpoint("primary"),
      ...(routed ? { secondary: checkEndpoint("secondary") } : {}),
    };
    const { host, basePath } = endpoints.secondary;
    this.latchId = this.declareCheck(`${name}-latch`, contexts.secondary, "latch", {
      ...asking(dns, host, `${basePath}/dr/latched`, LATCHED_TEXT),
      failureThreshold: dns.latchThreshold,
      invertHealthcheck: true,
    });
    this.primaryId = this.declareCheck(`${name}-traffic`, contexts.primary, "traffic", {
      type: "CALCULATED",
      childHealthchecks: [this.endpointIds.primary, this.latchId],
      childHealthThreshold: 2,
    });
    this.registerOutputs({
      endpointIds: this.endpointIds,
      latchId: this.latchId,
      primaryId: this.primaryId,
    });
  }

  private declareCheck(
    name: string,
    context: RegionContext,
    purpose: string,
    args: aws.route53.HealthCheckArgs,
  ): pulumi.Output<string> {
    const label = physicalName(`${purpose}-check`, context, NAME_LIMITS.alarm);
    return new aws.route53.HealthCheck(
      name,
      {
        ...args,
        // Health checks belong to no region; the tags say whose health they tell.
        tags: { ...nameTag(label), Region: context.region, "DR-Role": context.role },
      },
      { parent: this },
    ).id;
  }
}

function asking(
  dns: DnsConfig,
  fqdn: pulumi.Input<string>,
  resourcePath: string,
  searchString: string,
): aws.route53.HealthCheckArgs {
  return {
    type: "HTTPS_STR_MATCH",
    fqdn,
    port: 443,
    resourcePath,
    searchString,
    requestInterval: dns.checkIntervalSeconds,
    regions: [...dns.checkerRegions],
    enableSni: true,
  };
}
