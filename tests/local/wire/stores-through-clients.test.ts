import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ParameterAlreadyExists,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { rejection } from "./rejection";
import { region, SmallCloud } from "./small-cloud";

/**
 * Goal: what the engines answer can be read by the SDK's clients, member for member. Method: every
 * modelled operation once, through the codecs, which refuse members the clients do not know.
 */
describe("Stores through real clients", () => {
  const cloud = new SmallCloud();

  it("stores, reads, lists and deletes objects, checksums and all", async () => {
    cloud.s3.createBucket({ name: "audit", region, versioned: true });
    const s3 = new S3Client(cloud.config);
    const target = { Bucket: "audit", Key: "a b/ü.json" };
    const put = await s3.send(new PutObjectCommand({ ...target, Body: "{}", IfNoneMatch: "*" }));
    expect(put.ChecksumCRC32).to.be.a("string");
    const again = new PutObjectCommand({ ...target, Body: "{}", IfNoneMatch: "*" });
    expect((await rejection(s3.send(again))).name).to.equal("PreconditionFailed");
    const got = await s3.send(new GetObjectCommand(target));
    expect(await got.Body?.transformToString()).to.equal("{}");
    expect(got.ChecksumCRC32).to.equal(put.ChecksumCRC32);
    const head = await s3.send(new HeadObjectCommand(target));
    expect(head).to.include({ ContentLength: 2, VersionId: put.VersionId });
    await s3.send(new DeleteObjectCommand(target));
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: "audit" }));
    expect(listed.KeyCount).to.equal(0);
    const versions = await s3.send(new ListObjectVersionsCommand({ Bucket: "audit" }));
    expect(versions.Versions?.[0]?.Key).to.equal(target.Key);
    expect(versions.DeleteMarkers).to.have.length(1);
  });

  it("lists keys in the encoding that the CLI always asks for", async () => {
    cloud.s3.createBucket({ name: "listed", region, versioned: true });
    const s3 = new S3Client(cloud.config);
    const target = { Bucket: "listed", Key: "a b/ü(1)+~*&.json" };
    await s3.send(new PutObjectCommand({ ...target, Body: "{}" }));
    const asked = { Bucket: "listed", Prefix: "a b/", EncodingType: "url" } as const;
    const listed = await s3.send(new ListObjectsV2Command(asked));
    expect(listed.EncodingType).to.equal("url");
    expect(listed.Prefix).to.equal("a+b/");
    expect(listed.Contents?.[0]?.Key).to.equal("a+b/%C3%BC%281%29%2B%7E*%26.json");
    const grouped = { ...asked, Prefix: "", Delimiter: "b/" };
    const { CommonPrefixes, Delimiter } = await s3.send(new ListObjectsV2Command(grouped));
    expect([CommonPrefixes, Delimiter]).to.deep.equal([[{ Prefix: "a+b/" }], "b/"]);
    const { Versions } = await s3.send(new ListObjectVersionsCommand(asked));
    expect(Versions?.[0]?.Key).to.equal(listed.Contents?.[0]?.Key);
    const plain = await s3.send(new ListObjectsV2Command({ Bucket: "listed" }));
    expect(plain.Contents?.[0]?.Key).to.equal(target.Key);
    const wrong = new ListObjectsV2Command({ ...asked, EncodingType: "base64" as "url" });
    expect((await rejection(s3.send(wrong))).name).to.equal("InvalidArgument");
  });

  it("keeps parameters", async () => {
    const ssm = new SSMClient(cloud.config);
    const put = new PutParameterCommand({ Name: "/pay/active", Value: region, Type: "String" });
    expect((await ssm.send(put)).Version).to.equal(1);
    expect(await rejection(ssm.send(put))).to.be.instanceOf(ParameterAlreadyExists);
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/pay/active" }));
    expect(Parameter?.LastModifiedDate?.getTime()).to.equal(cloud.timeline.nowMs());
    const some = await ssm.send(new GetParametersCommand({ Names: ["/pay/active", "/pay/x"] }));
    expect(some.InvalidParameters).to.deep.equal(["/pay/x"]);
    const below = await ssm.send(new GetParametersByPathCommand({ Path: "/pay" }));
    expect(below.Parameters).to.have.length(1);
  });

  it("keeps secrets", async () => {
    const value = "first";
    const replicas = [{ region, kmsKeyId: "key" }];
    cloud.secrets.createSecret({
      name: "db",
      primaryRegion: "us-east-1",
      replicas,
      value,
    });
    const replica = new SecretsManagerClient(cloud.config);
    const primary = new SecretsManagerClient({ ...cloud.config, region: "us-east-1" });
    await primary.send(new PutSecretValueCommand({ SecretId: "db", SecretString: "second" }));
    await cloud.pass(1_000);
    const read = await replica.send(new GetSecretValueCommand({ SecretId: "db" }));
    expect(read.SecretString).to.equal("second");
    const { ReplicationStatus } = await primary.send(new DescribeSecretCommand({ SecretId: "db" }));
    expect(ReplicationStatus?.[0]).to.include({ Region: region, Status: "InSync" });
  });
});
