import type { Created } from "../graph-monitor";
import { listAt, textAt } from "../property-path";
import { impliedNode, type StackIdentity } from "../registration";
import type { Properties, ResourceNode } from "../resource-node";
import { ResourceReference, UNKNOWN } from "../wire-values";
import { availabilityZones } from "./availability-zones";
import { type PlannedSubnet, planSubnets } from "./subnet-plan";

const ANYWHERE = "0.0.0.0/0";

/** Gives an implied child its identifier and outputs, or unknowns in a preview. */
export type Complete = (node: ResourceNode) => void;

/**
 * `awsx.ec2.Vpc`, a component whose children its plugin declares: the network, its subnets, route
 * tables, gateways and routes, with the plugin's own names and parents.
 */
export function describeVpcComponent(
  identity: StackIdentity,
  component: ResourceNode,
  complete: Complete,
): Created {
  if (component.region === "") {
    throw new Error(
      `${component.name} [awsx:ec2:Vpc] has no explicit provider: its region is not known`,
    );
  }
  return new VpcComponent(identity, component, complete).describe();
}

class VpcComponent {
  private readonly nodes: ResourceNode[] = [];
  private readonly name: string;
  private readonly tags: Properties;
  private readonly nat: string;

  constructor(
    private readonly identity: StackIdentity,
    private readonly component: ResourceNode,
    private readonly complete: Complete,
  ) {
    this.name = component.name;
    this.tags = (component.inputs.tags ?? {}) as Properties;
    this.nat = textAt(component.inputs, "natGateways", "strategy") || "OnePerAz";
  }

  describe(): Created {
    const { inputs } = this.component;
    if (listAt(inputs, "vpcEndpointSpecs").length > 0) {
      throw new Error(
        "awsx.ec2.Vpc: vpcEndpointSpecs is not modelled; declare the endpoints yourself",
      );
    }
    const cidrBlock = textAt(inputs, "cidrBlock") || "10.0.0.0/16";
    const vpc = this.add(this.component.urn, "aws:ec2/vpc:Vpc", this.name, {
      cidrBlock,
      enableDnsHostnames: inputs.enableDnsHostnames,
      enableDnsSupport: inputs.enableDnsSupport,
      tags: { Name: this.name, ...this.tags },
    });
    const gateway = this.add(vpc.urn, "aws:ec2/internetGateway:InternetGateway", this.name, {
      vpcId: vpc.id,
      tags: { Name: this.name, ...this.tags },
    });
    const planned = planSubnets(this.name, inputs, this.zones());
    const subnets = this.addSubnets(vpc, planned);
    this.addNatGateways(planned, subnets);
    this.addRoutes(planned, gateway);
    return { id: "", outputs: this.outputs(vpc, gateway, planned), implied: this.nodes };
  }

  private zones(): string[] {
    const named = listAt(this.component.inputs, "availabilityZoneNames").map(String);
    if (named.length > 0) return named;
    const count = Number(this.component.inputs.numberOfAvailabilityZones ?? 3);
    const zones = availabilityZones(this.component.region).map(({ name }) => name);
    if (zones.length < count) {
      throw new Error(
        `${this.component.region} has ${zones.length} zones, ${count} were asked for`,
      );
    }
    return zones.slice(0, count);
  }

  private addSubnets(vpc: ResourceNode, planned: readonly PlannedSubnet[]): ResourceNode[] {
    return planned.map((plan) => {
      const tags = { ...this.tags, ...plan.tags, Name: plan.name, SubnetType: plan.kind };
      const subnet = this.add(vpc.urn, "aws:ec2/subnet:Subnet", plan.name, {
        vpcId: vpc.id,
        availabilityZone: plan.zone,
        cidrBlock: plan.cidrBlock,
        mapPublicIpOnLaunch: plan.kind === "Public",
        tags,
      });
      const table = this.add(subnet.urn, "aws:ec2/routeTable:RouteTable", plan.name, {
        vpcId: vpc.id,
        tags: { ...this.tags, Name: plan.name, SubnetType: plan.kind },
      });
      this.add(table.urn, "aws:ec2/routeTableAssociation:RouteTableAssociation", plan.name, {
        routeTableId: table.id,
        subnetId: subnet.id,
      });
      return subnet;
    });
  }

