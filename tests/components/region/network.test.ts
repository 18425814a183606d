import { expect } from "chai";
import { Network } from "../../../components/region/network";
import { sampleConfig } from "../sample-stack";
import { declareInPrimary, statementsOf } from "./region-of-test";

const NONE = { egress: "none", reason: "Nothing here needs a private network" };

function declared(network: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  const config = sampleConfig({ network, ...more });
  return declareInPrimary(
    (context, opts) =>
      new Network("net", { context, config, logsKeyArn: "arn:aws:kms:::key/logs" }, opts),
  );
}

/** Interface endpoints of a network, by service. */
async function interfaces(network: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return (await declared(network, more))
    .ofType("aws:ec2/vpcEndpoint:VpcEndpoint")
    .filter(({ inputs }) => inputs.vpcEndpointType === "Interface");
}

describe("Network", () => {
  it("spans three zones with private and public subnets in the region's own range", async () => {
    const { inputs } = (await declared()).named("net-vpc");
    expect(inputs).to.include({ cidrBlock: "10.10.0.0/16", numberOfAvailabilityZones: 3 });
    expect(inputs.subnetSpecs.map(({ type }: { type: string }) => type)).to.deep.equal([
      "Private",
      "Public",
    ]);
  });

  it("has as many NAT gateways as the egress says", async () => {
    const strategy = async (network: Record<string, unknown>) =>
      (await declared(network)).named("net-vpc").inputs.natGateways.strategy;
    expect(await strategy({ egress: "nat-per-zone" })).to.equal("OnePerAz");
    expect(await strategy({ egress: "nat-single" })).to.equal("Single");
    expect(await strategy({ egress: "endpoints" })).to.equal("None");
    expect(await strategy(NONE)).to.equal("None");
  });

  it("closes the default security group", async () => {
    const { inputs } = (await declared()).named("net-closed");
    expect([inputs.ingress, inputs.egress]).to.deep.equal([[], []]);
  });

  it("records who talked to whom, encrypted, with a role for this account only", async () => {
    const { named } = await declared();
    expect(named("net-flow-records").inputs.trafficType).to.equal("ALL");
    expect(named("net-flow-log").inputs.kmsKeyId).to.equal("arn:aws:kms:::key/logs");
    const [trust] = statementsOf(named("net-flow-role"), "assumeRolePolicy");
    expect(trust?.Condition).to.deep.equal({
      StringEquals: { "aws:SourceAccount": "000000000000" },
    });
  });

  it("lets functions call out, and nobody call functions", async () => {
    const { ofType } = await declared({ egress: "nat-single" });
    expect(ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).to.deep.equal([]);
    for (const { inputs } of ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")) {
      expect([inputs.fromPort, inputs.toPort]).to.deep.equal([443, 443]);
    }
  });

  it("opens the internet only where there is a NAT gateway", async () => {
    const open = async (network: Record<string, unknown>) =>
      (await declared(network)).resources.some(({ inputs }) => inputs.cidrIpv4 === "0.0.0.0/0");
    expect(await open({ egress: "nat-per-zone" })).to.equal(true);
    expect(await open({ egress: "endpoints" })).to.equal(false);
    expect(await open(NONE)).to.equal(false);
  });
});

describe("endpoints", () => {
  it("to tables and buckets are always there, in every route table", async () => {
    const { named } = await declared(NONE);
    expect(named("net-endpoints-dynamodb").inputs.vpcEndpointType).to.equal("Gateway");
    expect(named("net-endpoints-s3").inputs.routeTableIds).to.have.length(6);
  });

  it("to other services are paid for only where they are the way out", async () => {
    expect(await interfaces({ egress: "nat-single" })).to.deep.equal([]);
    const services = (await interfaces({ egress: "endpoints" })).map(({ inputs }) =>
      inputs.serviceName.replace("com.amazonaws.us-east-1.", ""),
    );
    expect(services).to.have.members(["sqs", "sns", "ssm", "states"]);
  });

  it("reach the ledger's services only where there is a ledger", async () => {
    const found = await interfaces({ egress: "endpoints" }, { ledger: { kind: "aurora" } });
    const services = found.map(({ inputs }) => inputs.serviceName.split(".").pop());
    expect(services).to.include.members(["rds", "secretsmanager"]);
  });

  it("stand in as many zones as configured", async () => {
    const [one] = await interfaces({ egress: "endpoints", endpointZones: 1 });
    expect(one?.inputs.subnetIds).to.have.length(1);
    const [three] = await interfaces({ egress: "endpoints" });
    expect(three?.inputs.subnetIds).to.have.length(3);
  });

  it("answer functions only, who are named as their peers", async () => {
    const { named } = await declared({ egress: "endpoints" });
    const inward = named("net-endpoints-from-functions").inputs;
    const outward = named("net-endpoints-from-functions-out").inputs;
    expect(inward.referencedSecurityGroupId).to.equal(outward.securityGroupId);
    expect(outward.referencedSecurityGroupId).to.equal(inward.securityGroupId);
  });

  it("let nothing through but this environment's resources and this account's roles", async () => {
    const { ofType } = await declared({ egress: "endpoints" });
    for (const endpoint of ofType("aws:ec2/vpcEndpoint:VpcEndpoint")) {
      const [statement, ...more] = statementsOf(endpoint);
      expect(more).to.deep.equal([]);
      expect(statement?.Condition).to.deep.equal({
        StringEquals: { "aws:PrincipalAccount": "000000000000" },
      });
      for (const resource of [statement?.Resource ?? []].flat()) {
        expect(resource, endpoint.name).to.match(/test/);
      }
      for (const action of [statement?.Action ?? []].flat()) expect(action).not.to.include("*");
    }
  });
});
