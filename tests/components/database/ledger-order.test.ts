import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { LedgerSchema } from "../../../components/database/ledger-schema";
import { ROLES } from "../../../components/per-role";
import { regionProvider } from "../../../components/regions";
import { LEDGER_ROLE } from "../../../functions/core/ledger-posting";
import { captureDeclared } from "../../support/two-regions";
import { declarationOrder } from "../declaration-order";
import { database, REGION } from "./aurora";

describe("What the global database tells the functions", () => {
  it("is their own cluster in each region, and both clusters to whoever promotes", async () => {
    const outputs = await captureDeclared(() => {
      const { ledgerDatabases, adminDatabases, databaseClusters, connectArns } = database();
      return { ledgerDatabases, adminDatabases, databaseClusters, connectArns };
    });
    const read = (role: "primary" | "secondary", key: string) =>
      JSON.parse((outputs.outputs[key] as Record<string, string>)[role] ?? "");
    for (const role of ROLES) {
      const { host, ...rest } = read(role, "ledgerDatabases");
      expect(host).to.match(new RegExp(`^payment-ledger-test-.*\\.${REGION[role]}\\.rds`));
      expect(rest).to.deep.equal({
        port: 5432,
        database: "ledger",
        user: LEDGER_ROLE,
        tls: true,
      });
      const admin = read(role, "adminDatabases");
      expect(admin.user).to.equal("ledger_admin");
      expect(admin.secretId).to.contain(`:secretsmanager:${REGION[role]}:`);
      expect((outputs.outputs.connectArns as Record<string, string>)[role]).to.match(
        new RegExp(`^arn:aws:rds-db:${REGION[role]}:\\d{12}:dbuser:cluster-.+/${LEDGER_ROLE}$`),
      );
    }
    const clusters = JSON.parse(String(outputs.outputs.databaseClusters));
    expect(clusters.globalCluster).to.equal("payment-ledger-test");
    expect(Object.keys(clusters.clusters)).to.deep.equal(["us-east-1", "us-east-2"]);
    for (const role of ROLES) {
      expect(clusters.clusters[REGION[role]]).to.equal(
        `arn:aws:rds:${REGION[role]}:000000000000:cluster:payment-ledger-test-${REGION[role]}`,
      );
    }
  });
});

describe("The order of the global database", () => {
  const inOrder = async () => {
    const { nodes, errors } = await captureDeclared(program);
    expect(errors).to.deep.equal([]);
    return nodes;
  };

  const program = () => {
    const ledger = database({ readers: 2 });
    const provider = regionProvider({ suffix: "test" }, "vantage", "us-east-1");
    const way = new aws.sns.Topic("way-to-database", {}, { provider });
    new LedgerSchema(
      "schema",
      {
        functionName: "payment-migrate-test-us-east-1",
        qualifier: "live",
        database: ledger,
        revision: "abc",
        after: [way],
      },
      { provider },
    );
    return {};
  };

  it("joins the secondary after the primary and destroys it before", async () => {
    const nodes = await inOrder();
    const isAfter = declarationOrder(nodes);
    for (const ordinal of [1, 2]) {
      expect(isAfter("ledger-secondary-cluster", `ledger-primary-instance-${ordinal}`)).to.equal(
        true,
      );
      expect(isAfter("ledger-secondary-instance-1", `ledger-primary-instance-${ordinal}`)).to.equal(
        true,
      );
    }
    expect(isAfter("ledger-primary-cluster", "ledger-secondary-cluster")).to.equal(false);
  });

  it("migrates the schema only after there is a writer, and again when it changed", async () => {
    const nodes = await inOrder();
    expect(declarationOrder(nodes)("schema-migration", "ledger-primary-instance-1")).to.equal(true);
    expect(declarationOrder(nodes)("schema-migration", "way-to-database")).to.equal(true);
    const migration = nodes.find(({ name }) => name === "schema-migration");
    expect(migration?.inputs.triggers).to.deep.equal({ revision: "abc" });
    expect(migration?.inputs.qualifier).to.equal("live");
  });

  it("undoes neither a failover nor an upgrade, and draws a password only once", async () => {
    const nodes = await inOrder();
    const ignored = (name: string) => nodes.find((node) => node.name === name)?.ignoreChanges;
    for (const role of ROLES) {
      expect(ignored(`ledger-${role}-cluster`)).to.deep.equal([
        "globalClusterIdentifier",
        "replicationSourceIdentifier",
        "engineVersion",
      ]);
    }
    expect(ignored("ledger-admin-first")).to.deep.equal(["secretString"]);
  });

  it("shows its password to nobody", async () => {
    const nodes = await inOrder();
    const secret = (name: string) => nodes.find((node) => node.name === name)?.secretInputs;
    expect(secret("ledger-primary-cluster")).to.include("masterPassword");
    expect(secret("ledger-admin-first")).to.include("secretString");
  });
});
