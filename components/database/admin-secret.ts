import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { globalName, NAME_LIMITS, nameTag } from "../naming";
import type { PerRole } from "../per-role";
import { LEDGER_ADMIN, LEDGER_DATABASE_NAME, LEDGER_PORT } from "./ledger-names";

export interface AdminSecretArgs {
  contexts: PerRole<RegionContext>;
  keyArns: PerRole<pulumi.Input<string>>;
}

/** Long enough that nobody has to think about its strength; letters and digits need no quoting. */
const PASSWORD_LENGTH = 40;

/**
 * The administrator's credentials, with a replica in the other region.
 * Cross-region: RDS cannot manage the password of a cluster in a global database, so the secret is
 * ours. The replica is encrypted with its own region's key; without one named, AWS would quietly
 * take another.
 */
export class AdminSecret extends pulumi.ComponentResource {
  public readonly arns: PerRole<pulumi.Output<string>>;
  public readonly password: pulumi.Output<string>;

  constructor(name: string, args: AdminSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:database:AdminSecret", name, {}, opts);
    const { contexts, keyArns } = args;
    const secretName = globalName("ledger-admin", contexts.primary.suffix, NAME_LIMITS.secret);
    const secret = new aws.secretsmanager.Secret(
      `${name}-credentials`,
      {
        name: secretName,
        description: "Administrator of the payments ledger; functions sign in without it",
        kmsKeyId: keyArns.primary,
        replicas: [{ region: contexts.secondary.region, kmsKeyId: keyArns.secondary }],
        // A destroyed environment can be deployed again at once, under the same name.
        recoveryWindowInDays: 0,
        forceOverwriteReplicaSecret: true,
        tags: nameTag(secretName),
      },
      { parent: this },
    );
    const version = new aws.secretsmanager.SecretVersion(
      `${name}-first`,
      { secretId: secret.id, secretString: this.firstCredentials() },
      // The password is drawn anew in every run; only the first one counts.
      { parent: this, ignoreChanges: ["secretString"] },
    );
    this.arns = {
      primary: secret.arn,
      secondary: secret.arn.apply((arn) =>
        arn.replace(`:${contexts.primary.region}:`, `:${contexts.secondary.region}:`),
      ),
    };
    // Read back from the secret, so that cluster and secret can never hold two different passwords.
    this.password = pulumi.secret(
      version.secretString.apply((text) => (JSON.parse(text ?? "{}") as Credentials).password),
    );
    this.registerOutputs({ arns: this.arns });
  }

  private firstCredentials(): pulumi.Output<string> {
    const drawn = aws.secretsmanager.getRandomPasswordOutput(
      { passwordLength: PASSWORD_LENGTH, excludePunctuation: true },
      { parent: this },
    );
    const credentials: pulumi.Inputs = {
      username: LEDGER_ADMIN,
      password: drawn.randomPassword,
      dbname: LEDGER_DATABASE_NAME,
      port: LEDGER_PORT,
    };
    return pulumi.secret(pulumi.jsonStringify(credentials));
  }
}

interface Credentials {
  readonly password: string;
}
