import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Consistency } from "../functions/core/settings";
import { witnessOf } from "./config/regions-config";
import type { RegionContext } from "./context";
import { globalName, NAME_LIMITS, nameTag, regionTags } from "./naming";
import { PAYMENT_UNITS, warmThroughputFor } from "./warm-throughput";

/** A second way to find items, which holds nothing but their keys. */
export interface TableIndex {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey: string;
  readonly rangeType: "N" | "S";
}

export interface GlobalTableArgs {
  primary: RegionContext;
  secondary: RegionContext;
  purpose: string;
  hashKey: string;
  consistency: Consistency;
  /** Whether readers may follow the changes; eventual tables are always streamed, that is how they replicate. */
  streamed: boolean;
  index?: TableIndex;
  /** Attribute with the time at which an item may be forgotten; strongly consistent tables have none. */
  expiresAt?: string;
  /** Payments a second that the table must take from its first second on. */
  peakPaymentsPerSecond?: number;
  protect: boolean;
}

/** A table with a replica in both regions, and a witness where every write must survive either of them. */
export class GlobalTable extends pulumi.ComponentResource {
  public readonly name: pulumi.Output<string>;
  private readonly accountId: pulumi.Input<string>;

  constructor(name: string, args: GlobalTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:GlobalTable", name, {}, opts);
    const { primary, secondary, consistency, index, expiresAt } = args;
    if (consistency === "strong" && expiresAt !== undefined) {
      throw new Error(`table ${args.purpose}: a strongly consistent table cannot expire items`);
    }
    const tableName = globalName(args.purpose, primary.suffix, NAME_LIMITS.table);
    const streamed = args.streamed || consistency === "eventual";
    const warmThroughput = warmThroughputFor(args.peakPaymentsPerSecond ?? 0, PAYMENT_UNITS.table);
    const table = new aws.dynamodb.Table(
      `${name}-table`,
      {
        name: tableName,
        billingMode: "PAY_PER_REQUEST",
        hashKey: args.hashKey,
        attributes: keyAttributes(args),
        ...(index === undefined ? {} : { globalSecondaryIndexes: [declareIndex(index, args)] }),
        ...(streamed ? { streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" } : {}),
        ...(expiresAt === undefined ? {} : { ttl: { enabled: true, attributeName: expiresAt } }),
        ...(warmThroughput === undefined ? {} : { warmThroughput }),
        serverSideEncryption: { enabled: true },
        pointInTimeRecovery: { enabled: true },
        deletionProtectionEnabled: args.protect,
        ...replication(args),
        tags: nameTag(tableName),
      },
      { parent: this },
    );
    this.accountId = primary.accountId;
    this.name = table.name;
    this.tagReplica(name, tableName, secondary, table);
    this.registerOutputs({ name: this.name });
  }

  /** ARN of the table's replica in a region. */
  arnIn(region: string): pulumi.Output<string> {
    return pulumi.interpolate`arn:aws:dynamodb:${region}:${this.accountId}:table/${this.name}`;
  }

  /** Tags are never replicated, and copying them would call the replica primary. */
  private tagReplica(
    name: string,
    tableName: string,
    secondary: RegionContext,
    table: aws.dynamodb.Table,
  ): void {
    const tags = {
      ...regionTags(secondary.suffix, secondary.region, "secondary"),
      ...nameTag(tableName),
    };
    for (const [key, value] of Object.entries(tags)) {
      new aws.dynamodb.Tag(
        `${name}-replica-${key.toLowerCase()}`,
        { resourceArn: this.arnIn(secondary.region), key, value },
        // A tag lives where the replica lives, so its provider is the other region's.
        { parent: this, provider: secondary.provider, dependsOn: [table] },
      );
    }
  }
}

function keyAttributes({ hashKey, index }: GlobalTableArgs) {
  const attributes = [{ name: hashKey, type: "S" }];
  if (index === undefined) return attributes;
  return [
    ...attributes,
    { name: index.hashKey, type: "S" },
    { name: index.rangeKey, type: index.rangeType },
  ];
}

function declareIndex(index: TableIndex, { peakPaymentsPerSecond = 0 }: GlobalTableArgs) {
  const warmThroughput = warmThroughputFor(peakPaymentsPerSecond, PAYMENT_UNITS.index);
  return {
    name: index.name,
    keySchemas: [
      { attributeName: index.hashKey, keyType: "HASH" },
      { attributeName: index.rangeKey, keyType: "RANGE" },
    ],
    projectionType: "KEYS_ONLY",
    ...(warmThroughput === undefined ? {} : { warmThroughput }),
  };
}

/**
 * Cross-region: under "strong" a write is acknowledged only after a second member has it, so losing a
 * region loses nothing. The third member is a witness that stores no items and serves nobody.
 */
function replication({ primary, secondary, consistency, protect, purpose }: GlobalTableArgs) {
  const replica = {
    regionName: secondary.region,
    pointInTimeRecovery: true,
    propagateTags: false,
    deletionProtectionEnabled: protect,
  };
  if (consistency === "eventual") return { replicas: [replica] };
  const witness = witnessOf(primary.region, secondary.region);
  if (witness === undefined) {
    throw new Error(
      `table ${purpose}: ${primary.region} and ${secondary.region} have no witness in common`,
    );
  }
  return {
    replicas: [{ ...replica, consistencyMode: "STRONG" }],
    globalTableWitness: { regionName: witness },
  };
}
