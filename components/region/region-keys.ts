import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionConfig } from "../config/operations-config";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { type PerRole, perRole } from "../per-role";

export interface RegionKeysArgs {
  context: RegionContext;
  /** One key for each purpose, or one that all of them share. */
  keys: EncryptionConfig["keys"];
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
 * Cross-region: each region has its own, because a key in the lost region could not be asked to decrypt.
 */
export class RegionKeys extends pulumi.ComponentResource {
  /** Topics, and the queues that topics feed. */
  public readonly messagesKeyArn: pulumi.Output<string>;
  public readonly logsKeyArn: pulumi.Output<string>;
  /** Sensitive parameters and secrets. */
  public readonly settingsKeyArn: pulumi.Output<string>;
  /** Records of the archive, and the topic on which their bucket reports. */
  public readonly archiveKeyArn: pulumi.Output<string>;

  constructor(name: string, args: RegionKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:RegionKeys", name, {}, opts);
    const { context, keys } = args;
    const uses = keyUses(context);
    const shared =
      keys === "shared"
        ? this.declareKey(name, "region", context, Object.values(uses).flat())
        : undefined;
    const keyFor = (purpose: keyof typeof uses) =>
      shared ?? this.declareKey(name, purpose, context, uses[purpose]);
    this.messagesKeyArn = keyFor("messages");
    this.logsKeyArn = keyFor("logs");
    this.settingsKeyArn = keyFor("settings");
    this.archiveKeyArn = keyFor("archive");
    this.registerOutputs({
      messagesKeyArn: this.messagesKeyArn,
      logsKeyArn: this.logsKeyArn,
      settingsKeyArn: this.settingsKeyArn,
      archiveKeyArn: this.archiveKeyArn,
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

/** The keys of both regions: they exist before the regions do, because the archive spans both. */
export function keysOf(
  contexts: PerRole<RegionContext>,
  keys: EncryptionConfig["keys"],
): PerRole<RegionKeys> {
  return perRole((role) => {
    const context = contexts[role];
    return new RegionKeys(`${role}-keys`, { context, keys }, { provider: context.provider });
  });
}

/** Who must be let in, by purpose. */
function keyUses({ region, accountId }: RegionContext) {
  const encrypt = ["kms:Decrypt", "kms:GenerateDataKey*"];
  const logs: KeyUse = {
    Sid: "LogsAreWritten",
    Service: `logs.${region}.amazonaws.com`,
    Action: [...encrypt, "kms:Encrypt", "kms:ReEncrypt*", "kms:Describe*"],
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:aws:logs:${region}:${accountId}:log-group:*`,
      },
    },
  };
  const archive: KeyUse = {
    Sid: "BucketsEncrypt",
    Service: "s3.amazonaws.com",
    Action: encrypt,
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  };
  return {
    messages: [
      { Sid: "AlarmsPublish", Service: "cloudwatch.amazonaws.com", Action: encrypt },
      { Sid: "TopicsDeliver", Service: "sns.amazonaws.com", Action: encrypt },
    ],
    logs: [logs],
    settings: [],
    archive: [archive],
  } satisfies Readonly<Record<string, readonly KeyUse[]>>;
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
