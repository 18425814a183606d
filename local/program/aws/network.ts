import type { Creation, Described, ResourceModels } from "./creation";

/** Networks and what guards them; identifiers carry the prefixes EC2 gives them. */
export const networkModels: ResourceModels = {
  "aws:ec2/vpc:Vpc": (vpc) => {
    const id = ec2Id(vpc, "vpc");
    return {
      id,
      outputs: {
        arn: vpc.arn("ec2", `vpc/${id}`),
        ownerId: vpc.account,
        mainRouteTableId: ec2Id(vpc, "rtb"),
        defaultRouteTableId: ec2Id(vpc, "rtb"),
        defaultSecurityGroupId: ec2Id(vpc, "sg"),
        defaultNetworkAclId: ec2Id(vpc, "acl"),
      },
    };
  },
  "aws:ec2/subnet:Subnet": (subnet) => withArn(subnet, "subnet", "subnet"),
  "aws:ec2/routeTable:RouteTable": (table) => withArn(table, "rtb", "route-table"),
  "aws:ec2/route:Route": (route) => ({ id: `r-${route.text("routeTableId")}${route.hex(10)}` }),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": (association) => ({
    id: ec2Id(association, "rtbassoc"),
  }),
  "aws:ec2/internetGateway:InternetGateway": (gateway) =>
    withArn(gateway, "igw", "internet-gateway"),
  "aws:ec2/natGateway:NatGateway": (gateway) => ({ id: ec2Id(gateway, "nat") }),
  "aws:ec2/eip:Eip": (eip) => {
    const id = ec2Id(eip, "eipalloc");
    // 203.0.113.0/24 is reserved for documentation: nobody is reached by accident.
    const publicIp = `203.0.113.${1 + (Number.parseInt(eip.hex(4), 16) % 254)}`;
    const arn = eip.arn("ec2", `elastic-ip/${id}`);
    return { id, outputs: { allocationId: id, publicIp, arn } };
  },
  "aws:ec2/flowLog:FlowLog": (log) => {
    const id = ec2Id(log, "fl");
    return { id, outputs: { arn: log.arn("ec2", `vpc-flow-log/${id}`) } };
  },
  "aws:ec2/securityGroup:SecurityGroup": (group) => {
    const described = withArn(group, "sg", "security-group");
    return { id: described.id, outputs: { ...described.outputs, name: group.named() } };
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": (group) => {
    const described = withArn(group, "sg", "security-group");
    return { id: described.id, outputs: { ...described.outputs, name: "default" } };
  },
  "aws:ec2/securityGroupRule:SecurityGroupRule": (rule) => ({
    id: `sgrule-${Number.parseInt(rule.hex(8), 16)}`,
    outputs: { securityGroupRuleId: ec2Id(rule, "sgr") },
  }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": groupRule,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": groupRule,
  "aws:ec2/vpcEndpoint:VpcEndpoint": (endpoint) => {
    const described = withArn(endpoint, "vpce", "vpc-endpoint");
    // A gateway endpoint is a route to a prefix list; only an interface has names and addresses.
    const isGateway = (endpoint.text("vpcEndpointType") || "Gateway") === "Gateway";
    const service = endpoint.text("serviceName").split(".").at(-1) ?? "";
    const suffix = `${endpoint.hex(8)}.${service}.${endpoint.region}.vpce.amazonaws.com`;
    return {
      id: described.id,
      outputs: {
        ...described.outputs,
        state: "available",
        prefixListId: isGateway ? ec2Id(endpoint, "pl") : "",
        dnsEntries: isGateway ? [] : [{ dnsName: `${described.id}-${suffix}`, hostedZoneId: "" }],
        networkInterfaceIds: endpoint
          .list("subnetIds")
          .map((_, index) => `eni-${endpoint.hex(17, `eni${index}`)}`),
      },
    };
  },
};

function groupRule(rule: Creation): Described {
  const id = ec2Id(rule, "sgr");
  const arn = rule.arn("ec2", `security-group-rule/${id}`);
  return { id, outputs: { arn, securityGroupRuleId: id } };
}

function withArn(creation: Creation, prefix: string, kind: string): Described {
  const id = ec2Id(creation, prefix);
  return { id, outputs: { arn: creation.arn("ec2", `${kind}/${id}`), ownerId: creation.account } };
}

function ec2Id(creation: Creation, prefix: string): string {
  return `${prefix}-${creation.hex(17, prefix)}`;
}
