import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { credential } from "../../../functions/adapters/credential";
import { databasePassword } from "../../../functions/adapters/database-password";
import { s3 } from "../../../functions/adapters/s3";
import { secretsManager } from "../../../functions/adapters/secrets";
import { failureOf } from "../../../functions/core/retry";
import { archiveOnce, archiveReport } from "../../../functions/store/archive";
import { AwsError } from "../../../local/engine/aws-error";
import { ConnectionLost } from "../../../local/wire/connection-lost";
import { type AttachedClients, attachments } from "../../local/wire/clients";
import { RecordingCloud } from "../../local/wire/recording-cloud";
import { recordingPorts } from "../recording-ports";

/** Real SDK clients against a prepared cloud: what is sent, and what each answer means. */
describe("the archive through a real S3 client", () => {
  let cloud: RecordingCloud;
  let attached: AttachedClients;

  beforeEach(async () => {
    cloud = new RecordingCloud();
    attached = await (attachments["in process"] ?? missing)(cloud);
  });
  afterEach(() => attached.close());

  const ports = () => ({
    ...recordingPorts(),
    s3: s3({ ...attached.config, forcePathStyle: true } as never),
    archiveBucket: "audit",
    archiveKeyArn: "arn:aws:kms:us-east-2:111122223333:key/1",
  });
  const object = { key: "audit/date=2030-01-02/abc.ndjson.gz", text: '{"a":1}\n' };

  it("sends the bytes that it was given, encrypted with our key, once", async () => {
    cloud.on("s3:PutObject", () => ({}));
    await archiveOnce(ports(), object);
    const { input } = cloud.last;
    expect(input).to.deep.include({
      Bucket: "audit",
      Key: object.key,
      IfNoneMatch: "*",
      ContentEncoding: "gzip",
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: "arn:aws:kms:us-east-2:111122223333:key/1",
      BucketKeyEnabled: true,
    });
    expect(gunzipSync(input.Body as Uint8Array).toString("utf8")).to.equal(object.text);
  });

  it("keeps a report readable as it is", async () => {
    cloud.on("s3:PutObject", () => ({}));
    await archiveReport(ports(), "reconciliation/x.html", "text/html", "<p>ü</p>");
    const { input } = cloud.last;
    expect(input.ContentType).to.equal("text/html; charset=utf-8");
    expect(Buffer.from(input.Body as Uint8Array).toString("utf8")).to.equal("<p>ü</p>");
  });

  const answers: [string, () => Error, "done" | "again" | "refused"][] = [
    ["the object is already there", () => new AwsError("PreconditionFailed", "", 412), "done"],
    ["another writer is at it", () => new AwsError("ConditionalRequestConflict", "", 409), "again"],
    ["it is asked to slow down", () => new AwsError("SlowDown", "", 503), "again"],
    ["the service fails", () => new AwsError("InternalError", "", 500), "again"],
    ["the reply is lost", () => new ConnectionLost(), "again"],
    ["it may not", () => new AwsError("AccessDenied", "", 403), "refused"],
  ];
  for (const [title, fault, meaning] of answers) {
    it(`is ${meaning} when ${title}`, async () => {
      let calls = 0;
      cloud.on("s3:PutObject", () => {
        calls += 1;
        if (calls === 1) throw fault();
        return {};
      });
      const outcome = await archiveOnce(ports(), object).then(
        () => (calls === 1 ? "done" : "again"),
        () => "refused",
      );
      expect(outcome).to.equal(meaning);
    });
  }
});

describe("a secret through a real Secrets Manager client", () => {
  const clock = { monoMs: () => 0 };
  let cloud: RecordingCloud;
  let attached: AttachedClients;

  beforeEach(async () => {
    cloud = new RecordingCloud();
    attached = await (attachments["in process"] ?? missing)(cloud);
  });
  afterEach(() => attached.close());
  const remote = () => secretsManager(attached.config as never);

  it("is read by its identifier", async () => {
    cloud.on("secretsmanager:GetSecretValue", () => ({ SecretString: "bare-token" }));
    expect(await credential(remote(), "processor", clock).current()).to.equal("bare-token");
    expect(cloud.last.input).to.deep.equal({ SecretId: "processor" });
  });

  it("is not read again by the SDK when the service fails: the core decides", async () => {
    cloud.on("secretsmanager:GetSecretValue", () => {
      throw new AwsError("InternalServiceError", "", 500);
    });
    const error = await credential(remote(), "processor", clock)
      .current()
      .catch((reason: unknown) => reason);
    expect(failureOf(error)).to.equal("unknown");
    expect(cloud.calls).to.have.length(1);
  });

  it("gives the database's password for each connection, and never shows a bad secret", async () => {
    const texts = ['{"username":"o","password":"first"}', '{"password":"second"}'];
    cloud.on("secretsmanager:GetSecretValue", () => ({ SecretString: texts.shift() ?? "hidden" }));
    const password = databasePassword(remote(), "arn:secret");
    expect([await password(), await password()]).to.deep.equal(["first", "second"]);
    const error = await password().catch((reason: Error) => reason);
    expect(error).to.have.property("message", "the database's secret is not valid JSON");
  });
});

function missing(): never {
  throw new Error("there is no such attachment");
}
