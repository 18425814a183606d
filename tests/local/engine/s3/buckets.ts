import { Random } from "../../../../local/engine/random";
import type { BucketDeclaration } from "../../../../local/engine/s3/bucket";
import type { ReplicationEvent, ReplicationOptions } from "../../../../local/engine/s3/replication";
import { S3 } from "../../../../local/engine/s3/s3";
import { VirtualTimeline } from "../../../../local/engine/timeline";

type Input = Record<string, unknown>;

export const dayMs = 24 * 3600 * 1000;

/** An archive in two regions that replicates both ways, on virtual time. */
export class Buckets {
  readonly timeline = new VirtualTimeline(Date.UTC(2026, 0, 1, 12));
  readonly events: ReplicationEvent[] = [];
  /** Pairs of regions that cannot reach each other, as `from>to`. */
  readonly cuts = new Set<string>();
  readonly s3: S3;

  constructor(options: Partial<ReplicationOptions> = {}) {
    this.s3 = new S3({
      timeline: this.timeline,
      random: new Random("objects"),
      links: { canReach: (from, to) => !this.cuts.has(`${from}>${to}`) },
      replicationDelayMs: () => 3_000,
      onReplicationEvent: (event) => this.events.push(event),
      ...options,
    });
  }

  /** `one` in us-east-1 and `two` in us-east-2, each copying to the other. */
  pair(more: Partial<BucketDeclaration> = {}): this {
    const rule = (destinationBucket: string) => ({
      id: `to-${destinationBucket}`,
      destinationBucket,
      replicaKmsKeyId: `key-of-${destinationBucket}`,
      replicateDeleteMarkers: true,
      thresholdMinutes: 15,
    });
    const base = { versioned: true, ...more };
    this.s3.createBucket({ ...base, name: "one", region: "us-east-1", replication: [rule("two")] });
    this.s3.createBucket({ ...base, name: "two", region: "us-east-2", replication: [rule("one")] });
    return this;
  }

  alone(more: Partial<BucketDeclaration> = {}): this {
    this.s3.createBucket({ name: "one", region: "us-east-1", versioned: false, ...more });
    return this;
  }

  call<T = Input>(operation: string, Bucket: string, input: Input = {}): T {
    const region = Bucket === "two" ? "us-east-2" : "us-east-1";
    return this.s3.call({ region }, operation, { Bucket, ...input }) as T;
  }

  put(bucket: string, Key: string, Body: string | Uint8Array, more: Input = {}): Input {
    return this.call("PutObject", bucket, { Key, Body, ...more });
  }

  read(bucket: string, Key: string): string {
    const { Body } = this.call<{ Body: Uint8Array }>("GetObject", bucket, { Key });
    return Buffer.from(Body).toString();
  }

  pass(ms: number): void {
    const untilMs = this.timeline.nowMs() + ms;
    while (this.timeline.step(untilMs));
    this.timeline.jumpTo(untilMs);
  }
}
