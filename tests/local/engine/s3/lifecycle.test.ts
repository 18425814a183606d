import { expect } from "chai";
import { AwsError } from "../../../../local/engine/aws-error";
import type { LifecycleRule } from "../../../../local/engine/s3/lifecycle";
import { Buckets, dayMs } from "./buckets";

const archive: LifecycleRule = {
  id: "archive",
  prefix: "audit/",
  transitions: [
    { days: 30, storageClass: "STANDARD_IA" },
    { days: 90, storageClass: "GLACIER" },
  ],
};
const large = new Uint8Array(131_072);
const small = new Uint8Array(131_071);

const classes = (buckets: Buckets) =>
  buckets.s3.inventory("one").map(({ key, storageClass }) => [key, storageClass]);

describe("Lifecycle", () => {
  it("moves objects at the first midnight after their days", () => {
    const buckets = new Buckets().alone({ lifecycle: [archive] });
    buckets.put("one", "audit/k", large);
    // Written at noon: thirty days later is noon again, and S3 acts at the midnight after it.
    buckets.pass(30 * dayMs + dayMs / 2 - 1);
    expect(classes(buckets)).to.deep.equal([["audit/k", "STANDARD"]]);
    buckets.pass(1);
    expect(classes(buckets)).to.deep.equal([["audit/k", "STANDARD_IA"]]);
    buckets.pass(60 * dayMs);
    expect(classes(buckets)).to.deep.equal([["audit/k", "GLACIER"]]);
    expect(() => buckets.read("one", "audit/k"))
      .to.throw(AwsError)
      .with.property("name", "InvalidObjectState");
  });

  it("does not move what is too small, and lets that be seen", () => {
    const buckets = new Buckets().alone({ lifecycle: [archive] });
    buckets.put("one", "audit/large", large);
    buckets.put("one", "audit/small", small);
    buckets.put("one", "other", large);
    const heldBack = () =>
      buckets.s3.inventory("one").flatMap((line) => (line.isHeldBackBySize ? [line.key] : []));
    expect(heldBack()).to.deep.equal([]);
    buckets.pass(100 * dayMs);
    expect(classes(buckets)).to.deep.equal([
      ["audit/large", "GLACIER"],
      ["audit/small", "STANDARD"],
      ["other", "STANDARD"],
    ]);
    expect(heldBack()).to.deep.equal(["audit/small"]);
  });

  it("moves small objects too when the rule says so", () => {
    const buckets = new Buckets().alone({ lifecycle: [{ ...archive, minimumSizeBytes: 0 }] });
    buckets.put("one", "audit/small", "x");
    buckets.pass(100 * dayMs);
    expect(classes(buckets)).to.deep.equal([["audit/small", "GLACIER"]]);
  });

  it("hides expired objects and removes old versions of them", () => {
    const rule = { id: "expire", expirationDays: 10, noncurrentExpirationDays: 5 };
    const buckets = new Buckets().alone({ versioned: true, lifecycle: [rule] });
    buckets.put("one", "k", "x");
    buckets.pass(10.4 * dayMs);
    expect(buckets.read("one", "k")).to.equal("x");
    buckets.pass(0.1 * dayMs);
    expect(() => buckets.read("one", "k")).to.throw("does not exist");
    const markers = () => buckets.s3.inventory("one").map((line) => line.isDeleteMarker);
    expect(markers()).to.deep.equal([true, false]);
    buckets.pass(6 * dayMs);
    expect(markers()).to.deep.equal([true]);
  });

  it("removes expired objects for good where there are no versions", () => {
    const buckets = new Buckets().alone({ lifecycle: [{ id: "expire", expirationDays: 1 }] });
    buckets.put("one", "k", "x");
    buckets.pass(2 * dayMs);
    expect(buckets.s3.inventory("one")).to.deep.equal([]);
  });

  it("is each bucket's own business and is not replicated", () => {
    const buckets = new Buckets().pair();
    buckets.s3.createBucket({
      name: "three",
      region: "us-east-1",
      versioned: true,
      lifecycle: [{ id: "expire", expirationDays: 1 }],
      replication: [{ id: "r", destinationBucket: "two", replicateDeleteMarkers: true }],
    });
    buckets.put("three", "k", "x");
    buckets.pass(5 * dayMs);
    expect(buckets.s3.inventory("three").some((line) => line.isDeleteMarker)).to.equal(true);
    expect(buckets.read("two", "k")).to.equal("x");
  });
});
