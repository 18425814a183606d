import { expect } from "chai";
import { LOCAL_ACCOUNT } from "../../../../local/program/aws/creation";
import { callAwsFunction } from "../../../../local/program/aws/functions";
import type { Properties } from "../../../../local/program/resource-node";

function call(name: string, args: Properties = {}, region = "us-east-2"): Properties {
  const [module, fn] = name.includes("/") ? name.split("/") : ["index", name];
  const token = `aws:${module}/${fn}:${fn}`;
  return callAwsFunction({ token, args, provider: "", region }, LOCAL_ACCOUNT);
}

describe("provider functions", () => {
  it("answer for the account and region they are called in", () => {
    expect(call("getCallerIdentity").accountId).to.equal("000000000000");
    expect(call("getRegion").region).to.equal("us-east-2");
    expect(call("getRegion", { region: "eu-west-1" }).region).to.equal("eu-west-1");
    expect(call("getPartition", {}, "us-gov-west-1").partition).to.equal("aws-us-gov");
  });

  it("give at least three zones in every region a pair may use, by name and identifier", () => {
    const zones = call("getAvailabilityZones", { state: "available" });
    expect(zones.names).to.deep.equal(["us-east-2a", "us-east-2b", "us-east-2c"]);
    expect(zones.zoneIds).to.deep.equal(["use2-az1", "use2-az2", "use2-az3"]);
    expect(call("getAvailabilityZones", {}, "ap-northeast-1").zoneIds).to.include("apne1-az1");
  });

  it("leave excluded zones out", () => {
    const { names } = call("getAvailabilityZones", { excludeNames: ["us-east-2b"] });
    expect(names).to.deep.equal(["us-east-2a", "us-east-2c"]);
  });

  it("find prefix lists that differ by name and region", () => {
    const id = (name: string, region: string) =>
      call("ec2/getManagedPrefixList", { name }, region).id;
    expect(id("com.amazonaws.us-east-1.s3", "us-east-1")).to.match(/^pl-[0-9a-f]{8}$/);
    expect(id("com.amazonaws.us-east-1.s3", "us-east-1")).not.to.equal(
      id("com.amazonaws.us-east-1.dynamodb", "us-east-1"),
    );
  });

  it("find a hosted zone by name", () => {
    const zone = call("route53/getZone", { name: "payments.example.org." });
    expect(zone.name).to.equal("payments.example.org");
    expect(zone.zoneId).to.match(/^Z[A-Z0-9]{20}$/);
    expect(zone.nameServers).to.have.length(4);
  });

  it("fail loudly when there is no model, naming the function", () => {
    expect(() => call("rds/getSnapshot")).to.throw("aws:rds/getSnapshot:getSnapshot");
  });

  it("fail when it is unknown which region is asked", () => {
    expect(() => call("getRegion", {}, "")).to.throw("without a provider");
  });
});
