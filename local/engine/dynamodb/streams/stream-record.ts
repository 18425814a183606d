import type { Item } from "../attribute-value";
import { itemSize } from "../item-size";
import type { Replica } from "../replication/replica";
import type { Change } from "./stream-log";

/** A record as GetRecords answers it. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  readonly eventVersion: string;
  readonly eventSource: "aws:dynamodb";
  readonly awsRegion: string;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: Date;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
  /** Only on deletions by time to live. */
  readonly userIdentity?: { readonly type: "Service"; readonly principalId: string };
}

/** Sequence numbers are long decimal texts of equal length, so that they sort as texts, too. */
export function sequenceNumber(sequence: number): string {
  return `1${String(sequence).padStart(21, "0")}`;
}

/** A change as the stream of this replica shows it. */
export function streamRecord(replica: Replica, change: Change): StreamRecord {
  const { definition, schema } = replica.table;
  const { after, atMs, before, expired, sequence } = change;
  const view = definition.stream ?? "NEW_AND_OLD_IMAGES";
  const shows = (image: string) => view === image || view === "NEW_AND_OLD_IMAGES";
  const keys = schema.keyOf(after ?? before ?? {});
  const newImage = after && shows("NEW_IMAGE") ? { NewImage: { ...after } } : {};
  const oldImage = before && shows("OLD_IMAGE") ? { OldImage: { ...before } } : {};
  const images = [newImage.NewImage, oldImage.OldImage].filter((image) => image !== undefined);
  const record: StreamRecord = {
    eventID: `${definition.name}-${sequence}`,
    eventName: before ? (after ? "MODIFY" : "REMOVE") : "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: replica.region,
    dynamodb: {
      // AWS rounds to seconds.
      ApproximateCreationDateTime: new Date(Math.floor(atMs / 1000) * 1000),
      Keys: keys,
      ...newImage,
      ...oldImage,
      SequenceNumber: sequenceNumber(sequence),
      SizeBytes: [keys, ...images].reduce((sum, item) => sum + itemSize(item), 0),
      StreamViewType: view,
    },
  };
  if (!expired) return record;
  return {
    ...record,
    userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
  };
}
