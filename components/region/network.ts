import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { FlowLogs } from "./flow-logs";
import type { VpcAttachment } from "./function-host";
import { NetworkEndpoints } from "./network-endpoints";

export interface NetworkArgs {
  context: RegionContext;
  config: Pick<StackConfig, "network" | "ledger" | "functions">;
  logsKeyArn: pulumi.Input<string>;
}

const NAT_STRATEGY = {
  none: "None",
  endpoints: "None",
  "nat-single": "Single",
  "nat-per-zone": "OnePerAz",
} as const;

/** The region's network: private subnets for functions and databases, public ones for NAT gateways. */
export class Network extends pulumi.ComponentResource {
  public readonly vpcId: pulumi.Output<string>;
  public readonly privateSubnetIds: pulumi.Output<string[]>;
  /** Group of every function; a database lets it in by name. */
  public readonly functionSecurityGroupId: pulumi.Output<string>;
  public readonly attachment: VpcAttachment;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:Network", name, {}, opts);
    const { context, config } = args;
    const vpc = this.declareVpc(name, args);
    this.vpcId = vpc.vpcId;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.closeDefaultGroup(name, context);
    new FlowLogs(
      `${name}-flow`,
      {
        context,
        vpcId: vpc.vpcId,
        retentionDays: config.functions.logDays,
        logsKeyArn: args.logsKeyArn,
      },
      { parent: this },
    );
    const functions = this.declareFunctionGroup(name, context);
    this.functionSecurityGroupId = functions.id;
    new NetworkEndpoints(
      `${name}-endpoints`,
      {
        context,
        config,
        vpcId: vpc.vpcId,
        subnetIds: vpc.privateSubnetIds,
        routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map(({ id }) => id))),
        functionSecurityGroupId: functions.id,
      },
      { parent: this },
    );
    if (config.network.egress.startsWith("nat-")) this.openInternet(name, functions);
    this.attachment = { subnetIds: this.privateSubnetIds, securityGroupId: functions.id };
    this.registerOutputs({ vpcId: this.vpcId, privateSubnetIds: this.privateSubnetIds });
  }

  private declareVpc(name: string, { context, config }: NetworkArgs): awsx.ec2.Vpc {
    const { network } = config;
    return new awsx.ec2.Vpc(
      `${name}-vpc`,
      {
        cidrBlock: context.role === "primary" ? network.primaryCidr : network.secondaryCidr,
        numberOfAvailabilityZones: network.zones,
        subnetStrategy: "Auto",
        subnetSpecs: [
          { type: "Private", name: "private", cidrMask: prefixOf(network.primaryCidr) + 4 },
          { type: "Public", name: "public", cidrMask: prefixOf(network.primaryCidr) + 6 },
        ],
        natGateways: { strategy: NAT_STRATEGY[network.egress] },
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: nameTag(physicalName("network", context, NAME_LIMITS.securityGroup)),
      },
      // A remote component inherits nothing from its parent: the provider is named.
      { parent: this, providers: [context.provider] },
    );
  }

  private closeDefaultGroup(name: string, context: RegionContext): void {
    new aws.ec2.DefaultSecurityGroup(
      `${name}-closed`,
      {
        vpcId: this.vpcId,
        // No rules at all: whatever forgets to choose a group reaches nothing.
        ingress: [],
        egress: [],
        tags: nameTag(physicalName("closed", context, NAME_LIMITS.securityGroup)),
      },
      { parent: this },
    );
  }

  private declareFunctionGroup(name: string, context: RegionContext): aws.ec2.SecurityGroup {
    const groupName = physicalName("functions", context, NAME_LIMITS.securityGroup);
    return new aws.ec2.SecurityGroup(
      `${name}-functions`,
      {
        name: groupName,
        description: "Functions: nobody calls them over the network, they call what rules name",
        vpcId: this.vpcId,
        tags: nameTag(groupName),
      },
      { parent: this },
    );
  }

  private openInternet(name: string, functions: aws.ec2.SecurityGroup): void {
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-internet`,
      {
        securityGroupId: functions.id,
        description: "TLS to AWS and to the processor, through the NAT gateway",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "0.0.0.0/0",
        tags: nameTag(`${name}-internet`),
      },
      { parent: this },
    );
  }
}

function prefixOf(cidr: string): number {
  return Number(cidr.split("/")[1]);
}
