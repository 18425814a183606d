import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, physicalName } from "../naming";
import { refusePlainText } from "../region/statement";

export interface ArchiveBucketArgs {
  context: RegionContext;
  /** Encrypts the records; must let S3 in. */
  keyArn: pulumi.Output<string>;
  keepData: boolean;
}

/** Records are read often in their first quarter, almost never afterwards. */
const DAYS_UNTIL_GLACIER = 90;

/** A version that was replaced is evidence of a mistake; a year is enough to notice it. */
const DAYS_OF_OLD_VERSIONS = 365;

/** One region's bucket of audit records and receipts. */
export class ArchiveBucket extends pulumi.ComponentResource {
  public readonly bucket: aws.s3.Bucket;
  public readonly keyArn: pulumi.Output<string>;
  /** Replication is refused until both buckets keep versions. */
  public readonly versioning: aws.s3.BucketVersioning;

  constructor(name: string, args: ArchiveBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:archive:ArchiveBucket", name, {}, opts);
    const { context, keyArn, keepData } = args;
    this.keyArn = keyArn;
    const bucketName = archiveBucketName(context);
    this.bucket = new aws.s3.Bucket(
      `${name}-records`,
      {
        bucket: bucketName,
        forceDestroy: !keepData,
        tags: { Name: bucketName },
      },
      { parent: this },
    );
    this.versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: this.bucket.id, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    this.protect(name);
    this.encrypt(name);
    this.moveToGlacier(name);
    this.registerOutputs({ bucketName: this.bucket.bucket });
  }

  private protect(name: string): void {
    const { bucket } = this;
    const closed = new aws.s3.BucketPublicAccessBlock(
      `${name}-closed`,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-owner`,
      { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    new aws.s3.BucketPolicy(
      `${name}-policy`,
      {
        bucket: bucket.id,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [refusePlainText("s3:*", [bucket.arn, pulumi.interpolate`${bucket.arn}/*`])],
        }),
      },
      // S3 refuses two changes of a bucket's access at the same time.
      { parent: this, dependsOn: [closed] },
    );
  }

  private encrypt(name: string): void {
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket: this.bucket.id,
        rules: [
          {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: "aws:kms",
              kmsMasterKeyId: this.keyArn,
            },
            bucketKeyEnabled: true,
          },
        ],
      },
      { parent: this },
    );
  }

  /** Lifecycles are not replicated: both buckets have the same one. */
  private moveToGlacier(name: string): void {
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        bucket: this.bucket.id,
        // By default S3 leaves objects below 128 KB where they are, and most of our records are
        // smaller.
        transitionDefaultMinimumObjectSize: "varies_by_storage_class",
        rules: [
          {
            id: "records-to-glacier",
            status: "Enabled",
            filter: { prefix: "" },
            transitions: [{ days: DAYS_UNTIL_GLACIER, storageClass: "GLACIER" }],
            noncurrentVersionTransitions: [
              { noncurrentDays: DAYS_UNTIL_GLACIER, storageClass: "GLACIER" },
            ],
            noncurrentVersionExpiration: { noncurrentDays: DAYS_OF_OLD_VERSIONS },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      { parent: this, dependsOn: [this.versioning] },
    );
  }
}

/**
 * Where the account's number will stand; as long as any, so that the length is checked in a
 * preview.
 */
const ACCOUNT = "000000000000";

/** Bucket names are shared with every other account, so ours carries the account's number. */
function archiveBucketName(context: RegionContext): pulumi.Output<string> {
  const name = physicalName(`archive-${ACCOUNT}`, context, NAME_LIMITS.bucket);
  return pulumi.output(context.accountId).apply((account) => name.replace(ACCOUNT, account));
}
