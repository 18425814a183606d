import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";

export interface RegionKeysArgs {
  context: RegionContext;
}

/** A statement of a key policy: a service and what it may do with the key. */
interface KeyUse {
  readonly Sid: string;
  readonly Service: string;
  readonly Action: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

/**
 * Customer keys of a region, one for each kind of service that must be let in. AWS's own keys cannot be
 * opened to alarms or to logs: messages would be dropped without a word.
 */
export class RegionKeys extends pulumi.ComponentResource {
  /** Topics, and the queues that topics feed. */
  public readonly messagesKeyArn: pulumi.Output<string>;
  public readonly logsKeyArn: pulumi.Output<string>;
  /** Sensitive parameters and secrets. */
  public readonly settingsKeyArn: pulumi.Output<string>;

  constructor(name: string, { context }: RegionKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:RegionKeys", name, {}, opts);
    const encrypt = ["kms:Decrypt", "kms:GenerateDataKey*"];
    this.messagesKeyArn = this.declareKey(name, "messages", context, [
      { Sid: "AlarmsPublish", Service: "cloudwatch.amazonaws.com", Action: encrypt },
      { Sid: "TopicsDeliver", Service: "sns.amazonaws.com", Action: encrypt },
    ]);
    this.logsKeyArn = this.declareKey(name, "logs", context, [
      {
        Sid: "LogsAreWritten",
        Service: `logs.${context.region}.amazonaws.com`,
        Action: [...encrypt, "kms:Encrypt", "kms:ReEncrypt*", "kms:Describe*"],
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:aws:logs:${context.region}:${context.accountId}:log-group:*`,
          },
        },
      },
    ]);
    this.settingsKeyArn = this.declareKey(name, "settings", context, []);
    this.registerOutputs({
      messagesKeyArn: this.messagesKeyArn,
      logsKeyArn: this.logsKeyArn,
      settingsKeyArn: this.settingsKeyArn,
    });
  }

  private declareKey(
    name: string,
    purpose: string,
    context: RegionContext,
    uses: readonly KeyUse[],
  ): pulumi.Output<string> {
    const keyName = physicalName(purpose, context, NAME_LIMITS.keyAlias);
    const key = new aws.kms.Key(
      `${name}-${purpose}`,
      {
        description: `Encrypts the ${purpose} of this environment`,
        enableKeyRotation: true,
        deletionWindowInDays: 7,
        policy: keyPolicy(context, uses),
        tags: nameTag(keyName),
      },
      { parent: this },
    );
    new aws.kms.Alias(
      `${name}-${purpose}-alias`,
      { name: `alias/${keyName}`, targetKeyId: key.keyId },
      { parent: this },
    );
    return key.arn;
  }
}

function keyPolicy(context: RegionContext, uses: readonly KeyUse[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        // Without it nobody could ever change the key again; who may use it is decided by roles.
        Sid: "TheAccountAdministers",
        Effect: "Allow",
        Principal: { AWS: pulumi.interpolate`arn:aws:iam::${context.accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      ...uses.map(({ Sid, Service, Action, Condition }) => ({
        Sid,
        Effect: "Allow",
        Principal: { Service },
        Action,
        Resource: "*",
        ...(Condition === undefined ? {} : { Condition }),
      })),
    ],
  });
}
