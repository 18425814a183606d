import { AwsError } from "../aws-error";

/** One value of a secret. */
export interface SecretVersion {
  readonly versionId: string;
  readonly secretString?: string;
  readonly secretBinary?: Uint8Array;
  readonly createdDate: Date;
}

/** All values of a secret and the labels that say which of them is meant. */
export class SecretVersions {
  private versions: ReadonlyMap<string, SecretVersion> = new Map();
  private stages: ReadonlyMap<string, string> = new Map();

  /**
   * Adds a value under its labels. The same id with the same value again is the same write; the old
   * current value keeps a label so that whoever still uses it can be told apart from the stale.
   */
  put(version: SecretVersion, labels: readonly string[]): void {
    const existing = this.versions.get(version.versionId);
    if (existing && !sameValue(existing, version)) {
      throw new AwsError(
        "ResourceExistsException",
        "A resource with the ID you requested already exists.",
      );
    }
    const stages = new Map(this.stages);
    const current = stages.get("AWSCURRENT");
    for (const label of labels) stages.set(label, version.versionId);
    const isReplaced = labels.includes("AWSCURRENT") && current !== version.versionId;
    if (isReplaced && current !== undefined) stages.set("AWSPREVIOUS", current);
    this.stages = stages;
    this.versions = new Map([...this.versions, [version.versionId, existing ?? version]]);
  }

  /** Takes over everything from the primary at once. */
  follow(primary: SecretVersions): void {
    this.versions = primary.versions;
    this.stages = primary.stages;
  }

  find(input: Record<string, unknown>): SecretVersion {
    const { VersionId: id, VersionStage: stage } = input;
    const staged = this.stages.get(String(stage ?? "AWSCURRENT"));
    const wanted = id === undefined ? staged : String(id);
    const found = wanted === undefined ? undefined : this.versions.get(wanted);
    if (!found || (stage !== undefined && staged !== found.versionId)) {
      const what = id === undefined ? `staging label ${stage ?? "AWSCURRENT"}` : `VersionId ${id}`;
      throw new AwsError(
        "ResourceNotFoundException",
        `Secrets Manager can't find the specified secret value for ${what}`,
      );
    }
    return found;
  }

  labelsOf(versionId: string): string[] {
    return [...this.stages].filter(([, id]) => id === versionId).map(([label]) => label);
  }

  /** Labels by version; versions without a label are on their way out and not told. */
  get labelled(): Record<string, string[]> {
    const ids = new Set(this.stages.values());
    return Object.fromEntries([...ids].map((id) => [id, this.labelsOf(id)]));
  }
}

function sameValue(a: SecretVersion, b: SecretVersion): boolean {
  if (a.secretString !== b.secretString) return false;
  return Buffer.compare(a.secretBinary ?? Buffer.of(), b.secretBinary ?? Buffer.of()) === 0;
}
