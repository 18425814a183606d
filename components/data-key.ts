import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "./context";
import { NAME_LIMITS, nameTag, physicalName } from "./naming";

export interface DataKeyArgs {
  context: RegionContext;
  /** What is encrypted with it, as part of its name. */
  purpose: string;
}

/**
 * A customer key for data of one kind in one region.
 * Cross-region: each region has its own, because a key in the lost region could not be asked to
 * decrypt.
 */
export class DataKey extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;

  constructor(name: string, args: DataKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:DataKey", name, {}, opts);
    const { context, purpose } = args;
    const keyName = physicalName(purpose, context, NAME_LIMITS.keyAlias);
    const key = new aws.kms.Key(
      `${name}-customer`,
      {
        description: `Encrypts the ${purpose} of this environment`,
        enableKeyRotation: true,
        deletionWindowInDays: 7,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              // Without it nobody could ever change the key again; roles decide who may use it.
              Sid: "TheAccountAdministers",
              Effect: "Allow",
              Principal: { AWS: pulumi.interpolate`arn:aws:iam::${context.accountId}:root` },
              Action: "kms:*",
              Resource: "*",
            },
          ],
        }),
        tags: nameTag(keyName),
      },
      { parent: this },
    );
    new aws.kms.Alias(
      `${name}-alias`,
      { name: `alias/${keyName}`, targetKeyId: key.keyId },
      { parent: this },
    );
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
