import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { metricAlert } from "../metric-alert";

export interface LagAlarmsArgs {
  context: RegionContext;
  clusterId: pulumi.Input<string>;
  /** Both kinds of lag are reported above this. */
  lagMsMax: number;
  topicArn: pulumi.Input<string>;
}

/**
 * Tells people when this region's copy of the ledger falls behind.
 * Cross-region: Aurora reports lag where the copy is, and roles change with a failover; so both
 * regions watch, and the one that writes stays silent.
 */
export class LagAlarms extends pulumi.ComponentResource {
  constructor(name: string, args: LagAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:database:LagAlarms", name, {}, opts);
    const { context, clusterId, lagMsMax, topicArn } = args;
    const watched = {
      context,
      namespace: "AWS/RDS",
      dimensions: { DBClusterIdentifier: clusterId },
      statistic: "Maximum",
      above: lagMsMax,
      periodSeconds: 60,
      periods: 2,
      topicArn,
    } as const;
    metricAlert(
      `${name}-replication-lag`,
      {
        ...watched,
        purpose: "ledger-replication-lag",
        description: "Reads of the ledger in this region are older than promised.",
        metricName: "AuroraGlobalDBReplicationLag",
      },
      { parent: this },
    );
    metricAlert(
      `${name}-rpo-lag`,
      {
        ...watched,
        purpose: "ledger-rpo-lag",
        description: "A failover now would have to rebuild more of the ledger than promised.",
        metricName: "AuroraGlobalDBRPOLag",
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
