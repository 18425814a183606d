import { expect } from "chai";
import { UNKNOWN } from "../../policy/values";
import { reportedOn } from "./engine-side";
import { changed, resource } from "./rule-cases";

const provider = resource("pulumi:providers:aws", "provider", {
  region: "us-east-1",
  defaultTags: JSON.stringify({
    tags: { Project: "payments-dr", Environment: "dev", Region: "us-east-1", "DR-Role": "primary" },
  }),
});
const key = resource(
  "kms.Key",
  "key",
  { enableKeyRotation: true, deletionWindowInDays: 7, tags: { Name: "key" } },
  { provider: `${provider.urn}::id` },
);
const MANDATORY = 1;

describe("The policy pack", () => {
  it("reports nothing about a resource that keeps every rule", async () => {
    expect(await reportedOn([provider, key])).to.deep.equal([]);
  });

  it("reports a violation with its rule, its resource and the theme as the policy", async () => {
    const reported = await reportedOn([provider, changed(key, { enableKeyRotation: false })]);
    expect(reported).to.deep.equal([
      {
        policy: "security",
        message:
          "A rule about security does not hold\nkeys-rotate: key is never rotated. " +
          "Customer keys are rotated every year.",
        urn: key.urn,
        level: MANDATORY,
      },
    ]);
  });

  it("judges what a program says, and not what AWS fills in", async () => {
    const created = { ...key, outputs: { region: "us-east-2", enableKeyRotation: false } };
    expect(await reportedOn([provider, created])).to.deep.equal([]);
  });

  it("is silent in a preview about what is not known yet", async () => {
    const later = changed(key, { policy: UNKNOWN, tags: { Name: UNKNOWN } });
    expect(await reportedOn([provider, later])).to.deep.equal([]);
  });

  it("sees options and providers", async () => {
    const reported = await reportedOn([provider, { ...key, protect: true, provider: "" }]);
    expect(reported.map(({ message }) => message.split("\n")[1]?.split(":")[0])).to.include.members(
      ["nothing-is-retained", "tags-are-complete"],
    );
  });
});
