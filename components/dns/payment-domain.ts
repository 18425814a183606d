import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DnsRecords } from "../../functions/core/settings";
import type { DnsConfig } from "../config/dns-config";
import type { RegionContext } from "../context";
import { nameTag } from "../naming";
import { type PerRole, perRole } from "../per-role";
import { Certificates } from "./certificates";
import { type PublicNames, publicNames, sharedRecordTypes } from "./names";

export interface PaymentDomainArgs {
  dns: DnsConfig;
  contexts: PerRole<RegionContext>;
}

/**
 * The domain before anything answers under it: the hosted zone, and in each region a certificate
 * for the shared name and both regional names.
 */
export class PaymentDomain extends pulumi.ComponentResource {
  public readonly zoneId: pulumi.Output<string>;
  public readonly zoneArn: pulumi.Output<string>;
  /** What the parent domain must delegate to when this stack created the zone. */
  public readonly nameServers: pulumi.Output<string[]>;
  public readonly sharedName: string;
  public readonly regionalNames: PerRole<string>;
  /** Validated; covers every name of this stack. */
  public readonly certificateArns: PerRole<pulumi.Output<string>>;
  /** DNS_RECORDS: what the workflow may reconcile after a move. */
  public readonly dnsRecords: pulumi.Output<string>;

  constructor(name: string, args: PaymentDomainArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:PaymentDomain", name, {}, opts);
    const { dns, contexts } = args;
    const { domain } = dns;
    if (domain === undefined) throw new Error("a PaymentDomain needs dns.domain");
    const names = publicNames({ name: dns.name, domain }, contexts);
    const zone = this.zoneOf(name, dns, domain);
    this.zoneId = zone.zoneId;
    this.zoneArn = zone.arn;
    this.nameServers = zone.nameServers;
    this.sharedName = names.shared;
    this.regionalNames = names.own;
    this.certificateArns = new Certificates(
      `${name}-certificates`,
      { contexts, names, zoneId: zone.zoneId },
      { parent: this },
    ).arns;
    this.dnsRecords = pulumi.jsonStringify(recordsOf(dns, names, contexts, zone.zoneId));
    this.registerOutputs({
      zoneId: this.zoneId,
      nameServers: this.nameServers,
      sharedName: this.sharedName,
      regionalNames: this.regionalNames,
    });
  }

  private zoneOf(name: string, dns: DnsConfig, domain: string): ZoneView {
    if (dns.mode === "existing") {
      const found = aws.route53.getZoneOutput(
        { name: domain, privateZone: false },
        { parent: this },
      );
      return { zoneId: found.zoneId, arn: found.arn, nameServers: found.nameServers };
    }
    return new aws.route53.Zone(
      `${name}-zone`,
      {
        name: domain,
        comment: "Payments: answers move between two regions by health checks",
        // Validation records of certificates may remain when this stack is destroyed.
        forceDestroy: true,
        // Cross-region: lets records be changed from us-west-2 while us-east-1's control plane is
        // down.
        enableAcceleratedRecovery: dns.acceleratedRecovery,
        tags: nameTag(domain),
      },
      { parent: this },
    );
  }
}

interface ZoneView {
  readonly zoneId: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly nameServers: pulumi.Output<string[]>;
}

function recordsOf(
  dns: DnsConfig,
  names: PublicNames,
  contexts: PerRole<RegionContext>,
  zoneId: pulumi.Output<string>,
): { [Key in keyof DnsRecordsInZone]: pulumi.Input<DnsRecordsInZone[Key]> } {
  const regions = perRole((role) => contexts[role].region);
  return {
    kind: dns.routing,
    zoneId,
    name: names.shared,
    types: [...sharedRecordTypes(dns)],
    setIdentifiers: {
      [regions.primary]: regions.primary,
      [regions.secondary]: regions.secondary,
    },
  };
}

type DnsRecordsInZone = Extract<DnsRecords, { zoneId: string }>;
