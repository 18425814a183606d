import { expect } from "chai";
import { AwsError, NotModelled } from "../../../../local/engine/aws-error";
import { Buckets } from "./buckets";

/** The CRC-32 of the one byte `x`. */
const crcOfX = "jNwWgw==";

const refusal = (name: string, call: () => unknown) =>
  expect(call).to.throw(AwsError).with.property("name", name);

describe("Objects", () => {
  it("come back as they were written, with their headers", () => {
    const buckets = new Buckets().alone();
    const Metadata = { epoch: "3" };
    buckets.put("one", "k", "päy", { Metadata, ContentType: "application/json" });
    const { Body, ...head } = buckets.call<Record<string, unknown>>("GetObject", "one", {
      Key: "k",
    });
    expect(Buffer.from(Body as Uint8Array).toString()).to.equal("päy");
    expect(head).to.deep.include({
      Metadata,
      ContentType: "application/json",
      ContentLength: 4,
      ETag: '"db7f770e7a1bbe7ab56bfa98d1da701a"',
      ServerSideEncryption: "AES256",
    });
    expect(head).to.not.have.any.keys("VersionId", "StorageClass", "ReplicationStatus");
  });

  it("are not altered by what the writer does with its buffer afterwards", () => {
    const buckets = new Buckets().alone();
    const body = Buffer.from("before");
    buckets.put("one", "k", body);
    body.write("after!");
    expect(buckets.read("one", "k")).to.equal("before");
  });

  it("are written once when the writer asks for that", () => {
    const buckets = new Buckets().alone({ versioned: true });
    buckets.put("one", "k", "first", { IfNoneMatch: "*" });
    refusal("PreconditionFailed", () => buckets.put("one", "k", "second", { IfNoneMatch: "*" }));
    expect(buckets.read("one", "k")).to.equal("first");
    buckets.call("DeleteObject", "one", { Key: "k" });
    buckets.put("one", "k", "third", { IfNoneMatch: "*" });
    expect(buckets.read("one", "k")).to.equal("third");
  });

  it("are refused when a checksum does not fit the bytes", () => {
    const buckets = new Buckets().alone();
    refusal("BadDigest", () => buckets.put("one", "k", "x", { ChecksumCRC32: "AAAAAA==" }));
    refusal("BadDigest", () => buckets.put("one", "k", "x", { ContentMD5: "AAAA" }));
    buckets.put("one", "k", "x", { ChecksumCRC32: crcOfX });
    const asked = buckets.call("GetObject", "one", { Key: "k", ChecksumMode: "ENABLED" });
    expect(asked.ChecksumCRC32).to.equal(crcOfX);
  });

  it("are not there when they never were, or are deleted, or in another region", () => {
    const buckets = new Buckets().alone({ versioned: true });
    refusal("NoSuchKey", () => buckets.read("one", "k"));
    refusal("NotFound", () => buckets.call("HeadObject", "one", { Key: "k" }));
    refusal("NoSuchBucket", () => buckets.read("none", "k"));
    const { VersionId } = buckets.put("one", "k", "x");
    const { VersionId: markerId } = buckets.call("DeleteObject", "one", { Key: "k" });
    refusal("NoSuchKey", () => buckets.read("one", "k"));
    const old = buckets.call("GetObject", "one", { Key: "k", VersionId });
    expect(Buffer.from(old.Body as Uint8Array).toString()).to.equal("x");
    refusal("MethodNotAllowed", () =>
      buckets.call("GetObject", "one", { Key: "k", VersionId: markerId }),
    );
    refusal("NoSuchVersion", () => buckets.call("GetObject", "one", { Key: "k", VersionId: "no" }));
    refusal("PermanentRedirect", () =>
      buckets.s3.call({ region: "us-east-2" }, "GetObject", { Bucket: "one", Key: "k" }),
    );
  });

  it("come back when the marker that hides them is deleted", () => {
    const buckets = new Buckets().alone({ versioned: true });
    buckets.put("one", "k", "x");
    const { VersionId } = buckets.call("DeleteObject", "one", { Key: "k" });
    buckets.call("DeleteObject", "one", { Key: "k", VersionId });
    expect(buckets.read("one", "k")).to.equal("x");
  });

  it("leave nothing behind in a bucket without versions", () => {
    const buckets = new Buckets().alone();
    buckets.put("one", "k", "a");
    buckets.put("one", "k", "b");
    expect(buckets.read("one", "k")).to.equal("b");
    buckets.call("DeleteObject", "one", { Key: "k" });
    expect(buckets.s3.inventory("one")).to.deep.equal([]);
  });

  it("keep the last of several written in the same moment as current", () => {
    const buckets = new Buckets().alone({ versioned: true });
    for (const body of ["a", "b", "c", "d", "e"]) buckets.put("one", "k", body);
    expect(buckets.read("one", "k")).to.equal("e");
    const { Versions } = buckets.call<{ Versions: { IsLatest: boolean }[] }>(
      "ListObjectVersions",
      "one",
    );
    expect(Versions.map(({ IsLatest }) => IsLatest)).to.deep.equal([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("record how they are encrypted", () => {
    const buckets = new Buckets().alone({ encryption: { algorithm: "aws:kms", kmsKeyId: "k1" } });
    expect(buckets.put("one", "default", "x")).to.include({
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: "k1",
    });
    buckets.put("one", "own", "x", { ServerSideEncryption: "AES256" });
    const encryption = buckets.s3.inventory("one").map((line) => line.encryption);
    expect(encryption).to.deep.equal([
      { algorithm: "aws:kms", kmsKeyId: "k1" },
      { algorithm: "AES256" },
    ]);
  });

  it("name the operations and fields that are not modelled", () => {
    const buckets = new Buckets().alone();
    expect(() => buckets.call("CopyObject", "one")).to.throw(NotModelled);
    expect(() => buckets.call("ListBuckets", "nowhere")).to.throw(NotModelled);
    expect(() => buckets.put("one", "k", "x", { ObjectLockMode: "GOVERNANCE" })).to.throw(
      NotModelled,
    );
    buckets.put("one", "k", "x");
    expect(() => buckets.call("GetObject", "one", { Key: "k", Range: "bytes=0-1" })).to.throw(
      NotModelled,
    );
  });
});

describe("Lists of objects", () => {
  const filled = () => {
    const buckets = new Buckets().alone({ versioned: true });
    for (const key of ["a/1", "a/2", "b", "c/1", "z", "é"]) buckets.put("one", key, key);
    return buckets;
  };
  interface Page {
    Contents?: { Key: string }[];
    CommonPrefixes?: { Prefix: string }[];
    NextContinuationToken?: string;
  }

  it("show what is current, in the order of bytes", () => {
    const buckets = filled();
    buckets.call("DeleteObject", "one", { Key: "b" });
    const { Contents } = buckets.call<Page>("ListObjectsV2", "one");
    expect(Contents?.map(({ Key }) => Key)).to.deep.equal(["a/1", "a/2", "c/1", "z", "é"]);
  });

  for (const Delimiter of [undefined, "/"]) {
    for (const MaxKeys of [1, 2, 3]) {
      it(`give every key once in pages of ${MaxKeys}, delimiter ${Delimiter}`, () => {
        const buckets = filled();
        const seen: string[] = [];
        let ContinuationToken: string | undefined;
        do {
          const page = buckets.call<Page>("ListObjectsV2", "one", {
            MaxKeys,
            ...(Delimiter && { Delimiter }),
            ...(ContinuationToken && { ContinuationToken }),
          });
          seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
          seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
          ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken);
        const grouped = ["a/", "b", "c/", "z", "é"];
        const flat = ["a/1", "a/2", "b", "c/1", "z", "é"];
        expect(seen.sort()).to.deep.equal(Delimiter ? grouped : flat);
      });
    }
  }

  it("give every version once, page by page", () => {
    const buckets = filled();
    buckets.put("one", "b", "again");
    buckets.call("DeleteObject", "one", { Key: "z" });
    const seen: string[] = [];
    let next: Record<string, unknown> = {};
    for (;;) {
      const page = buckets.call<{
        Versions: { Key: string; VersionId: string }[];
        DeleteMarkers: { Key: string; VersionId: string }[];
        IsTruncated: boolean;
        NextKeyMarker?: string;
        NextVersionIdMarker?: string;
      }>("ListObjectVersions", "one", { MaxKeys: 2, ...next });
      seen.push(...[...page.Versions, ...page.DeleteMarkers].map(({ VersionId }) => VersionId));
      if (!page.IsTruncated) break;
      next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(seen).to.have.length(8);
    expect(new Set(seen).size).to.equal(8);
  });
});
