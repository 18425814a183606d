import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config";
import type { LedgerConfig } from "./config/ledger-config";
import type { RegionContext } from "./context";
import { LedgerSchema } from "./database/ledger-schema";
import { GlobalDatabase } from "./global-database";
import { LedgerPosting, schemaRevision } from "./ledger-posting";
import type { PaymentRegion } from "./payment-region";
import { type PerRole, peerOf, perRole } from "./per-role";
import { LIVE } from "./region/payment-function";
import type { GuardedDatabase } from "./region-guard";

export interface LedgerArgs {
  config: StackConfig;
  ledger: Extract<LedgerConfig, { kind: "aurora" }>;
  contexts: PerRole<RegionContext>;
  regions: PerRole<PaymentRegion>;
}

/** The double-entry ledger: its database, what posts to it in both regions, and its schema. */
export class Ledger extends pulumi.ComponentResource {
  /** What the failover workflow promotes. */
  public readonly guarded: GuardedDatabase;

  constructor(name: string, args: LedgerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:Ledger", name, {}, opts);
    const { config, ledger, contexts, regions } = args;
    const database = new GlobalDatabase(
      `${name}-database`,
      {
        ledger,
        contexts,
        networks: perRole((role) => {
          const { vpcId, privateSubnetIds, functionSecurityGroupId } = regions[role].network;
          return {
            vpcId,
            subnetIds: privateSubnetIds,
            clientSecurityGroupId: functionSecurityGroupId,
          };
        }),
        alertsTopicArns: perRole((role) => regions[role].messaging.topics.alertsArn),
        lagMsMax: config.alarms.replicationLagMs,
        keepData: config.protect.dataReason,
      },
      { parent: this },
    );
    const postings = perRole(
      (role) =>
        new LedgerPosting(
          `${name}-${role}`,
          { config, region: regions[role], peer: regions[peerOf(role)], database },
          { parent: this, provider: contexts[role].provider },
        ),
    );
    new LedgerSchema(
      `${name}-schema`,
      {
        functionName: postings.primary.migrate.name,
        qualifier: LIVE,
        database,
        revision: schemaRevision(),
        after: [postings.primary],
      },
      { parent: this },
    );
    const { globalClusterArn, clusterArns, databaseClusters } = database;
    this.guarded = {
      clusters: databaseClusters,
      arns: [globalClusterArn, clusterArns.primary, clusterArns.secondary],
      ledgerArns: perRole((role) => postings[role].ledger.aliasArn),
    };
    this.registerOutputs({ globalClusterArn });
  }
}
