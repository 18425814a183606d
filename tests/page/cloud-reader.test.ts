import { expect } from "chai";
import { acceptInput, DUE_SHARDS } from "../../functions/core/transitions";
import { Cloud } from "../../local/engine/cloud";
import { DynamoDb } from "../../local/engine/dynamodb/dynamodb";
import { Random } from "../../local/engine/random";
import { Rds } from "../../local/engine/rds/rds";
import { States } from "../../local/engine/states/states";
import { wallTimeline } from "../../local/engine/timeline";
import { type CloudReader, cloudReader } from "../../local/page/cloud-reader";
import { orderMove, startDeclaredWorkflow } from "../../local/page/moves";
import { factsOf, type PageFacts } from "../../local/page/page-facts";
import { type Attachment, serve } from "../../local/wire/server";
import { PRIMARY, SECONDARY, smallDeployment } from "./fake-world";

const MACHINE = {
  QueryLanguage: "JSONata",
  StartAt: "Look",
  States: {
    Look: {
      Type: "Choice",
      Choices: [{ Condition: '{% $states.input.kind = "failback" %}', Next: "GatesClosed" }],
      Default: "Rest",
    },
    Rest: { Type: "Wait", Seconds: 600, End: true },
    GatesClosed: { Type: "Fail", Error: "GatesClosed", Cause: '["too early","lag"]' },
  },
};

describe("cloud reader", () => {
  const dynamo = new DynamoDb({
    timeline: wallTimeline,
    random: new Random("reader"),
    links: { canReach: () => true },
    accountId: "000000000000",
  });
  const states = new States({
    timeline: wallTimeline,
    random: new Random("reader"),
    services: { call: () => ({}) },
    sdk: { call: () => ({}) },
  });
  const rds = new Rds({ timeline: wallTimeline });
  let attachment: Attachment;
  let facts: PageFacts;
  let reader: CloudReader;

  before(async () => {
    const regions = [PRIMARY, SECONDARY];
    const table = { regions, witness: "us-west-2", consistency: "strong" } as const;
    dynamo.createTable({
      ...table,
      name: "payment-control",
      hashKey: "pk",
      attributes: [{ name: "pk", type: "S" }],
      indexes: [],
    });
    dynamo.createTable({
      ...table,
      name: "payment-transactions",
      hashKey: "transaction_id",
      attributes: [
        { name: "transaction_id", type: "S" },
        { name: "dsh", type: "S" },
        { name: "due", type: "N" },
      ],
      indexes: [{ name: "due", hashKey: "dsh", rangeKey: "due", projection: "KEYS_ONLY" }],
    });
    attachment = await serve(new Cloud([dynamo, states, rds]));
    const declared = factsOf(smallDeployment(0));
    facts = {
      ...declared,
      globalCluster: "payments",
      regions: declared.regions.map((one) => ({ ...one, awsPort: attachment.port })),
    };
    for (const { region, stateMachineArn: arn } of facts.regions) {
      const definition = JSON.stringify(MACHINE);
      states.createStateMachine(region, {
        name: `failover-${region}`,
        arn,
        definition,
        roleArn: "",
      });
    }
    reader = cloudReader(facts, attachment.port);
  });

  after(async () => {
    reader.close();
    await attachment.close();
  });

  it("reads the authority, and nothing where there is none", async () => {
    expect(await reader.authority(PRIMARY)).to.equal(undefined);
    const Item = {
      pk: { S: "authority" },
      active: { S: SECONDARY },
      epoch: { N: "4" },
      phase: { S: "TAKEOVER" },
    };
    dynamo.call({ region: PRIMARY }, "PutItem", { TableName: "payment-control", Item });
    for (const region of [PRIMARY, SECONDARY]) {
      expect(await reader.authority(region)).to.deep.equal({
        active: SECONDARY,
        epoch: 4,
        phase: "TAKEOVER",
      });
    }
  });

  it("counts the payments that are not finished, in whatever shard they are", async () => {
    for (let index = 0; index < 40; index++) {
      const payment = {
        tenant: "default",
        transactionId: `t-${index}`,
        amountMinor: BigInt(100 + index),
        currency: "EUR",
        customer: "c",
        method: "card",
      };
      const place = { table: "payment-transactions", region: PRIMARY, nowMs: 1_000 + index };
      dynamo.call({ region: PRIMARY }, "PutItem", { ...acceptInput(payment, place) });
    }
    expect(DUE_SHARDS).to.have.length(16);
    expect(await reader.unfinished(SECONDARY)).to.equal(40);
  });

  it("orders a move and tells its step while it runs", async () => {
    const authority = { active: PRIMARY, epoch: 1, phase: "STEADY" } as const;
    const order = () => orderMove("failover", facts, authority, () => true, startDeclaredWorkflow);
    expect(await order()).to.equal("failover-to-us-east-2-epoch-2 was started");
    await order();
    const [execution, ...others] = await reader.executions(SECONDARY);
    expect(others, "pressed twice, started once").to.deep.equal([]);
    expect(execution).to.include({
      region: SECONDARY,
      name: "failover-to-us-east-2-epoch-2",
      status: "RUNNING",
      step: "Rest",
    });
    expect(await reader.executions(PRIMARY)).to.deep.equal([]);
  });

  it("tells why a move did not go on, and asks for patience before the next", async () => {
    const authority = { active: SECONDARY, epoch: 2, phase: "STEADY" } as const;
    const order = () => orderMove("failback", facts, authority, () => true, startDeclaredWorkflow);
    await order();
    const [execution] = await reader.executions(PRIMARY);
    expect(execution).to.include({ status: "FAILED", cause: "GatesClosed: too early; lag" });
    expect(await order().catch((error: Error) => error.message)).to.include("after 30 s");
  });

  it("knows which region's database writes", async () => {
    const members = [PRIMARY, SECONDARY].map((region) => ({
      region,
      clusterIdentifier: `ledger-${region}`,
      clusterArn: `arn:aws:rds:${region}:000000000000:cluster:ledger-${region}`,
    }));
    const status = () => ({ writerRegion: SECONDARY, regions: {} });
    rds.createGlobalCluster({ identifier: "payments", engineVersion: "16.4", members }, {
      status,
    } as never);
    expect(await reader.databaseWriter(PRIMARY)).to.equal(SECONDARY);
  });

  it("rejects when nobody answers, instead of guessing", async () => {
    const nobody = cloudReader(facts, 1);
    const answer = await nobody.authority(PRIMARY).catch(() => "rejected");
    nobody.close();
    expect(answer).to.equal("rejected");
  });
});
