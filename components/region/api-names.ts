import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameTag } from "../naming";

/** The public names of a region's API and the certificate that covers both. */
export interface ApiDomain {
  /** The name that both regions answer to. */
  readonly sharedName: string;
  /** The name of this region alone: what health checks and the other region ask. */
  readonly ownName: string;
  /** A validated certificate in this region. */
  readonly certificateArn: pulumi.Input<string>;
}

/** Where a DNS record leads. */
export interface AliasTarget {
  readonly name: pulumi.Output<string>;
  readonly zoneId: pulumi.Output<string>;
}

export interface ApiNamesArgs {
  domain: ApiDomain;
  restApiId: pulumi.Input<string>;
  stageName: pulumi.Input<string>;
}

/** TLS 1.3 and 1.2 with key exchange that a future quantum computer cannot undo. */
const SECURITY_POLICY = "SecurityPolicy_TLS13_1_2_PQ_2025_09";

/**
 * The names under which a region answers. Cross-region: both regions own the shared name, which regional
 * endpoints allow, so moving traffic is a matter of DNS and nothing has to be created in a disaster.
 */
export class ApiNames extends pulumi.ComponentResource {
  public readonly sharedTarget: AliasTarget;
  public readonly ownTarget: AliasTarget;

  constructor(name: string, args: ApiNamesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:ApiNames", name, {}, opts);
    this.sharedTarget = this.declareName(`${name}-shared`, args.domain.sharedName, args);
    this.ownTarget = this.declareName(`${name}-own`, args.domain.ownName, args);
    this.registerOutputs({
      sharedTarget: this.sharedTarget.name,
      ownTarget: this.ownTarget.name,
    });
  }

  private declareName(name: string, domainName: string, args: ApiNamesArgs): AliasTarget {
    const domain = new aws.apigateway.DomainName(
      `${name}-name`,
      {
        domainName,
        regionalCertificateArn: args.domain.certificateArn,
        endpointConfiguration: { types: "REGIONAL", ipAddressType: "dualstack" },
        securityPolicy: SECURITY_POLICY,
        endpointAccessMode: "BASIC",
        tags: nameTag(domainName),
      },
      { parent: this },
    );
    new aws.apigateway.BasePathMapping(
      `${name}-mapping`,
      { domainName: domain.domainName, restApi: args.restApiId, stageName: args.stageName },
      { parent: this },
    );
    return { name: domain.regionalDomainName, zoneId: domain.regionalZoneId };
  }
}
