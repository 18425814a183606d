import { expect } from "chai";
import { AwsError, NotModelled } from "../../../../local/engine/aws-error";
import { Random } from "../../../../local/engine/random";
import { Secrets } from "../../../../local/engine/secrets/secrets";
import { VirtualTimeline } from "../../../../local/engine/timeline";

type Input = Record<string, unknown>;

describe("Secrets with a replica", () => {
  let secrets: Secrets;
  let timeline: VirtualTimeline;
  let isCut: boolean;

  beforeEach(() => {
    isCut = false;
    timeline = new VirtualTimeline();
    secrets = new Secrets({
      timeline,
      random: new Random("secrets"),
      links: { canReach: () => !isCut },
      account: "000000000000",
      replicationDelayMs: 2_000,
    });
    secrets.createSecret({
      name: "pay/db",
      primaryRegion: "us-east-1",
      kmsKeyId: "key-1",
      replicas: [{ region: "us-east-2", kmsKeyId: "key-2" }],
      value: "first",
    });
  });

  const call = <T = Input>(operation: string, input: Input = {}, region = "us-east-1") =>
    secrets.call({ region }, operation, { SecretId: "pay/db", ...input }) as T;
  const read = (region: string, more: Input = {}) => call("GetSecretValue", more, region);
  const refusal = (name: string, attempt: () => unknown) =>
    expect(attempt).to.throw(AwsError).with.property("name", name);
  const pass = (ms: number) => {
    const untilMs = timeline.nowMs() + ms;
    while (timeline.step(untilMs));
    timeline.jumpTo(untilMs);
  };

  it("have the same value and the same suffix in both regions", () => {
    const [one, two] = [read("us-east-1"), read("us-east-2")];
    expect([one.SecretString, two.SecretString]).to.deep.equal(["first", "first"]);
    expect(String(two.ARN)).to.equal(String(one.ARN).replace("us-east-1", "us-east-2"));
    expect(read("us-east-2", { SecretId: two.ARN }).VersionId).to.equal(one.VersionId);
    refusal("ResourceNotFoundException", () => read("us-west-2"));
    refusal("ResourceNotFoundException", () => read("us-east-1", { SecretId: two.ARN }));
  });

  it("are written in the primary region and followed in the other", () => {
    call("PutSecretValue", { SecretString: "second" });
    expect(read("us-east-1").SecretString).to.equal("second");
    pass(1_999);
    expect(read("us-east-2").SecretString).to.equal("first");
    pass(1);
    expect(read("us-east-2").SecretString).to.equal("second");
    expect(read("us-east-2", { VersionStage: "AWSPREVIOUS" }).SecretString).to.equal("first");
  });

  it("cannot be written through a replica", () => {
    refusal("InvalidRequestException", () =>
      call("PutSecretValue", { SecretString: "x" }, "us-east-2"),
    );
    expect(read("us-east-2").SecretString).to.equal("first");
  });

  it("keep the old value in a region that is cut off, and tell so", () => {
    const status = () => call<{ ReplicationStatus: Input[] }>("DescribeSecret").ReplicationStatus;
    expect(status()).to.deep.equal([{ Region: "us-east-2", KmsKeyId: "key-2", Status: "InSync" }]);
    isCut = true;
    call("PutSecretValue", { SecretString: "second" });
    pass(60_000);
    expect(read("us-east-2").SecretString).to.equal("first");
    expect(status()[0]?.Status).to.equal("InProgress");
    isCut = false;
    pass(1_000);
    expect(read("us-east-2").SecretString).to.equal("second");
    expect(status()[0]?.Status).to.equal("InSync");
  });

  it("take the same write twice as one, and refuse another value under its token", () => {
    const token = { ClientRequestToken: "t-1" };
    const first = call("PutSecretValue", { ...token, SecretString: "second" });
    expect(call("PutSecretValue", { ...token, SecretString: "second" })).to.deep.equal(first);
    refusal("ResourceExistsException", () =>
      call("PutSecretValue", { ...token, SecretString: "third" }),
    );
    expect(read("us-east-1", { VersionStage: "AWSPREVIOUS" }).SecretString).to.equal("first");
  });

  it("hold a pending value apart from the current one", () => {
    call("PutSecretValue", { SecretString: "next", VersionStages: ["AWSPENDING"] });
    expect(read("us-east-1").SecretString).to.equal("first");
    expect(read("us-east-1", { VersionStage: "AWSPENDING" }).SecretString).to.equal("next");
    const { VersionIdsToStages } = call<{ VersionIdsToStages: Record<string, string[]> }>(
      "DescribeSecret",
    );
    expect(Object.values(VersionIdsToStages).sort()).to.deep.equal([
      ["AWSCURRENT"],
      ["AWSPENDING"],
    ]);
  });

  it("can be bytes", () => {
    call("PutSecretValue", { SecretBinary: Uint8Array.of(1, 2) });
    expect(read("us-east-1")).to.deep.include({ SecretBinary: Uint8Array.of(1, 2) });
    expect(read("us-east-1")).to.not.have.property("SecretString");
  });

  it("name the operations that are not modelled", () => {
    expect(() => call("RotateSecret")).to.throw(NotModelled);
    expect(() => call("ListSecrets", { SecretId: undefined })).to.throw(NotModelled);
    refusal("InvalidRequestException", () => call("PutSecretValue"));
  });
});
