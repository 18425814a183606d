import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Archive, type Asset, UNKNOWN } from "../../../local/program/wire-values";
import { captureDeclared, captureTwoRegions, nodeNamed } from "../../support/two-regions";

function ohio(): { provider: aws.Provider } {
  return { provider: new aws.Provider("ohio", { region: "us-east-2" }) };
}

describe("values of a captured program", () => {
  it("opens secrets and remembers which inputs and outputs carry one", async () => {
    const capture = await captureDeclared(
      () => {
        const key = new pulumi.Config().requireSecret("key");
        const parameter = new aws.ssm.Parameter(
          "key",
          { type: "SecureString", value: key },
          ohio(),
        );
        return { shown: parameter.value, arn: parameter.arn };
      },
      { config: { "small:key": "hunter2" }, secretKeys: ["small:key"] },
    );
    const node = nodeNamed(capture, "key");
    expect([node.inputs.value, node.secretInputs]).to.deep.equal(["hunter2", ["value"]]);
    expect(capture.secretOutputs).to.deep.equal(["shown"]);
  });

  it("shows the code a function ships", async () => {
    const { code } = nodeNamed(await captureTwoRegions(), "primary-function-0").inputs;
    expect(code).to.be.instanceOf(Archive);
    const file = (code as Archive).assets["index.js"];
    expect((file as Asset).text).to.equal("exports.handler = async () => 'paid';");
  });

  it("leaves what AWS decides unknown in a preview and runs no apply on it", async () => {
    let applied = false;
    const capture = await captureDeclared(
      () => {
        const { provider } = ohio();
        const table = new aws.dynamodb.Table("table", { name: "t" }, { provider });
        table.arn.apply(() => {
          applied = true;
        });
        new aws.ssm.Parameter("arn", { type: "String", value: table.arn }, { provider });
      },
      { preview: true },
    );
    expect(capture.errors).to.deep.equal([]);
    expect(nodeNamed(capture, "arn").inputs.value).to.equal(UNKNOWN);
    expect(applied).to.equal(false);
  });

  it("previews the whole fixture without an error", async () => {
    const capture = await captureTwoRegions([], { preview: true });
    expect(capture.errors).to.deep.equal([]);
    const { vpcConfig } = nodeNamed(capture, "primary-function-0").inputs;
    expect(vpcConfig).to.deep.equal({ subnetIds: UNKNOWN, securityGroupIds: [] });
  });
});
