import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { endpointPolicy, GATEWAY_SERVICES, interfaceServices } from "./endpoint-policies";

export interface NetworkEndpointsArgs {
  context: RegionContext;
  config: Pick<StackConfig, "network" | "ledger">;
  vpcId: pulumi.Input<string>;
  subnetIds: pulumi.Output<string[]>;
  routeTableIds: pulumi.Input<string[]>;
  functionSecurityGroupId: pulumi.Input<string>;
}

/**
 * Private ways to AWS. Gateway endpoints cost nothing and are always there; interface endpoints are paid
 * by the hour and zone, and are declared only for the services that functions in the network call.
 */
export class NetworkEndpoints extends pulumi.ComponentResource {
  constructor(name: string, args: NetworkEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:NetworkEndpoints", name, {}, opts);
    for (const service of GATEWAY_SERVICES) this.declareGateway(name, args, service);
    if (args.config.network.egress === "endpoints") this.declareInterfaces(name, args);
    this.registerOutputs({});
  }

  private declareGateway(name: string, args: NetworkEndpointsArgs, service: "s3" | "dynamodb") {
    const { context } = args;
    const endpoint = new aws.ec2.VpcEndpoint(
      `${name}-${service}`,
      {
        vpcId: args.vpcId,
        serviceName: `com.amazonaws.${context.region}.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds: args.routeTableIds,
        policy: endpointPolicy(service, context),
        tags: nameTag(physicalName(`to-${service}`, context, NAME_LIMITS.securityGroup)),
      },
      { parent: this },
    );
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-${service}-rule`,
      {
        securityGroupId: args.functionSecurityGroupId,
        description: `TLS to ${service} through its gateway endpoint`,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        prefixListId: endpoint.prefixListId,
        tags: nameTag(physicalName(`to-${service}`, context, NAME_LIMITS.securityGroup)),
      },
      { parent: this },
    );
  }

  private declareInterfaces(name: string, args: NetworkEndpointsArgs): void {
    const { context, config } = args;
    const group = this.declareGroup(name, args);
    const zones = config.network.endpointZones;
    for (const service of interfaceServices(config)) {
      new aws.ec2.VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId: args.vpcId,
          serviceName: `com.amazonaws.${context.region}.${service}`,
          vpcEndpointType: "Interface",
          subnetIds: args.subnetIds.apply((ids) => ids.slice(0, zones)),
          securityGroupIds: [group.id],
          privateDnsEnabled: true,
          policy: endpointPolicy(service, context),
          tags: nameTag(physicalName(`to-${service}`, context, NAME_LIMITS.securityGroup)),
        },
        { parent: this },
      );
    }
  }

  private declareGroup(name: string, args: NetworkEndpointsArgs): aws.ec2.SecurityGroup {
    const groupName = physicalName("endpoints", args.context, NAME_LIMITS.securityGroup);
    const group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      {
        name: groupName,
        description: "Interface endpoints: only functions may call them",
        vpcId: args.vpcId,
        tags: nameTag(groupName),
      },
      { parent: this },
    );
    const rule = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-functions`,
      {
        ...rule,
        securityGroupId: group.id,
        description: "TLS from functions",
        referencedSecurityGroupId: args.functionSecurityGroupId,
        tags: nameTag(groupName),
      },
      { parent: this },
    );
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-from-functions-out`,
      {
        ...rule,
        securityGroupId: args.functionSecurityGroupId,
        description: "TLS to interface endpoints",
        referencedSecurityGroupId: group.id,
        tags: nameTag(groupName),
      },
      { parent: this },
    );
    return group;
  }
}
