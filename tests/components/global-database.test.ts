import { expect } from "chai";
import { ROLES } from "../../components/per-role";
import { declare } from "../support/declare";
import { type Aurora, database, REGION } from "./database/aurora";
import { ALERTS, finder } from "./two-contexts";

const declared = async (ledger: Partial<Aurora> = {}, keepData?: string) =>
  finder(await declare(() => database(ledger, keepData)));

describe("The global database", () => {
  it("is one global cluster with a member in each region, of the same version", async () => {
    const { named } = await declared();
    const global = named("ledger-global");
    expect(global.region).to.equal("us-east-1");
    expect(global.inputs).to.include({
      globalClusterIdentifier: "payment-ledger-test",
      engine: "aurora-postgresql",
      engineVersion: "16.8",
      storageEncrypted: true,
    });
    for (const role of ROLES) {
      const cluster = named(`ledger-${role}-cluster`);
      expect(cluster.region).to.equal(REGION[role]);
      expect(cluster.inputs).to.include({
        clusterIdentifier: `payment-ledger-test-${REGION[role]}`,
        globalClusterIdentifier: "payment-ledger-test",
        engineVersion: "16.8",
        storageEncrypted: true,
        iamDatabaseAuthenticationEnabled: true,
        backupRetentionPeriod: 7,
      });
      expect(cluster.inputs.kmsKeyId).to.contain(`arn:aws:kms:${REGION[role]}:`);
    }
  });

  it("has a writer in the primary and as many instances in the secondary", async () => {
    const instances = async (ledger: Partial<Aurora>) =>
      (await declared(ledger))
        .ofType("aws:rds/clusterInstance:ClusterInstance")
        .map(({ inputs, region }) => `${region} ${inputs.identifier} ${inputs.instanceClass}`);
    expect(await instances({})).to.deep.equal([
      "us-east-1 payment-ledger-1-test-us-east-1 db.r6g.large",
      "us-east-2 payment-ledger-1-test-us-east-2 db.r6g.large",
    ]);
    expect(await instances({ readers: 2 })).to.have.length(4);
    const headless = await instances({ readers: 0, headlessReason: "development" });
    expect(headless).to.have.length(1);
    expect(headless[0]).to.contain("us-east-1");
  });

  it("follows the load when it is serverless", async () => {
    const { named } = await declared({
      instanceClass: undefined,
      serverless: { minAcu: 0.5, maxAcu: 4 },
    });
    for (const role of ROLES) {
      const { serverlessv2ScalingConfiguration: scaling } = named(`ledger-${role}-cluster`).inputs;
      expect(scaling).to.deep.equal({ minCapacity: 0.5, maxCapacity: 4 });
      expect(named(`ledger-${role}-instance-1`).inputs.instanceClass).to.equal("db.serverless");
    }
  });

  it("gives only the first cluster an administrator and a database", async () => {
    const { named } = await declared();
    const { masterPassword, ...primary } = named("ledger-primary-cluster").inputs;
    expect(masterPassword).to.have.length(40);
    expect(primary).to.include({ masterUsername: "ledger_admin", databaseName: "ledger" });
    const secondary = named("ledger-secondary-cluster").inputs;
    expect(secondary).to.not.have.any.keys("masterPassword", "masterUsername", "databaseName");
    expect(secondary.sourceRegion).to.equal("us-east-1");
    for (const { manageMasterUserPassword } of [primary, secondary]) {
      expect(manageMasterUserPassword, "not supported in a global database").to.equal(undefined);
    }
  });

  it("keeps the same password in the secret as in the cluster, with a replica", async () => {
    const { named } = await declared();
    const secret = named("ledger-admin-credentials").inputs;
    expect(secret.recoveryWindowInDays).to.equal(0);
    expect(secret.replicas).to.have.length(1);
    expect(secret.replicas[0].region).to.equal("us-east-2");
    expect(secret.replicas[0].kmsKeyId).to.contain("arn:aws:kms:us-east-2:");
    expect(secret.kmsKeyId).to.contain("arn:aws:kms:us-east-1:");
    const credentials = JSON.parse(named("ledger-admin-first").inputs.secretString);
    expect(credentials).to.deep.include({ username: "ledger_admin", dbname: "ledger" });
    expect(named("ledger-primary-cluster").inputs.masterPassword).to.equal(credentials.password);
  });

  it("lets functions in and nobody else, over TLS", async () => {
    const { named, ofType } = await declared();
    for (const role of ROLES) {
      const groups = `ledger-${role}-groups`;
      const access = named(`${groups}-access`);
      expect(access.inputs.vpcId).to.equal(`vpc-${role}`);
      expect(access.inputs).to.not.have.any.keys("ingress", "egress");
      expect(named(`${groups}-from-functions`).inputs).to.include({
        referencedSecurityGroupId: `sg-functions-${role}`,
        fromPort: 5432,
        toPort: 5432,
      });
      expect(named(`${groups}-subnets`).inputs.subnetIds).to.have.length(2);
      const { family, parameters } = named(`${groups}-cluster-parameters`).inputs;
      expect(family).to.equal("aurora-postgresql16");
      expect(parameters).to.deep.include({ name: "rds.force_ssl", value: "1" });
    }
    expect(ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")).to.deep.equal([]);
    for (const { inputs } of ofType("aws:rds/clusterInstance:ClusterInstance")) {
      expect(inputs.publiclyAccessible).to.equal(false);
      expect(inputs.autoMinorVersionUpgrade, "regions must stay on one version").to.equal(false);
    }
  });

  it("reports both kinds of lag above a second, in both regions", async () => {
    const { named } = await declared();
    for (const role of ROLES) {
      for (const [noun, metricName] of [
        ["replication-lag", "AuroraGlobalDBReplicationLag"],
        ["rpo-lag", "AuroraGlobalDBRPOLag"],
      ]) {
        const alarm = named(`ledger-${role}-lag-${noun}`);
        expect(alarm.region).to.equal(REGION[role]);
        expect(alarm.inputs).to.include({ metricName, threshold: 1_000, namespace: "AWS/RDS" });
        expect(alarm.inputs.dimensions).to.deep.equal({
          DBClusterIdentifier: `payment-ledger-test-${REGION[role]}`,
        });
        expect(alarm.inputs.alarmActions).to.deep.equal([ALERTS[role]]);
        expect(alarm.inputs.period * alarm.inputs.evaluationPeriods).to.be.at.most(120);
      }
    }
  });

  it("can be destroyed, unless its data must be kept", async () => {
    const open = (await declared()).named("ledger-primary-cluster").inputs;
    expect(open).to.include({ skipFinalSnapshot: true, deletionProtection: false });
    const kept = (await declared({}, "books of a licensed institution")).named;
    expect(kept("ledger-global").inputs).to.include({
      deletionProtection: true,
      forceDestroy: false,
    });
    expect(kept("ledger-secondary-cluster").inputs).to.include({
      skipFinalSnapshot: false,
      deletionProtection: true,
      finalSnapshotIdentifier: "payment-ledger-test-us-east-2-final",
    });
  });
});
