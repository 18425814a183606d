import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { nameTag } from "../naming";
import { type PerRole, perRole } from "../per-role";
import type { PublicNames } from "./names";

export interface CertificatesArgs {
  contexts: PerRole<RegionContext>;
  names: PublicNames;
  zoneId: pulumi.Input<string>;
}

/**
 * One certificate in each region for the same names.
 * Cross-region: an API can only use a certificate of its own region; ACM asks for the same
 * validation records in both, because they depend on the account and the name alone, so they are
 * declared once.
 */
export class Certificates extends pulumi.ComponentResource {
  public readonly arns: PerRole<pulumi.Output<string>>;

  constructor(name: string, args: CertificatesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:dns:Certificates", name, {}, opts);
    const { contexts, names } = args;
    const certificates = perRole((role) => {
      return new aws.acm.Certificate(
        `${name}-${role}`,
        {
          domainName: names.shared,
          subjectAlternativeNames: [names.own.primary, names.own.secondary],
          validationMethod: "DNS",
          tags: nameTag(names.shared),
        },
        { parent: this, provider: contexts[role].provider },
      );
    });
    const records = this.declareRecords(name, args, certificates.primary);
    this.arns = perRole((role) => {
      return new aws.acm.CertificateValidation(
        `${name}-${role}-validated`,
        {
          certificateArn: certificates[role].arn,
          validationRecordFqdns: records.map(({ fqdn }) => fqdn),
        },
        { parent: this, provider: contexts[role].provider },
      ).certificateArn;
    });
    this.registerOutputs({ arns: this.arns });
  }

  private declareRecords(
    name: string,
    { names, zoneId }: CertificatesArgs,
    certificate: aws.acm.Certificate,
  ): aws.route53.Record[] {
    const wanted = { shared: names.shared, ...names.own };
    return Object.entries(wanted).map(([noun, domainName]) => {
      const option = certificate.domainValidationOptions.apply((options) => {
        const found = options.find((one) => one.domainName === domainName);
        if (!found) throw new Error(`ACM asks for no validation of ${domainName}`);
        return found;
      });
      return new aws.route53.Record(
        `${name}-validates-${noun}`,
        {
          zoneId,
          name: option.resourceRecordName,
          type: option.resourceRecordType,
          records: [option.resourceRecordValue],
          ttl: 60,
          // A destroyed stack of the same name may have left the very same record behind.
          allowOverwrite: true,
        },
        { parent: this },
      );
    });
  }
}
