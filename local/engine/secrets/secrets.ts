import { AwsError, NotModelled } from "../aws-error";
import type { Random } from "../random";
import type { Caller, Links, Service } from "../service";
import type { Timeline } from "../timeline";
import { uuid } from "../uuid";
import { SecretVersions } from "./secret-versions";

/** What the emulated Secrets Manager needs from outside. */
export interface SecretsOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly links: Links;
  readonly account: string;
  /** From a write until the replicas have it. @default 1000 */
  readonly replicationDelayMs?: number;
}

/** A secret as the program declares it. */
export interface SecretDeclaration {
  readonly name: string;
  readonly primaryRegion: string;
  readonly value: string;
  readonly kmsKeyId?: string;
  readonly replicas?: readonly { readonly region: string; readonly kmsKeyId?: string }[];
  /** The six characters at the end of its ARN. @default drawn */
  readonly suffix?: string;
}

interface Copy {
  readonly versions: SecretVersions;
  readonly kmsKeyId?: string;
  /** What the primary says of this copy; the primary itself is always in sync. */
  status: "InSync" | "InProgress";
}

interface Secret {
  readonly declaration: SecretDeclaration;
  readonly suffix: string;
  readonly copies: Map<string, Copy>;
  readonly createdDate: Date;
  lastChangedDate: Date;
}

type Input = Record<string, unknown>;

type Operation = (region: string, secret: Secret, copy: Copy, input: Input) => unknown;

/** How often a replica is tried again while the regions cannot reach each other. */
const retryMs = 1_000;

/** Secrets with replicas that follow their primary and cannot be written to. */
export class Secrets implements Service {
  readonly name = "secretsmanager";
  private readonly secrets = new Map<string, Secret>();
  /** Looked up before anything else: a secret that is missing must not hide an operation that is. */
  private readonly operations = new Map<string, Operation>([
    ["GetSecretValue", (region, secret, copy, input) => this.read(region, secret, copy, input)],
    ["PutSecretValue", (region, secret, copy, input) => this.write(region, secret, copy, input)],
    ["DescribeSecret", (region, secret, copy) => this.describe(region, secret, copy)],
  ]);

  constructor(private readonly options: SecretsOptions) {}

  createSecret(declaration: SecretDeclaration): void {
    const { name, primaryRegion, replicas = [], value, kmsKeyId } = declaration;
    const now = this.now();
    const copies = new Map<string, Copy>();
    for (const { region, ...copy } of [{ region: primaryRegion, kmsKeyId }, ...replicas]) {
      copies.set(region, { versions: new SecretVersions(), ...copy, status: "InSync" });
    }
    const version = { versionId: uuid(this.options.random), secretString: value, createdDate: now };
    for (const { versions } of copies.values()) versions.put(version, ["AWSCURRENT"]);
    // The same six characters in every region, which is how replicas are recognised.
    const suffix = declaration.suffix ?? uuid(this.options.random).slice(0, 6);
    this.secrets.set(name, { declaration, suffix, copies, createdDate: now, lastChangedDate: now });
  }

  call(caller: Caller, operation: string, input: Input): unknown {
    const run = this.operations.get(operation);
    if (!run) throw new NotModelled(this.name, operation);
    const { region } = caller;
    const [secret, copy] = this.find(region, String(input.SecretId));
    return run(region, secret, copy, input);
  }

  private read(region: string, secret: Secret, copy: Copy, input: Input): unknown {
    const version = copy.versions.find(input);
    const { secretString, secretBinary } = version;
    return {
      ARN: this.arn(region, secret),
      Name: secret.declaration.name,
      VersionId: version.versionId,
      ...(secretString !== undefined && { SecretString: secretString }),
      ...(secretBinary !== undefined && { SecretBinary: secretBinary }),
      VersionStages: copy.versions.labelsOf(version.versionId),
      CreatedDate: version.createdDate,
    };
  }

  private write(region: string, secret: Secret, copy: Copy, input: Input): unknown {
    if (region !== secret.declaration.primaryRegion) {
      throw new AwsError(
        "InvalidRequestException",
        "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
      );
    }
    const { SecretString: secretString, SecretBinary: secretBinary } = input;
    if ((secretString === undefined) === (secretBinary === undefined)) {
      throw new AwsError("InvalidRequestException", "give either SecretString or SecretBinary");
    }
    const versionId = String(input.ClientRequestToken ?? uuid(this.options.random));
    const labels = (input.VersionStages as readonly string[] | undefined) ?? ["AWSCURRENT"];
    const version = {
      versionId,
      createdDate: this.now(),
      ...(secretString !== undefined && { secretString: String(secretString) }),
      ...(secretBinary !== undefined && { secretBinary: secretBinary as Uint8Array }),
    };
    copy.versions.put(version, labels);
    secret.lastChangedDate = this.now();
    for (const replica of secret.copies.keys()) {
      if (replica !== region)
        this.follow(secret, replica, this.options.replicationDelayMs ?? 1_000);
    }
    return {
      ARN: this.arn(region, secret),
      Name: secret.declaration.name,
      VersionId: versionId,
      VersionStages: copy.versions.labelsOf(versionId),
    };
  }

  /** Cross-region: a replica takes over the whole secret once the primary can reach it. */
  private follow(secret: Secret, region: string, delayMs: number): void {
    const { primaryRegion } = secret.declaration;
    const primary = secret.copies.get(primaryRegion);
    const replica = secret.copies.get(region);
    if (!primary || !replica) return;
    replica.status = "InProgress";
    this.options.timeline.after(delayMs, () => {
      if (!this.options.links.canReach(primaryRegion, region)) {
        this.follow(secret, region, retryMs);
        return;
      }
      replica.versions.follow(primary.versions);
      replica.status = "InSync";
    });
  }

  private describe(region: string, secret: Secret, copy: Copy): unknown {
    const { name, primaryRegion } = secret.declaration;
    const replicas = [...secret.copies].filter(([one]) => one !== primaryRegion);
    return {
      ARN: this.arn(region, secret),
      Name: name,
      ...(copy.kmsKeyId !== undefined && { KmsKeyId: copy.kmsKeyId }),
      PrimaryRegion: primaryRegion,
      CreatedDate: secret.createdDate,
      LastChangedDate: secret.lastChangedDate,
      VersionIdsToStages: copy.versions.labelled,
      ...(region === primaryRegion && {
        ReplicationStatus: replicas.map(([Region, { kmsKeyId, status }]) => ({
          Region,
          ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
          Status: status,
        })),
      }),
    };
  }

  private find(region: string, id: string): [Secret, Copy] {
    for (const secret of this.secrets.values()) {
      const copy = secret.copies.get(region);
      const isMeant = id === secret.declaration.name || id === this.arn(region, secret);
      if (copy && isMeant) return [secret, copy];
    }
    throw new AwsError(
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret.",
    );
  }

  private arn(region: string, secret: Secret): string {
    const { name } = secret.declaration;
    return `arn:aws:secretsmanager:${region}:${this.options.account}:secret:${name}-${secret.suffix}`;
  }

  private now(): Date {
    return new Date(this.options.timeline.nowMs());
  }
}
