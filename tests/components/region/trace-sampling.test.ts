import { expect } from "chai";
import { TraceSampling } from "../../../components/region/trace-sampling";
import { declareInPrimary } from "./region-of-test";

const config = { perSecond: 2, share: 0.1, background: true };

async function rules() {
  const { ofType } = await declareInPrimary(
    (context, opts) => new TraceSampling("traces", { context, config }, opts),
  );
  return ofType("aws:xray/samplingRule:SamplingRule")
    .map(({ inputs }) => inputs)
    .sort((a, b) => a.priority - b.priority);
}

describe("TraceSampling", () => {
  it("never traces what only asks whether the region lives", async () => {
    const [health, latch] = await rules();
    for (const [rule, urlPath] of [
      [health, "*/health"],
      [latch, "*/dr/latched"],
    ]) {
      expect(rule).to.include({ urlPath, reservoirSize: 0, fixedRate: 0 });
    }
  });

  it("asks about clients last, because the first rule that matches decides", async () => {
    const all = await rules();
    expect(all.map(({ urlPath }) => urlPath)).to.deep.equal(["*/health", "*/dr/latched", "*"]);
    expect(new Set(all.map(({ priority }) => priority)).size).to.equal(all.length);
    expect(all.at(-1)).to.include({ reservoirSize: 2, fixedRate: 0.1 });
  });

  it("leaves the traces of other APIs in the account alone", async () => {
    for (const { serviceName, serviceType } of await rules()) {
      expect(serviceName).to.equal("payment-api-test-us-east-1/prod");
      expect(serviceType).to.equal("AWS::ApiGateway::Stage");
    }
  });

  it("has names that X-Ray accepts with the longest suffix", async () => {
    for (const { ruleName } of await rules()) {
      const longest = ruleName.replace("test", "x".repeat(16));
      expect(longest).to.have.length.at.most(32);
    }
  });
});
