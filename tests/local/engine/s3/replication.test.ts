import { expect } from "chai";
import fc from "fast-check";
import { Buckets } from "./buckets";

describe("Replication between buckets", () => {
  it("copies what is written here to there, under the key of that region", () => {
    const buckets = new Buckets().pair();
    const { VersionId } = buckets.put("one", "k", "x", { Metadata: { epoch: "1" } });
    const status = (bucket: string) =>
      buckets.call("HeadObject", bucket, { Key: "k" }).ReplicationStatus;
    expect(status("one")).to.equal("PENDING");
    buckets.pass(2_999);
    expect(buckets.s3.replicationBacklog("one")).to.deep.equal({
      operations: 1,
      bytes: 1,
      latencyMs: 2_999,
    });
    expect(() => buckets.read("two", "k")).to.throw("does not exist");
    buckets.pass(1);
    expect(status("one")).to.equal("COMPLETED");
    expect(buckets.call("HeadObject", "two", { Key: "k" })).to.deep.include({
      ReplicationStatus: "REPLICA",
      VersionId,
      Metadata: { epoch: "1" },
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: "key-of-two",
    });
    expect(buckets.s3.replicationBacklog("one").operations).to.equal(0);
  });

  it("does not send replicas back or on", () => {
    const buckets = new Buckets().pair();
    buckets.put("one", "k", "x");
    buckets.pass(60_000);
    expect(buckets.s3.inventory("one")).to.have.length(1);
    expect(buckets.s3.inventory("two")).to.have.length(1);
    expect(buckets.s3.replicationBacklog("two").operations).to.equal(0);
  });

  it("copies the markers of deletions and never the deletion of a version", () => {
    const buckets = new Buckets().pair();
    const { VersionId } = buckets.put("one", "k", "x");
    buckets.pass(5_000);
    buckets.call("DeleteObject", "one", { Key: "k" });
    buckets.pass(5_000);
    expect(() => buckets.read("two", "k")).to.throw("does not exist");
    buckets.call("DeleteObject", "one", { Key: "k", VersionId });
    buckets.pass(5_000);
    expect(buckets.s3.inventory("one").map((line) => line.isDeleteMarker)).to.deep.equal([true]);
    expect(buckets.s3.inventory("two").map((line) => line.isDeleteMarker)).to.deep.equal([
      true,
      false,
    ]);
  });

  it("waits while the regions are cut off, says when it is late, and catches up", () => {
    const buckets = new Buckets().pair();
    buckets.cuts.add("us-east-1>us-east-2");
    buckets.put("one", "k", "x");
    buckets.put("two", "other", "y");
    buckets.pass(15 * 60_000 - 1);
    expect(buckets.read("one", "other")).to.equal("y");
    expect(buckets.events).to.deep.equal([]);
    buckets.pass(1);
    expect(buckets.events.map((event) => event.type)).to.deep.equal(["OperationMissedThreshold"]);
    buckets.cuts.clear();
    buckets.pass(1_000);
    expect(buckets.read("two", "k")).to.equal("x");
    expect(buckets.events[1]).to.include({
      type: "OperationReplicatedAfterThreshold",
      bucket: "one",
      key: "k",
      destinationBucket: "two",
    });
  });

  it("copies only the keys that the rule covers", () => {
    const buckets = new Buckets();
    const base = { versioned: true };
    buckets.s3.createBucket({ ...base, name: "two", region: "us-east-2" });
    buckets.s3.createBucket({
      ...base,
      name: "one",
      region: "us-east-1",
      replication: [
        { id: "r", destinationBucket: "two", prefix: "audit/", replicateDeleteMarkers: false },
      ],
    });
    for (const key of ["audit/k", "tmp/k"]) buckets.put("one", key, "x");
    buckets.call("DeleteObject", "one", { Key: "audit/k" });
    buckets.pass(60_000);
    expect(buckets.s3.inventory("two").map((line) => line.key)).to.deep.equal(["audit/k"]);
    expect(buckets.read("two", "audit/k")).to.equal("x");
  });

  it("needs versions", () => {
    const declaration = { id: "r", destinationBucket: "two", replicateDeleteMarkers: true };
    expect(() => new Buckets().alone({ replication: [declaration] })).to.throw("no versions");
  });

  it("makes both buckets equal in the end, whatever is written where and when", () => {
    const step = fc.record({
      bucket: fc.constantFrom("one", "two"),
      key: fc.constantFrom("a", "b"),
      isDelete: fc.boolean(),
      pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4_000 })),
      delayMs: fc.integer({ min: 1, max: 9_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let delayMs = 0;
        const buckets = new Buckets({ replicationDelayMs: () => delayMs }).pair();
        for (const [i, one] of steps.entries()) {
          delayMs = one.delayMs;
          if (one.isDelete) buckets.call("DeleteObject", one.bucket, { Key: one.key });
          else buckets.put(one.bucket, one.key, `value ${i}`);
          buckets.pass(one.pauseMs);
        }
        buckets.pass(60_000);
        const versions = (bucket: string) =>
          buckets.s3.inventory(bucket).map(({ key, versionId }) => [key, versionId]);
        expect(versions("one")).to.deep.equal(versions("two"));
        expect(versions("one")).to.have.length(steps.length);
      }),
      { numRuns: 100 },
    );
  });
});
