import type { CallPlace, CallTable, Input } from "../demand";

const onZone = (action: string) => (input: Input) => [
  {
    action: `route53:${action}`,
    resource: `arn:aws:route53:::hostedzone/${String(input.HostedZoneId).split("/").at(-1)}`,
  },
];

const onCheck = (action: string) => (input: Input) => [
  {
    action: `route53:${action}`,
    resource: `arn:aws:route53:::healthcheck/${input.HealthCheckId}`,
  },
];

/** Route 53 knows no regions, and its ARNs know no account. */
export const ROUTE53_CALLS: CallTable = {
  ChangeResourceRecordSets: onZone("ChangeResourceRecordSets"),
  ListResourceRecordSets: onZone("ListResourceRecordSets"),
  GetChange: (input) => [
    {
      action: "route53:GetChange",
      resource: `arn:aws:route53:::change/${String(input.Id).split("/").at(-1)}`,
    },
  ],
  GetHealthCheck: onCheck("GetHealthCheck"),
  GetHealthCheckStatus: onCheck("GetHealthCheckStatus"),
};

function globalCluster(input: Input, { account }: CallPlace): string {
  return `arn:aws:rds::${account}:global-cluster:${input.GlobalClusterIdentifier ?? "*"}`;
}

function cluster(given: unknown, { region, account }: CallPlace): string {
  const text = String(given ?? "*");
  return text.startsWith("arn:") ? text : `arn:aws:rds:${region}:${account}:cluster:${text}`;
}

/** Moving the writer is allowed on the global database and on the member that it moves to. */
const move = (action: string, member: string) => (input: Input, place: CallPlace) => [
  { action: `rds:${action}`, resource: globalCluster(input, place) },
  { action: `rds:${action}`, resource: cluster(input[member], place) },
];

export const RDS_CALLS: CallTable = {
  DescribeGlobalClusters: (input, place) => [
    { action: "rds:DescribeGlobalClusters", resource: globalCluster(input, place) },
  ],
  DescribeDBClusters: (input, place) => [
    { action: "rds:DescribeDBClusters", resource: cluster(input.DBClusterIdentifier, place) },
  ],
  FailoverGlobalCluster: move("FailoverGlobalCluster", "TargetDbClusterIdentifier"),
  SwitchoverGlobalCluster: move("SwitchoverGlobalCluster", "TargetDbClusterIdentifier"),
  RemoveFromGlobalCluster: move("RemoveFromGlobalCluster", "DbClusterIdentifier"),
};
