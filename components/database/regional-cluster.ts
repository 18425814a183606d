import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { LedgerConfig } from "../config/ledger-config";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import { ClusterGroups, type DatabaseNetwork } from "./cluster-groups";
import { LEDGER_ADMIN, LEDGER_DATABASE_NAME, LEDGER_ENGINE, LEDGER_PORT } from "./ledger-names";

export interface RegionalClusterArgs {
  context: RegionContext;
  ledger: Extract<LedgerConfig, { kind: "aurora" }>;
  network: DatabaseNetwork;
  globalClusterId: pulumi.Input<string>;
  keyArn: pulumi.Input<string>;
  /**
   * The administrator's password; only the cluster that the global database starts with has one.
   */
  password?: pulumi.Input<string>;
  instances: number;
  /** What must exist before the cluster, and must go after it. */
  after: readonly pulumi.Resource[];
  keepData: boolean;
}

const BACKUP_DAYS = 7;

/** One region's cluster of the global database, with its instances. */
export class RegionalCluster extends pulumi.ComponentResource {
  public readonly cluster: aws.rds.Cluster;
  /** The first one writes where the cluster is the primary. */
  public readonly instances: readonly aws.rds.ClusterInstance[];
  public readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: RegionalClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:database:RegionalCluster", name, {}, opts);
    const { context, network, ledger } = args;
    const groups = new ClusterGroups(
      `${name}-groups`,
      { context, network, engineVersion: ledger.engineVersion, tls: ledger.tls },
      { parent: this },
    );
    this.securityGroupId = groups.securityGroupId;
    this.cluster = this.declareCluster(name, args, groups);
    this.instances = Array.from({ length: args.instances }, (_, index) =>
      this.declareInstance(name, args, groups, index + 1),
    );
    this.registerOutputs({ clusterArn: this.cluster.arn });
  }

  private declareCluster(
    name: string,
    args: RegionalClusterArgs,
    groups: ClusterGroups,
  ): aws.rds.Cluster {
    const { context, ledger, keepData, password } = args;
    const clusterName = physicalName("ledger", context, NAME_LIMITS.database);
    const { serverless } = ledger;
    return new aws.rds.Cluster(
      `${name}-cluster`,
      {
        clusterIdentifier: clusterName,
        globalClusterIdentifier: args.globalClusterId,
        engine: LEDGER_ENGINE,
        engineVersion: ledger.engineVersion,
        port: LEDGER_PORT,
        ...origin(context, password),
        dbSubnetGroupName: groups.subnetGroupName,
        vpcSecurityGroupIds: [groups.securityGroupId],
        dbClusterParameterGroupName: groups.clusterParametersName,
        iamDatabaseAuthenticationEnabled: true,
        storageEncrypted: true,
        kmsKeyId: args.keyArn,
        backupRetentionPeriod: BACKUP_DAYS,
        preferredBackupWindow: "03:00-03:30",
        preferredMaintenanceWindow: "sun:04:00-sun:04:30",
        copyTagsToSnapshot: true,
        enabledCloudwatchLogsExports: ["postgresql"],
        ...(serverless === undefined
          ? {}
          : {
              serverlessv2ScalingConfiguration: {
                minCapacity: serverless.minAcu,
                maxCapacity: serverless.maxAcu,
              },
            }),
        deletionProtection: keepData,
        skipFinalSnapshot: !keepData,
        ...(keepData ? { finalSnapshotIdentifier: `${clusterName}-final` } : {}),
        tags: nameTag(clusterName),
      },
      {
        parent: this,
        // Cross-region: a failover swaps who replicates from whom, and an upgrade goes through the
        // global cluster. A later `pulumi up` must not undo either.
        ignoreChanges: ["globalClusterIdentifier", "replicationSourceIdentifier", "engineVersion"],
        dependsOn: [...args.after],
      },
    );
  }

  private declareInstance(
    name: string,
    { context, ledger, keyArn }: RegionalClusterArgs,
    groups: ClusterGroups,
    ordinal: number,
  ): aws.rds.ClusterInstance {
    const instanceName = physicalName(`ledger-${ordinal}`, context, NAME_LIMITS.database);
    return new aws.rds.ClusterInstance(
      `${name}-instance-${ordinal}`,
      {
        identifier: instanceName,
        clusterIdentifier: this.cluster.id,
        engine: LEDGER_ENGINE,
        instanceClass: ledger.instanceClass ?? "db.serverless",
        dbSubnetGroupName: groups.subnetGroupName,
        dbParameterGroupName: groups.instanceParametersName,
        promotionTier: ordinal - 1,
        publiclyAccessible: false,
        // Both regions must run the same minor version, or neither can take over from the other.
        autoMinorVersionUpgrade: false,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: keyArn,
        tags: nameTag(instanceName),
      },
      { parent: this, ignoreChanges: ["engineVersion"] },
    );
  }
}

/**
 * Cross-region: the first cluster brings the administrator and the database, the second one
 * receives both with the data and may name neither.
 */
function origin(
  { role, primaryRegion }: RegionContext,
  password: pulumi.Input<string> | undefined,
): Partial<aws.rds.ClusterArgs> {
  if (role === "secondary") return { sourceRegion: primaryRegion };
  if (password === undefined) throw new Error("the primary cluster needs a password");
  return {
    databaseName: LEDGER_DATABASE_NAME,
    masterUsername: LEDGER_ADMIN,
    masterPassword: password,
  };
}
