/** How an object is encrypted at rest, as recorded; nothing is really encrypted here. */
export interface Encryption {
  readonly algorithm: "AES256" | "aws:kms" | "aws:kms:dsse";
  readonly kmsKeyId?: string;
}

/** Where a version stands in replication, from the point of view of its own bucket. */
export type ReplicationStatus = "PENDING" | "COMPLETED" | "FAILED" | "REPLICA";

/** One version of one object, or the marker that says it was deleted. */
export interface ObjectVersion {
  readonly key: string;
  /** `null` in buckets that were never versioned. */
  readonly versionId: string;
  readonly isDeleteMarker: boolean;
  readonly body: Uint8Array;
  readonly etag: string;
  readonly lastModified: Date;
  /** Decides between versions that were written in the same moment. */
  readonly order: number;
  /** Content headers and user metadata, in the names of the SDK. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly storageClass: string;
  readonly encryption: Encryption;
  replicationStatus?: ReplicationStatus;
}
