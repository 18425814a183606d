import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { LEDGER_PORT } from "./ledger-names";

/** Where a cluster stands and who may connect to it. */
export interface DatabaseNetwork {
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets in at least two zones. */
  readonly subnetIds: pulumi.Input<string[]>;
  /** Group of the functions; nobody else is let in. */
  readonly clientSecurityGroupId: pulumi.Input<string>;
}

export interface ClusterGroupsArgs {
  context: RegionContext;
  network: DatabaseNetwork;
  engineVersion: string;
  /** Refuse connections without TLS. */
  tls: boolean;
}

/**
 * Subnets, security group and parameters of a cluster.
 * Cross-region: none of them is inherited from the global database, so both regions declare the
 * same.
 */
export class ClusterGroups extends pulumi.ComponentResource {
  public readonly subnetGroupName: pulumi.Output<string>;
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly clusterParametersName: pulumi.Output<string>;
  public readonly instanceParametersName: pulumi.Output<string>;

  constructor(name: string, args: ClusterGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:database:ClusterGroups", name, {}, opts);
    const { context, network, engineVersion, tls } = args;
    const groupName = physicalName("ledger", context, NAME_LIMITS.database);
    const family = `aurora-postgresql${engineVersion.split(".")[0]}`;
    this.subnetGroupName = new aws.rds.SubnetGroup(
      `${name}-subnets`,
      {
        name: groupName,
        description: "Private subnets of the payments ledger",
        subnetIds: network.subnetIds,
        tags: nameTag(groupName),
      },
      { parent: this },
    ).name;
    this.securityGroupId = this.declareSecurityGroup(name, groupName, network);
    this.clusterParametersName = new aws.rds.ClusterParameterGroup(
      `${name}-cluster-parameters`,
      {
        name: groupName,
        family,
        description: "The payments ledger's cluster",
        parameters: [
          { name: "rds.force_ssl", value: tls ? "1" : "0" },
          { name: "log_min_duration_statement", value: "1000" },
        ],
        tags: nameTag(groupName),
      },
      { parent: this },
    ).name;
    this.instanceParametersName = new aws.rds.ParameterGroup(
      `${name}-instance-parameters`,
      {
        name: groupName,
        family,
        description: "The payments ledger's instances",
        // A function that was stopped in a transaction must not hold its locks until TCP notices.
        parameters: [{ name: "idle_in_transaction_session_timeout", value: "60000" }],
        tags: nameTag(groupName),
      },
      { parent: this },
    ).name;
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }

  private declareSecurityGroup(
    name: string,
    groupName: string,
    network: DatabaseNetwork,
  ): pulumi.Output<string> {
    const group = new aws.ec2.SecurityGroup(
      `${name}-access`,
      {
        name: groupName,
        description: "The ledger's database: functions connect, it connects to nobody",
        vpcId: network.vpcId,
        tags: nameTag(groupName),
      },
      { parent: this },
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-functions`,
      {
        securityGroupId: group.id,
        referencedSecurityGroupId: network.clientSecurityGroupId,
        description: "PostgreSQL from the functions",
        ipProtocol: "tcp",
        fromPort: LEDGER_PORT,
        toPort: LEDGER_PORT,
        tags: nameTag(`${groupName}-from-functions`),
      },
      { parent: this },
    );
    return group.id;
  }
}
