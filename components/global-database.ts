import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LEDGER_ROLE } from "../functions/core/ledger-posting";
import type { LedgerDatabase } from "../functions/core/settings";
import type { LedgerConfig } from "./config/ledger-config";
import type { RegionContext, RegionRole } from "./context";
import { DataKey } from "./data-key";
import { AdminSecret } from "./database/admin-secret";
import type { DatabaseNetwork } from "./database/cluster-groups";
import { LagAlarms } from "./database/lag-alarms";
import {
  LEDGER_ADMIN,
  LEDGER_DATABASE_NAME,
  LEDGER_ENGINE,
  LEDGER_PORT,
} from "./database/ledger-names";
import { RegionalCluster, type RegionalClusterArgs } from "./database/regional-cluster";
import { globalName, NAME_LIMITS, nameTag } from "./naming";
import { type PerRole, perRole } from "./per-role";

export interface GlobalDatabaseArgs {
  ledger: Extract<LedgerConfig, { kind: "aurora" }>;
  contexts: PerRole<RegionContext>;
  networks: PerRole<DatabaseNetwork>;
  alertsTopicArns: PerRole<pulumi.Input<string>>;
  /** The lag above which people are told. */
  lagMsMax: number;
  /** Why the data must survive a destroy; absent means that everything can be destroyed. */
  keepData?: string | undefined;
}

/**
 * The double-entry ledger: an Aurora PostgreSQL global database.
 * Cross-region: one cluster writes, the other follows within about a second and can be promoted. It
 * is a projection of finished payments: what a failover loses is posted again from the payments
 * table.
 */
export class GlobalDatabase extends pulumi.ComponentResource {
  public readonly globalClusterArn: pulumi.Output<string>;
  public readonly clusterArns: PerRole<pulumi.Output<string>>;
  public readonly securityGroupIds: PerRole<pulumi.Output<string>>;
  public readonly keyArns: PerRole<pulumi.Output<string>>;
  public readonly adminSecretArns: PerRole<pulumi.Output<string>>;
  /** What a role must be allowed, `rds-db:connect`, to sign in as the ledger's user. */
  public readonly connectArns: PerRole<pulumi.Output<string>>;
  /** LEDGER_DATABASE of each region's `ledger` function. */
  public readonly ledgerDatabases: PerRole<pulumi.Output<string>>;
  /** LEDGER_DATABASE of `migrate`, which owns the schema and reads its password from the secret. */
  public readonly adminDatabases: PerRole<pulumi.Output<string>>;
  /** DATABASE_CLUSTERS, the same in both regions. */
  public readonly databaseClusters: pulumi.Output<string>;
  /** Before it nothing can be written to the database. */
  public readonly writer: aws.rds.ClusterInstance;

  constructor(name: string, args: GlobalDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:GlobalDatabase", name, {}, opts);
    const { contexts } = args;
    this.keyArns = perRole((role) => {
      const context = contexts[role];
      const inRegion = { parent: this, provider: context.provider };
      return new DataKey(`${name}-${role}-key`, { context, purpose: "ledger" }, inRegion).arn;
    });
    const secret = new AdminSecret(
      `${name}-admin`,
      { contexts, keyArns: this.keyArns },
      { parent: this },
    );
    this.adminSecretArns = secret.arns;
    const global = this.declareGlobalCluster(name, args);
    const clusters = this.declareClusters(name, args, global, secret.password);
    this.declareAlarms(name, args, clusters);
    const [writer] = clusters.primary.instances;
    if (!writer) throw new Error("the primary cluster has no writer");
    this.writer = writer;
    this.globalClusterArn = global.arn;
    this.clusterArns = perRole((role) => clusters[role].cluster.arn);
    this.securityGroupIds = perRole((role) => clusters[role].securityGroupId);
    this.connectArns = perRole((role) => connectArn(contexts[role], clusters[role].cluster));
    const { tls } = args.ledger;
    this.ledgerDatabases = perRole((role) => endpointOf(clusters[role].cluster, LEDGER_ROLE, tls));
    this.adminDatabases = perRole((role) =>
      endpointOf(clusters[role].cluster, LEDGER_ADMIN, tls, secret.arns[role]),
    );
    this.databaseClusters = pulumi.jsonStringify({
      globalCluster: global.globalClusterIdentifier,
      clusters: {
        [contexts.primary.region]: this.clusterArns.primary,
        [contexts.secondary.region]: this.clusterArns.secondary,
      },
    });
    this.registerOutputs({
      globalClusterArn: this.globalClusterArn,
      clusterArns: this.clusterArns,
    });
  }

