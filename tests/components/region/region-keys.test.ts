import { expect } from "chai";
import { RegionKeys, type RegionKeysArgs } from "../../../components/region/region-keys";
import { declareInPrimary, statementsOf } from "./region-of-test";

const declared = (keys: RegionKeysArgs["keys"] = "by-purpose") =>
  declareInPrimary((context, opts) => new RegionKeys("keys", { context, keys }, opts));

/** Services that a key lets in. */
async function servicesOf(name: string, keys?: RegionKeysArgs["keys"]): Promise<unknown[]> {
  const statements = statementsOf((await declared(keys)).named(name));
  return statements
    .filter(({ Sid }) => Sid !== "TheAccountAdministers")
    .map(({ Principal }) => (Principal as { Service: string }).Service);
}

describe("RegionKeys", () => {
  it("let alarms publish to an encrypted topic and topics deliver to an encrypted queue", async () => {
    expect(await servicesOf("keys-messages")).to.deep.equal([
      "cloudwatch.amazonaws.com",
      "sns.amazonaws.com",
    ]);
  });

  it("let the logs of this region in, for this account's log groups only", async () => {
    expect(await servicesOf("keys-logs")).to.deep.equal(["logs.us-east-1.amazonaws.com"]);
    const [, logs] = statementsOf((await declared()).named("keys-logs"));
    expect(logs?.Condition).to.deep.equal({
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:000000000000:log-group:*",
      },
    });
  });

  it("let no service use the key of parameters and secrets", async () => {
    expect(await servicesOf("keys-settings")).to.deep.equal([]);
  });

  it("let S3 encrypt the archive for this account only", async () => {
    expect(await servicesOf("keys-archive")).to.deep.equal(["s3.amazonaws.com"]);
    const [, records] = statementsOf((await declared()).named("keys-archive"));
    expect(records?.Condition).to.deep.equal({
      StringEquals: { "aws:SourceAccount": "000000000000" },
    });
  });

  it("become one that lets everybody in where they are shared", async () => {
    const { ofType } = await declared("shared");
    expect(ofType("aws:kms/key:Key").map(({ name }) => name)).to.deep.equal(["keys-region"]);
    expect(await servicesOf("keys-region", "shared")).to.have.members([
      "cloudwatch.amazonaws.com",
      "sns.amazonaws.com",
      "logs.us-east-1.amazonaws.com",
      "s3.amazonaws.com",
    ]);
  });

  it("rotate, and vanish soon after an environment is destroyed", async () => {
    for (const { inputs } of (await declared()).ofType("aws:kms/key:Key")) {
      expect(inputs.enableKeyRotation).to.equal(true);
      expect(inputs.deletionWindowInDays).to.equal(7);
    }
  });
});
