import { createHash } from "node:crypto";
import { expect } from "chai";
import { type PlanDocument, planDocument } from "../../../local/program/plan-json";
import { captureTwoRegions } from "../../support/two-regions";

describe("a plan as JSON", () => {
  it("carries everything a script needs about each resource", async () => {
    const { resources } = planDocument(await captureTwoRegions(), undefined);
    const alias = resources.find(({ name }) => name === "primary-function-0-live");
    expect(alias).to.include({
      type: "aws:lambda/alias:Alias",
      region: "us-east-1",
      protect: false,
      retainOnDelete: false,
    });
    expect(alias?.provider).to.include("::primary-provider::");
    expect(alias?.parent).to.match(/::primary$/);
    expect(alias?.dependencies.join()).to.include("::primary-function-0");
    expect(alias?.inputs).to.include({ name: "live", functionVersion: "1" });
    expect(alias?.outputs).to.have.property("arn");
  });

  it("hides secrets, wherever they are", async () => {
    const key = "placeholder-for-two-regions-processorKey";
    const capture = await captureTwoRegions();
    expect(JSON.stringify(capture.nodes)).to.include(key);
    const text = JSON.stringify(planDocument(capture, undefined));
    expect(text).not.to.include(key);
    expect(text).to.include('"environment":"[secret]"');
  });

  it("shows code by size and digest only", async () => {
    const { code: shipped } = inputsOf(planDocument(await captureTwoRegions(), undefined));
    const code = "exports.handler = async () => 'paid';";
    const sha256 = createHash("sha256").update(code).digest("hex");
    expect(shipped).to.deep.equal({
      files: { "index.js": { bytes: code.length, sha256 } },
    });
  });

  it("says in words what a preview cannot know", async () => {
    const document = planDocument(await captureTwoRegions([], { preview: true }), undefined);
    expect(inputsOf(document).role).to.equal("[known after creation]");
  });

  it("has the outputs and the budget of the stack", async () => {
    const budget = { acceptSeconds: 1, wholeSeconds: 2, path: ["a"] };
    const document = planDocument(await captureTwoRegions(), budget);
    expect(document.budget).to.deep.equal(budget);
    expect(document.outputs).to.have.property("queueUrls");
    expect(planDocument(await captureTwoRegions(), undefined).budget).to.equal(null);
  });
});

function inputsOf(document: PlanDocument): Record<string, unknown> {
  const fn = document.resources.find(({ name }) => name === "primary-function-0");
  return (fn?.inputs ?? {}) as Record<string, unknown>;
}