  private declareGlobalCluster(
    name: string,
    { contexts, ledger, keepData }: GlobalDatabaseArgs,
  ): aws.rds.GlobalCluster {
    const globalId = globalName("ledger", contexts.primary.suffix, NAME_LIMITS.database);
    return new aws.rds.GlobalCluster(
      `${name}-global`,
      {
        globalClusterIdentifier: globalId,
        engine: LEDGER_ENGINE,
        engineVersion: ledger.engineVersion,
        databaseName: LEDGER_DATABASE_NAME,
        storageEncrypted: true,
        deletionProtection: keepData !== undefined,
        // Members that somebody attached by hand must not keep an environment from being destroyed.
        forceDestroy: keepData === undefined,
        tags: nameTag(globalId),
      },
      { parent: this },
    );
  }

  private declareClusters(
    name: string,
    args: GlobalDatabaseArgs,
    global: aws.rds.GlobalCluster,
    password: pulumi.Output<string>,
  ): PerRole<RegionalCluster> {
    const { contexts, ledger, networks, keepData } = args;
    const common = (role: RegionRole): Omit<RegionalClusterArgs, "instances" | "after"> => ({
      context: contexts[role],
      ledger,
      network: networks[role],
      globalClusterId: global.id,
      keyArn: this.keyArns[role],
      keepData: keepData !== undefined,
    });
    const primary = new RegionalCluster(
      `${name}-primary`,
      // As many instances as the secondary, so that a failover changes nothing about the capacity.
      { ...common("primary"), password, instances: Math.max(1, ledger.readers), after: [] },
      { parent: this, provider: contexts.primary.provider },
    );
    // Cross-region: a cluster can only join once the other one has a writer, and AWS refuses to
    // delete the last instance of a primary that still has a follower. This one order gives both.
    const after = primary.instances;
    const secondary = new RegionalCluster(
      `${name}-secondary`,
      { ...common("secondary"), instances: ledger.readers, after },
      { parent: this, provider: contexts.secondary.provider },
    );
    return { primary, secondary };
  }

  private declareAlarms(
    name: string,
    { contexts, lagMsMax, alertsTopicArns }: GlobalDatabaseArgs,
    clusters: PerRole<RegionalCluster>,
  ): void {
    perRole((role) => {
      const context = contexts[role];
      return new LagAlarms(
        `${name}-${role}-lag`,
        {
          context,
          clusterId: clusters[role].cluster.id,
          lagMsMax,
          topicArn: alertsTopicArns[role],
        },
        { parent: this, provider: context.provider },
      );
    });
  }
}

function connectArn(
  { region, accountId }: RegionContext,
  { clusterResourceId }: aws.rds.Cluster,
): pulumi.Output<string> {
  return pulumi.interpolate`arn:aws:rds-db:${region}:${accountId}:dbuser:${clusterResourceId}/${LEDGER_ROLE}`;
}

/**
 * A region's functions use their own cluster: its endpoint writes as soon as the cluster is
 * promoted.
 */
function endpointOf(
  { endpoint }: aws.rds.Cluster,
  user: string,
  tls: boolean,
  secretId?: pulumi.Input<string>,
): pulumi.Output<string> {
  const setting: { [Key in keyof LedgerDatabase]: pulumi.Input<LedgerDatabase[Key]> } = {
    host: endpoint,
    port: LEDGER_PORT,
    database: LEDGER_DATABASE_NAME,
    user,
    tls,
    ...(secretId === undefined ? {} : { secretId }),
  };
  return pulumi.jsonStringify(setting);
}
