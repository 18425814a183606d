import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import { expect } from "chai";
import { parseRange } from "../../../../local/program/aws/address-range";
import { planSubnets } from "../../../../local/program/aws/subnet-plan";
import type { Capture, Properties } from "../../../../local/program/resource-node";
import { captureDeclared, nodeNamed } from "../../../support/two-regions";

const ZONES = ["us-east-2a", "us-east-2b", "us-east-2c"];

async function captureNetwork(args: awsx.ec2.VpcArgs): Promise<Capture> {
  return captureDeclared(() => {
    const provider = new aws.Provider("ohio", { region: "us-east-2" });
    const network = new awsx.ec2.Vpc("net", args, { providers: [provider] });
    return {
      privateSubnetIds: network.privateSubnetIds,
      routeTableIds: network.routeTables.apply((tables) => tables.map(({ id }) => id)),
    };
  });
}

function ranges(inputs: Properties): string[] {
  return planSubnets("net", inputs, ZONES).map(({ name, cidrBlock }) => `${name} ${cidrBlock}`);
}

describe("awsx.ec2.Vpc", () => {
  it("declares subnets whose identifiers the program receives", async () => {
    const capture = await captureNetwork({ cidrBlock: "10.1.0.0/16" });
    expect(capture.errors).to.deep.equal([]);
    const ids = ["net-private-1", "net-private-2", "net-private-3"].map(
      (name) => nodeNamed(capture, name, "ec2/subnet").id,
    );
    expect(capture.outputs.privateSubnetIds).to.deep.equal(ids);
    expect(capture.outputs.routeTableIds).to.have.length(6);
  });

  it("hangs its children below the network as the plugin does, in the component's region", async () => {
    const capture = await captureNetwork({});
    const table = nodeNamed(capture, "net-public-2", "ec2/routeTable:");
    expect(table.urn).to.equal(
      "urn:pulumi:test::small::awsx:ec2:Vpc$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet$aws:ec2/routeTable:RouteTable::net-public-2",
    );
    expect(table.region).to.equal("us-east-2");
    expect(table.impliedBy).to.equal(nodeNamed(capture, "net", "awsx").urn);
  });

  const gateways: [awsx.types.enums.ec2.NatGatewayStrategy, number, number][] = [
    ["None", 0, 3],
    ["Single", 1, 6],
    ["OnePerAz", 3, 6],
  ];
  for (const [strategy, nats, routes] of gateways) {
    it(`declares ${nats} NAT gateways for the strategy ${strategy}`, async () => {
      const { nodes } = await captureNetwork({ natGateways: { strategy } });
      const count = (type: string) => nodes.filter((node) => node.type.endsWith(type)).length;
      expect(count(":NatGateway")).to.equal(nats);
      expect(count(":Eip")).to.equal(nats);
      expect(count(":Route")).to.equal(routes);
    });
  }

  it("sends each private subnet through the NAT gateway of its own zone", async () => {
    const capture = await captureNetwork({});
    for (const zone of ["1", "2", "3"]) {
      const route = nodeNamed(capture, `net-private-${zone}`, "ec2/route:");
      const nat = nodeNamed(capture, `net-${zone}`, "ec2/natGateway");
      expect(route.inputs.natGatewayId).to.equal(nat.id);
    }
  });

  it("leaves isolated subnets without a route", async () => {
    const { nodes } = await captureNetwork({
      subnetStrategy: "Auto",
      natGateways: { strategy: "None" },
      subnetSpecs: [{ type: "Isolated" }],
    });
    expect(nodes.filter(({ type }) => type === "aws:ec2/route:Route")).to.deep.equal([]);
  });

  it("splits a network into the ranges the plugin documents", () => {
    expect(ranges({ cidrBlock: "10.0.0.0/16" }).slice(0, 4)).to.deep.equal([
      "net-private-1 10.0.0.0/19",
      "net-public-1 10.0.32.0/20",
      "net-private-2 10.0.64.0/19",
      "net-public-2 10.0.96.0/20",
    ]);
  });

  it("follows the order and the sizes it is given", () => {
    const subnetSpecs = [
      { type: "Public", cidrMask: 24 },
      { type: "Private", cidrMask: 20, name: "functions" },
    ];
    expect(
      ranges({ cidrBlock: "10.0.0.0/16", subnetStrategy: "Auto", subnetSpecs }).slice(0, 2),
    ).to.deep.equal(["net-public-1 10.0.0.0/24", "net-functions-1 10.0.16.0/20"]);
    expect(ranges({ cidrBlock: "10.0.0.0/16", subnetSpecs }).slice(0, 2)).to.deep.equal([
      "net-functions-1 10.0.0.0/20",
      "net-public-1 10.0.16.0/24",
    ]);
  });

  it("takes explicit ranges as they are", () => {
    const subnetSpecs = [
      { type: "Private", cidrBlocks: ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"] },
    ];
    expect(ranges({ subnetSpecs })).to.deep.equal([
      "net-private-1 10.0.0.0/24",
      "net-private-2 10.0.1.0/24",
      "net-private-3 10.0.2.0/24",
    ]);
  });

  const refusals: [string, Properties, string][] = [
    ["subnets that do not fit", { subnetSpecs: [{ type: "Private", cidrMask: 16 }] }, "do not fit"],
    ["a strategy we do not model", { subnetStrategy: "AutoMerge" }, "AutoMerge is not modelled"],
    ["a range off its boundary", { cidrBlock: "10.0.1.0/16" }, "its own boundary"],
    ["a network too small for the defaults", { cidrBlock: "10.0.0.0/26" }, "too small"],
  ];
  for (const [title, inputs, message] of refusals) {
    it(`refuses ${title}`, () => {
      expect(() => ranges(inputs)).to.throw(message);
    });
  }

  it("refuses endpoints of its own, because they would be invisible to the rules", async () => {
    const { errors } = await captureNetwork({ vpcEndpointSpecs: [{ serviceName: "s3" }] });
    expect(errors.join()).to.include("vpcEndpointSpecs is not modelled");
  });

  for (const text of ["10.0.0.0", "10.0.0.256/16", "10.0.0.0/33", "ten", "010.0.0.0.0/8"]) {
    it(`does not take "${text}" for an address range`, () => {
      expect(() => parseRange(text)).to.throw("is not an address range");
    });
  }
});
