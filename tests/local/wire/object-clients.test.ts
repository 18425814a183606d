import { Agent } from "node:http";
import type { LookupFunction } from "node:net";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { AwsError } from "../../../local/engine/aws-error";
import { inProcessHandler } from "../../../local/wire/request-handler";
import { type AttachedClients, attachments } from "./clients";
import { RecordingCloud } from "./recording-cloud";
import { rejection } from "./rejection";

/** Finds every name on this machine: not every resolver knows `bucket.localhost`. */
const lookup: LookupFunction = (_name, options, done) =>
  options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);
const agent = new Agent({ lookup });

const key = "evidence/2026 05/ä&b+c%20.json";

for (const [how, attach] of Object.entries(attachments)) {
  for (const forcePathStyle of [true, false]) {
    const style = forcePathStyle ? "by path" : "by host";
    describe(`Objects ${how}, buckets addressed ${style}`, () => {
      let cloud: RecordingCloud;
      let attached: AttachedClients;
      let client: S3Client;

      beforeEach(async () => {
        cloud = new RecordingCloud();
        attached = await attach(cloud);
        const endpoint = attached.config.endpoint?.replace("127.0.0.1", "localhost");
        client = new S3Client({
          ...attached.config,
          ...(endpoint && { endpoint, requestHandler: { httpAgent: agent } }),
          forcePathStyle,
        });
      });
      afterEach(() => attached.close());

      it("stores the bytes that were sent, with metadata and condition", async () => {
        cloud.on("s3:PutObject", () => ({ ETag: '"e"', VersionId: "v1" }));
        const output = await client.send(
          new PutObjectCommand({
            Bucket: "audit",
            Key: key,
            Body: "x=1\r\n0\r\n",
            IfNoneMatch: "*",
            Metadata: { epoch: "7" },
            ContentType: "application/json",
          }),
        );
        const { input, operation } = cloud.last;
        expect(operation).to.equal("PutObject");
        expect(input).to.deep.include({
          Bucket: "audit",
          Key: key,
          IfNoneMatch: "*",
          ContentType: "application/json",
          Metadata: { epoch: "7" },
        });
        expect(Buffer.from(input.Body as Uint8Array).toString()).to.equal("x=1\r\n0\r\n");
        expect(output).to.include({ ETag: '"e"', VersionId: "v1" });
      });

      it("unframes a streamed body and keeps the checksum of its trailer", async () => {
        cloud.on("s3:PutObject", () => ({}));
        const body = Buffer.alloc(200_000, "payment\r\n");
        await client.send(
          new PutObjectCommand({
            Bucket: "audit",
            Key: "stream",
            Body: Readable.from([body.subarray(0, 70_000), body.subarray(70_000)]),
            ContentLength: body.length,
          }),
        );
        const { input } = cloud.last;
        expect(body.equals(input.Body as Uint8Array)).to.equal(true);
        expect(input.ChecksumCRC32).to.match(/^[A-Za-z0-9+/]{6}==$/);
        expect(input).to.not.have.property("ContentEncoding");
      });

      it("returns an object and its headers", async () => {
        const modified = new Date(1_700_000_000_000);
        cloud.on("s3:GetObject", () => ({
          Body: Buffer.from("päyload"),
          ContentLength: 8,
          LastModified: modified,
          Metadata: { epoch: "7" },
          VersionId: "v2",
        }));
        const output = await client.send(
          new GetObjectCommand({ Bucket: "audit", Key: key, VersionId: "v2" }),
        );
        expect(await output.Body?.transformToString()).to.equal("päyload");
        expect(output.LastModified?.getTime()).to.equal(modified.getTime());
        expect(output.Metadata).to.deep.equal({ epoch: "7" });
        expect(cloud.last.input).to.include({ Key: key, VersionId: "v2" });
      });

      it("tells the size of an object without its body", async () => {
        cloud.on("s3:HeadObject", () => ({ ContentLength: 4096, StorageClass: "GLACIER" }));
        const output = await client.send(new HeadObjectCommand({ Bucket: "audit", Key: "k" }));
        expect(output).to.include({ ContentLength: 4096, StorageClass: "GLACIER" });
      });

      it("lists objects and versions", async () => {
        cloud.on("s3:ListObjectsV2", () => ({
          Name: "audit",
          KeyCount: 1,
          IsTruncated: false,
          Contents: [{ Key: key, Size: 3, ETag: '"e"' }],
        }));
        cloud.on("s3:ListObjectVersions", () => ({
          Versions: [{ Key: key, VersionId: "v1", IsLatest: false }],
          DeleteMarkers: [{ Key: key, VersionId: "v2", IsLatest: true }],
        }));
        const listed = await client.send(
          new ListObjectsV2Command({ Bucket: "audit", Prefix: "evidence/", MaxKeys: 10 }),
        );
        expect(cloud.last.input).to.deep.equal({
          Bucket: "audit",
          Prefix: "evidence/",
          MaxKeys: 10,
        });
        expect(listed.Contents).to.deep.equal([{ Key: key, Size: 3, ETag: '"e"' }]);
        const versions = await client.send(new ListObjectVersionsCommand({ Bucket: "audit" }));
        expect(versions.Versions?.[0]).to.include({ VersionId: "v1", IsLatest: false });
        expect(versions.DeleteMarkers?.[0]).to.include({ VersionId: "v2", IsLatest: true });
      });

      it("deletes, and reports what is missing or refused", async () => {
        cloud.on("s3:DeleteObject", () => ({ DeleteMarker: true, VersionId: "v3" }));
        cloud.on("s3:GetObject", () => {
          throw new AwsError("NoSuchKey", "The specified key does not exist.");
        });
        cloud.on("s3:HeadObject", () => {
          throw new AwsError("NotFound", "Not Found", 404);
        });
        cloud.on("s3:PutObject", () => {
          throw new AwsError("PreconditionFailed", "At least one condition did not hold", 412);
        });
        const target = { Bucket: "audit", Key: "k" };
        const deleted = await client.send(new DeleteObjectCommand(target));
        expect(deleted).to.include({ DeleteMarker: true, VersionId: "v3" });
        const missing = await rejection(client.send(new GetObjectCommand(target)));
        expect(missing).to.be.instanceOf(NoSuchKey);
        const headless = await rejection(client.send(new HeadObjectCommand(target)));
        expect(headless.name).to.equal("NotFound");
        const refused = await rejection(client.send(new PutObjectCommand({ ...target, Body: "" })));
        expect(refused.name).to.equal("PreconditionFailed");
        expect(refused.$metadata).to.include({ httpStatusCode: 412 });
      });
    });
  }
}

describe("A HEAD request", () => {
  it("gets no body in process either, not even for an error", async () => {
    const cloud = new RecordingCloud().on("s3:HeadObject", () => {
      throw new AwsError("NotFound", "Not Found", 404);
    });
    const { response } = await inProcessHandler(cloud, { region: "us-east-2" }).handle({
      method: "HEAD",
      protocol: "https:",
      hostname: "s3.us-east-2.amazonaws.com",
      path: "/audit/k",
      headers: {},
    });
    const chunks = await (response.body as Readable).toArray();
    expect([response.statusCode, chunks]).to.deep.equal([404, []]);
  });
});
