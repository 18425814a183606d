import { expect } from "chai";
import { problemsOf, sampleConfig } from "../sample-stack";

const refused = (checkerRegions: unknown) => problemsOf({ dns: { checkerRegions } }).join("\n");

describe("the places from which Route 53 asks", () => {
  it("are all that it has, unless the stack names some", () => {
    expect(sampleConfig().dns.checkerRegions).to.have.length(8);
    const checkerRegions = ["us-west-1", "eu-west-1", "sa-east-1"];
    expect(sampleConfig({ dns: { checkerRegions } }).dns.checkerRegions).to.deep.equal(
      checkerRegions,
    );
  });

  it("are at least three different ones", () => {
    const few = /dns\.checkerRegions: names fewer than 3 regions.*Remedy: add others of us-east-1/;
    expect(refused(["us-west-1", "eu-west-1"])).to.match(few);
    expect(refused(["us-west-1", "eu-west-1", "eu-west-1"])).to.match(few);
  });

  it("are places that Route 53 has, and not just any region", () => {
    expect(refused(["us-west-1", "eu-west-1", "us-east-2"])).to.contain("dns.checkerRegions: is [");
    expect(refused("everywhere")).to.contain("use a list of texts like us-east-1");
  });
});