  private addNatGateways(
    planned: readonly PlannedSubnet[],
    subnets: readonly ResourceNode[],
  ): void {
    const given = listAt(this.component.inputs, "natGateways", "elasticIpAllocationIds");
    const taken = new Set<number>();
    for (const [index, plan] of planned.entries()) {
      const subnet = subnets[index];
      if (!subnet || plan.kind !== "Public" || taken.has(plan.zoneIndex)) continue;
      if (this.nat === "None" || (this.nat === "Single" && taken.size > 0)) continue;
      const name = `${this.name}-${plan.zoneIndex + 1}`;
      const tags = { ...this.tags, Name: name };
      const allocationId =
        given[taken.size] ?? this.add(subnet.urn, "aws:ec2/eip:Eip", name, { tags }).id;
      taken.add(plan.zoneIndex);
      this.add(subnet.urn, "aws:ec2/natGateway:NatGateway", name, {
        subnetId: subnet.id,
        allocationId,
        tags,
      });
    }
  }

  private addRoutes(planned: readonly PlannedSubnet[], gateway: ResourceNode): void {
    const nats = this.ofType("aws:ec2/natGateway:NatGateway");
    for (const plan of planned) {
      const table = this.ofType("aws:ec2/routeTable:RouteTable").find(
        ({ name }) => name === plan.name,
      );
      const nat = this.nat === "Single" ? nats[0] : nats[plan.zoneIndex];
      const target =
        plan.kind === "Public"
          ? { gatewayId: gateway.id }
          : plan.kind === "Private" && nat
            ? { natGatewayId: nat.id }
            : undefined;
      if (!table || !target) continue;
      this.add(table.urn, "aws:ec2/route:Route", plan.name, {
        routeTableId: table.id,
        destinationCidrBlock: ANYWHERE,
        ...target,
      });
    }
  }

  private outputs(
    vpc: ResourceNode,
    gateway: ResourceNode,
    planned: readonly PlannedSubnet[],
  ): Properties {
    const subnets = this.ofType("aws:ec2/subnet:Subnet");
    const ofKind = (kind: string) => subnets.filter((_, index) => planned[index]?.kind === kind);
    const refs = (nodes: readonly ResourceNode[]) => nodes.map(reference);
    return {
      vpc: reference(vpc),
      vpcId: vpc.id,
      internetGateway: reference(gateway),
      subnets: refs(subnets),
      publicSubnets: refs(ofKind("Public")),
      privateSubnets: refs(ofKind("Private")),
      isolatedSubnets: refs(ofKind("Isolated")),
      publicSubnetIds: ofKind("Public").map(({ id }) => id),
      privateSubnetIds: ofKind("Private").map(({ id }) => id),
      isolatedSubnetIds: ofKind("Isolated").map(({ id }) => id),
      routeTables: refs(this.ofType("aws:ec2/routeTable:RouteTable")),
      routeTableAssociations: refs(
        this.ofType("aws:ec2/routeTableAssociation:RouteTableAssociation"),
      ),
      routes: refs(this.ofType("aws:ec2/route:Route")),
      natGateways: refs(this.ofType("aws:ec2/natGateway:NatGateway")),
      eips: refs(this.ofType("aws:ec2/eip:Eip")),
      vpcEndpoints: [],
      subnetLayout: listAt(this.component.inputs, "subnetSpecs"),
    };
  }

  private ofType(type: string): ResourceNode[] {
    return this.nodes.filter((node) => node.type === type);
  }

  private add(parent: string, type: string, name: string, inputs: Properties): ResourceNode {
    const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
    const node = impliedNode(this.identity, this.component, {
      parent,
      type,
      name,
      inputs: Object.fromEntries(given),
    });
    this.complete(node);
    this.nodes.push(node);
    return node;
  }
}

function reference(node: ResourceNode): ResourceReference {
  return new ResourceReference(node.urn, node.id === "" ? UNKNOWN : node.id);
}
