import { expect } from "chai";
import { RegionKeys } from "../../../components/region/region-keys";
import { declareInPrimary, statementsOf } from "./region-of-test";

const declared = () =>
  declareInPrimary((context, opts) => new RegionKeys("keys", { context }, opts));

/** Services that a key lets in. */
async function servicesOf(name: string): Promise<unknown[]> {
  const statements = statementsOf((await declared()).named(name));
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

  it("rotate, and vanish soon after an environment is destroyed", async () => {
    for (const { inputs } of (await declared()).ofType("aws:kms/key:Key")) {
      expect(inputs.enableKeyRotation).to.equal(true);
      expect(inputs.deletionWindowInDays).to.equal(7);
    }
  });
});
