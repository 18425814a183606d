import * as pulumi from "@pulumi/pulumi";
import type { DnsConfig } from "./config/dns-config";
import type { RegionContext } from "./context";
import { type CheckedEndpoint, HealthChecks } from "./dns/health-checks";
import type { PaymentDomain } from "./dns/payment-domain";
import { type AliasTarget, Records } from "./dns/records";
import { type PerRole, perRole } from "./per-role";

/** What DNS needs to know of a region's API. */
export interface RoutedApi {
  readonly apiId: pulumi.Input<string>;
  /** Domain name resource of the shared name; required with a domain. */
  readonly sharedTarget?: AliasTarget;
  /** Domain name resource of the region's own name; required with a domain. */
  readonly ownTarget?: AliasTarget;
}

export interface FailoverDnsArgs {
  dns: DnsConfig;
  contexts: PerRole<RegionContext>;
  /** Absent in a stack without a domain: then only the health checks are declared. */
  domain?: PaymentDomain;
  apis: PerRole<RoutedApi>;
}

/**
 * Answers the shared name with the region that takes payments.
 * Cross-region: answers move because health checks change; nothing on that way calls the control
 * plane of Route 53, which lives in us-east-1 and may be what has failed.
 */
export class FailoverDns extends pulumi.ComponentResource {
  public readonly healthCheckIds: {
    readonly primaryEndpoint: pulumi.Output<string>;
    /** Absent without a domain: no record asks whether the standby is well. */
    readonly secondaryEndpoint?: pulumi.Output<string>;
    readonly latch: pulumi.Output<string>;
    readonly primary: pulumi.Output<string>;
  };
  /** The address clients use; undefined without a domain. */
  public readonly endpoint: string | undefined;

  constructor(name: string, args: FailoverDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:FailoverDns", name, {}, opts);
    const { dns, contexts, domain, apis } = args;
    const checks = new HealthChecks(
      `${name}-check`,
      {
        dns,
        contexts,
        endpoints: perRole((role) => endpointOf(args, role)),
        routed: domain !== undefined,
      },
      { parent: this },
    );
    const { secondary } = checks.endpointIds;
    if (domain && secondary) {
      new Records(
        `${name}-record`,
        {
          dns,
          contexts,
          domain,
          sharedTargets: perRole((role) => targetOf(role, "shared", apis[role].sharedTarget)),
          ownTargets: perRole((role) => targetOf(role, "own", apis[role].ownTarget)),
          healthCheckIds: { primary: checks.primaryId, secondary },
        },
        { parent: this },
      );
    }
    this.healthCheckIds = {
      primaryEndpoint: checks.endpointIds.primary,
      ...(secondary === undefined ? {} : { secondaryEndpoint: secondary }),
      latch: checks.latchId,
      primary: checks.primaryId,
    };
    this.endpoint = domain && `https://${domain.sharedName}`;
    this.registerOutputs({ healthCheckIds: this.healthCheckIds, endpoint: this.endpoint });
  }
}

function endpointOf(
  { domain, apis, contexts }: FailoverDnsArgs,
  role: keyof PerRole<unknown>,
): CheckedEndpoint {
  if (domain) return { host: domain.regionalNames[role], basePath: "" };
  const host = pulumi.interpolate`${apis[role].apiId}.execute-api.${contexts[role].region}.amazonaws.com`;
  return { host, basePath: "/prod" };
}

function targetOf(role: string, kind: string, target: AliasTarget | undefined): AliasTarget {
  if (!target) throw new Error(`the ${role} API has no domain name for the ${kind} name`);
  return target;
}
