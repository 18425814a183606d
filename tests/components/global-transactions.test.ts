import { expect } from "chai";
import { GlobalTransactions } from "../../components/global-transactions";
import { declare } from "../support/declare";
import { sampleConfig } from "./sample-stack";
import { finder, twoContexts } from "./two-contexts";

const TABLE = "aws:dynamodb/table:Table";

async function declared(changes: Record<string, unknown> = {}) {
  const config = sampleConfig(changes);
  return finder(
    await declare(() => {
      const contexts = twoContexts();
      new GlobalTransactions(
        "global",
        { ...contexts, config },
        { provider: contexts.primary.provider },
      );
    }),
  );
}

describe("GlobalTransactions", () => {
  it("acknowledges a payment only when two regions have it, with a witness as the third", async () => {
    const { inputs } = (await declared()).named("global-payments-table");
    expect(inputs.name).to.equal("payment-transactions-test");
    expect(inputs.replicas).to.deep.equal([
      {
        regionName: "us-east-2",
        consistencyMode: "STRONG",
        pointInTimeRecovery: true,
        propagateTags: false,
        deletionProtectionEnabled: false,
      },
    ]);
    expect(inputs.globalTableWitness).to.deep.equal({ regionName: "us-west-2" });
  });

  it("keeps payments eventually consistent by configuration, and authority strong all the same", async () => {
    const found = await declared({ consistency: "eventual" });
    const payments = found.named("global-payments-table").inputs;
    expect(payments.replicas[0]).not.to.have.property("consistencyMode");
    expect(payments).not.to.have.property("globalTableWitness");
    expect(payments.streamEnabled, "how an eventual table replicates").to.equal(true);
    const control = found.named("global-control-table").inputs;
    expect(control.replicas[0].consistencyMode).to.equal("STRONG");
    expect(control.globalTableWitness).to.deep.equal({ regionName: "us-west-2" });
  });

  it("expires sessions, and nothing else", async () => {
    const found = await declared();
    const expiring = found.ofType(TABLE).filter(({ inputs }) => inputs.ttl !== undefined);
    expect(expiring.map(({ inputs }) => [inputs.name, inputs.ttl])).to.deep.equal([
      ["payment-sessions-test", { enabled: true, attributeName: "expires_at" }],
    ]);
  });

  it("can restore every replica of every table to any second", async () => {
    for (const { inputs } of (await declared()).ofType(TABLE)) {
      expect(inputs.pointInTimeRecovery).to.deep.equal({ enabled: true });
      for (const replica of inputs.replicas) expect(replica.pointInTimeRecovery).to.equal(true);
      expect(inputs.serverSideEncryption).to.deep.equal({ enabled: true });
    }
  });

  it("declares only attributes that are keys", async () => {
    for (const { inputs } of (await declared()).ofType(TABLE)) {
      const indexed = (inputs.globalSecondaryIndexes ?? []).flatMap(
        (index: { keySchemas: { attributeName: string }[] }) =>
          index.keySchemas.map(({ attributeName }) => attributeName),
      );
      const names = inputs.attributes.map(({ name }: { name: string }) => name);
      expect(names).to.have.members([inputs.hashKey, ...indexed]);
    }
  });

  it("finds payments that wait by shard and time, by their keys alone", async () => {
    const { inputs } = (await declared()).named("global-payments-table");
    expect(inputs.globalSecondaryIndexes).to.deep.equal([
      {
        name: "due",
        keySchemas: [
          { attributeName: "dsh", keyType: "HASH" },
          { attributeName: "due", keyType: "RANGE" },
        ],
        projectionType: "KEYS_ONLY",
      },
    ]);
  });

  it("calls the replica secondary, in the replica's own region", async () => {
    const found = await declared();
    const role = found.named("global-payments-replica-dr-role");
    expect(role.inputs).to.include({ key: "DR-Role", value: "secondary" });
    expect(role.inputs.resourceArn).to.match(
      /^arn:aws:dynamodb:us-east-2:\d+:table\/payment-transactions-test$/,
    );
    expect(role.region).to.equal("us-east-2");
    expect(found.named("global-payments-replica-region").inputs.value).to.equal("us-east-2");
  });

  it("begins with the primary in authority, once", async () => {
    const { inputs } = (await declared()).named("global-authority");
    expect(JSON.parse(inputs.item)).to.include.deep.keys("changed", "why", "by");
    expect(JSON.parse(inputs.item)).to.deep.include({
      pk: { S: "authority" },
      active: { S: "us-east-1" },
      epoch: { N: "1" },
      phase: { S: "STEADY" },
    });
  });

  it("warms a table up only when a new one could not take the declared peak", async () => {
    const small = (await declared()).named("global-payments-table").inputs;
    expect(small).not.to.have.property("warmThroughput");
    expect(small.globalSecondaryIndexes[0]).not.to.have.property("warmThroughput");
    const changes = { load: { peakPaymentsPerSecond: 2_000, accountConcurrency: 10_000 } };
    const large = (await declared(changes)).named("global-payments-table").inputs;
    expect(large.warmThroughput).to.deep.equal({
      writeUnitsPerSecond: 6_000,
      readUnitsPerSecond: 12_000,
    });
    expect(large.globalSecondaryIndexes[0].warmThroughput).to.deep.equal({
      writeUnitsPerSecond: 8_000,
      readUnitsPerSecond: 12_000,
    });
  });

  it("protects data only on request, and then on both replicas", async () => {
    const changes = { protect: { data: "The books must outlive mistakes" } };
    for (const { inputs } of (await declared(changes)).ofType(TABLE)) {
      expect(inputs.deletionProtectionEnabled).to.equal(true);
      expect(inputs.replicas[0].deletionProtectionEnabled).to.equal(true);
    }
  });
});
