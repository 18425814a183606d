import {
  DescribeGlobalClustersCommand,
  FailoverGlobalClusterCommand,
  RDSClient,
  type RDSClientConfig,
  SwitchoverGlobalClusterCommand,
} from "@aws-sdk/client-rds";
import type { Remote } from "../core/ports";
import { sdkRemote, sdkSettings } from "./sdk-remote";

/** RDS in the region whose cluster is promoted: the lost region's own endpoint may not answer. */
export function rds(config: RDSClientConfig = {}): Remote {
  const client = new RDSClient({ ...sdkSettings({ requestMs: 3_000 }), ...config });
  return sdkRemote("rds", client, {
    DescribeGlobalClusters: DescribeGlobalClustersCommand,
    FailoverGlobalCluster: FailoverGlobalClusterCommand,
    SwitchoverGlobalCluster: SwitchoverGlobalClusterCommand,
  });
}
