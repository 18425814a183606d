/** The part of DescribeGlobalClusters that tells who writes and whether a move is under way. */
export interface GlobalClusterView {
  readonly GlobalClusterMembers?: readonly {
    readonly DBClusterArn?: string;
    readonly IsWriter?: boolean;
  }[];
  readonly FailoverState?: {
    readonly Status?: string;
    readonly ToDbClusterArn?: string;
  };
}

/**
 * Where one cluster stands in its global database. `writer`: it writes and nothing is moving. `moving`:
 * it is being promoted. `waiting`: nothing has begun. `elsewhere`: a move to another cluster, or a
 * cancellation, is under way. `absent`: it is not a member, so no promotion can ever succeed.
 */
export type DatabaseRole = "writer" | "moving" | "waiting" | "elsewhere" | "absent";

/** Reads the role of a cluster from the description of its global cluster. */
export function databaseRole(
  view: GlobalClusterView | undefined,
  clusterArn: string,
): DatabaseRole {
  const member = view?.GlobalClusterMembers?.find(
    ({ DBClusterArn }) => DBClusterArn === clusterArn,
  );
  if (!member) return "absent";
  const { ToDbClusterArn: target, Status: status } = view?.FailoverState ?? {};
  // RDS empties the state when a move has ended, and names its target while one is under way.
  if (target === undefined) return member.IsWriter ? "writer" : "waiting";
  return target === clusterArn && status !== "cancelling" ? "moving" : "elsewhere";
}
