import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config";
import type { RegionContext } from "./context";
import { globalName, NAME_LIMITS, nameTag } from "./naming";
import type { PerRole } from "./per-role";

/** The processor's credential as a region's functions see it. */
export interface ProcessorSecret {
  readonly name: string;
  readonly arn: pulumi.Output<string>;
}

/** Name and ARN of the credential in a region; nothing with the sandbox. */
export function processorSecret(
  { processor, suffix }: Pick<StackConfig, "processor" | "suffix">,
  context: RegionContext,
): ProcessorSecret | undefined {
  if (processor.kind !== "http") return undefined;
  const name = processor.secretId ?? globalName("processor", suffix, NAME_LIMITS.secret);
  return {
    name,
    // Secrets Manager appends six characters of its own to the name.
    arn: pulumi.interpolate`arn:aws:secretsmanager:${context.region}:${context.accountId}:secret:${name}-??????`,
  };
}

export interface ProcessorCredentialArgs {
  contexts: PerRole<RegionContext>;
  /** Key of each region. A replica without its own key silently falls back to the account's default. */
  keyArns: PerRole<pulumi.Input<string>>;
  /** Absent until an operator puts the credential in: functions then fail loudly, nothing is charged. */
  credential: pulumi.Output<string> | undefined;
}

/** The processor's credential, readable in both regions without asking the other one. */
export class ProcessorCredential extends pulumi.ComponentResource {
  constructor(name: string, args: ProcessorCredentialArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:ProcessorCredential", name, {}, opts);
    const { contexts, keyArns, credential } = args;
    const secretName = globalName("processor", contexts.primary.suffix, NAME_LIMITS.secret);
    const secret = new aws.secretsmanager.Secret(
      `${name}-secret`,
      {
        name: secretName,
        description: "Credential of the payment processor",
        kmsKeyId: keyArns.primary,
        replicas: [{ region: contexts.secondary.region, kmsKeyId: keyArns.secondary }],
        // Destroyed at once and created again under the same name: environments come and go.
        recoveryWindowInDays: 0,
        forceOverwriteReplicaSecret: true,
        tags: nameTag(secretName),
      },
      { parent: this },
    );
    if (credential !== undefined) {
      new aws.secretsmanager.SecretVersion(
        `${name}-value`,
        { secretId: secret.id, secretString: credential },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
