import { expect } from "chai";
import {
  alertedInput,
  bumpInput,
  cancelInput,
  type Resolution,
  resolveInput,
} from "../../../functions/core/aftercare";
import { type Item, paymentFrom } from "../../../functions/core/payment-record";
import { acceptInput, parkInput } from "../../../functions/core/transitions";
import { DynamoDb } from "../../../local/engine/dynamodb/dynamodb";
import { Random } from "../../../local/engine/random";
import { allLinked } from "../../../local/engine/service";
import { VirtualTimeline } from "../../../local/engine/timeline";

const KEY = "acme#t1";
const place = { table: "payments", region: "us-east-1", nowMs: 1_000 };
const payment = {
  tenant: "acme",
  transactionId: "t1",
  amountMinor: 5n,
  currency: "USD",
  customer: "c",
  method: "m",
};

/** One accepted payment in a table with real semantics. */
class Table {
  private readonly dynamo = new DynamoDb({
    timeline: new VirtualTimeline(),
    random: new Random("t"),
    links: allLinked,
  });

  constructor() {
    this.dynamo.createTable({
      name: "payments",
      hashKey: "transaction_id",
      attributes: [{ name: "transaction_id", type: "S" }],
      indexes: [],
      regions: ["us-east-1"],
      consistency: "single",
    });
    this.dynamo.call({ region: "us-east-1" }, "PutItem", acceptInput(payment, place));
  }

  update(input: object): boolean {
    try {
      const given = input as Record<string, unknown>;
      this.dynamo.call({ region: "us-east-1" }, "UpdateItem", given);
      return true;
    } catch (error) {
      expect((error as Error).name).to.equal("ConditionalCheckFailedException");
      return false;
    }
  }

  read() {
    return paymentFrom(this.item());
  }

  shard(): string | undefined {
    return this.item().dsh?.S;
  }

  private item(): Item {
    const input = { TableName: "payments", Key: { transaction_id: { S: KEY } } };
    return (this.dynamo.call({ region: "us-east-1" }, "GetItem", input) as { Item: Item }).Item;
  }

  park(): void {
    const parking = { key: KEY, owner: "o", epoch: 1, seenVersion: 1, reason: "unknown" };
    expect(this.update(parkInput({ ...parking, status: "IN_DOUBT" }, place))).to.equal(true);
  }
}

describe("what happens to a payment beside its processing", () => {
  it("clears the event that was told, and nothing is due any more", () => {
    const table = new Table();
    table.park();
    expect(table.read()).to.include({ status: "IN_DOUBT", alert: "in_doubt", dueMs: 1_000 });
    expect(table.update(alertedInput(KEY, "failed", place))).to.equal(false);
    expect(table.update(alertedInput(KEY, "in_doubt", place))).to.equal(true);
    expect(table.read()).to.include({ alert: undefined, dueMs: undefined });
  });

  it("pushes the due time out only from where it was seen", () => {
    const table = new Table();
    expect(table.update(bumpInput(KEY, 5_000, 9_000, place))).to.equal(false);
    expect(table.update(bumpInput(KEY, 6_000, 9_000, place))).to.equal(true);
    expect(table.read().dueMs).to.equal(9_000);
  });

  it("lets people decide a doubt once, on the state they saw, and has it told", () => {
    const table = new Table();
    table.park();
    const shard = table.shard();
    table.update(alertedInput(KEY, "in_doubt", { ...place, nowMs: 2_000 }));
    expect(table.shard()).to.equal(undefined);
    const seen: Resolution = {
      key: KEY,
      seenVersion: 3,
      fingerprint: table.read().fingerprint,
      status: "SUCCEEDED",
      reference: "ref-7",
      reason: "settlement file of the day",
    };
    expect(table.update(resolveInput({ ...seen, seenVersion: 2 }, place))).to.equal(false);
    expect(table.update(resolveInput(seen, place))).to.equal(true);
    expect(table.read()).to.include({
      status: "SUCCEEDED",
      reference: "ref-7",
      alert: "processed",
    });
    expect(table.update(resolveInput({ ...seen, seenVersion: 4 }, place))).to.equal(false);
    expect(table.shard(), "the sweeper finds it again").to.equal(shard);
  });

  it("cancels what nobody has tried yet", () => {
    const table = new Table();
    expect(table.update(cancelInput(KEY, place))).to.equal(true);
    expect(table.read()).to.include({ status: "CANCELLED", dueMs: undefined });
    expect(table.update(cancelInput(KEY, place))).to.equal(false);
  });
});
