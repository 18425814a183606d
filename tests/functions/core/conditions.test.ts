import { expect } from "chai";
import * as conditions from "../../../functions/core/conditions";
import type { Item } from "../../../functions/core/payment-record";
import type { AwsError } from "../../../local/engine/aws-error";
import { DynamoDb } from "../../../local/engine/dynamodb/dynamodb";
import type { TableDefinition } from "../../../local/engine/dynamodb/table-definition";
import { Random } from "../../../local/engine/random";
import { allLinked } from "../../../local/engine/service";
import { VirtualTimeline } from "../../../local/engine/timeline";
import { Dynalite } from "../../local/engine/dynamodb/dynalite";

const TABLE: TableDefinition = {
  name: "payments",
  hashKey: "transaction_id",
  attributes: [
    { name: "transaction_id", type: "S" },
    { name: "dsh", type: "S" },
    { name: "due", type: "N" },
  ],
  indexes: [{ name: "due", hashKey: "dsh", rangeKey: "due", projection: "KEYS_ONLY" }],
  regions: ["us-east-1"],
  consistency: "single",
};

const KEY = { transaction_id: { S: "acme#t1" } };
const n = (value: number) => ({ N: String(value) });
const s = (value: string) => ({ S: value });
const yes = { BOOL: true };
const no = { BOOL: false };

const STATUSES = {
  ":accepted": s("ACCEPTED"),
  ":processing": s("PROCESSING"),
  ":inDoubt": s("IN_DOUBT"),
};

type Values = Readonly<Record<string, object>>;

/** One row of a truth table: the stored payment, what the writer believes, and whether it may write. */
type Row = readonly [title: string, item: Item | undefined, values: Values, holds: boolean];

const claim = { ":epoch": n(3), ":now": n(1_000) };
const seen = { ":seen": n(4) };
const failed = { ...seen, ":false": no, ":me": s("me") };
const due = { ":seenDue": n(50) };

const TABLES: Readonly<Record<keyof typeof conditions, readonly Row[]>> = {
  ACCEPT: [
    ["nothing is stored", undefined, {}, true],
    ["the identifier is used", { st: s("ACCEPTED") }, {}, false],
    ["the identifier was used long ago", { st: s("SUCCEEDED") }, {}, false],
  ],
  CLAIM: [
    ["nothing is stored", undefined, claim, false],
    ["it waits", { st: s("ACCEPTED"), ep: n(0) }, claim, true],
    ["it waits under the same epoch", { st: s("ACCEPTED"), ep: n(3) }, claim, true],
    ["a newer epoch has touched it", { st: s("ACCEPTED"), ep: n(4) }, claim, false],
    ["its claim has expired", { st: s("PROCESSING"), ep: n(3), lease: n(1_000) }, claim, true],
    ["its claim holds", { st: s("PROCESSING"), ep: n(3), lease: n(1_001) }, claim, false],
    [
      "its claim expired under a newer epoch",
      { st: s("PROCESSING"), ep: n(4), lease: n(1) },
      claim,
      false,
    ],
    ["it is in doubt", { st: s("IN_DOUBT"), ep: n(1) }, claim, false],
    ["it is finished", { st: s("SUCCEEDED"), ep: n(1), lease: n(1) }, claim, false],
  ],
  RECORD: [
    ["nothing is stored", undefined, {}, false],
    ["it waits", { st: s("ACCEPTED") }, {}, true],
    ["it is claimed", { st: s("PROCESSING") }, {}, true],
    ["it is in doubt", { st: s("IN_DOUBT") }, {}, true],
    ["it succeeded", { st: s("SUCCEEDED") }, {}, false],
    ["it was declined", { st: s("DECLINED") }, {}, false],
    ["it failed", { st: s("FAILED") }, {}, false],
    ["it was cancelled", { st: s("CANCELLED") }, {}, false],
  ],
  RELEASE: [
    ["nothing is stored", undefined, { ":me": s("me") }, false],
    ["the claim is mine", { st: s("PROCESSING"), own: s("me") }, { ":me": s("me") }, true],
    ["the claim is another's", { st: s("PROCESSING"), own: s("you") }, { ":me": s("me") }, false],
    ["it waits", { st: s("ACCEPTED"), own: s("me") }, { ":me": s("me") }, false],
    ["it is finished", { st: s("SUCCEEDED"), own: s("me") }, { ":me": s("me") }, false],
  ],
  PARK_IN_DOUBT: [
    ["nothing is stored", undefined, seen, false],
    ["it waits as seen", { st: s("ACCEPTED"), ver: n(4) }, seen, true],
    ["it is claimed as seen", { st: s("PROCESSING"), ver: n(4) }, seen, true],
    ["it has moved", { st: s("PROCESSING"), ver: n(5) }, seen, false],
    ["it is finished", { st: s("SUCCEEDED"), ver: n(4) }, seen, false],
    ["it is in doubt already", { st: s("IN_DOUBT"), ver: n(4) }, seen, false],
  ],
  PARK_FAILED: [
    [
      "no attempt may have had an effect",
      { st: s("ACCEPTED"), ver: n(4), maybe: no },
      failed,
      true,
    ],
    [
      "only my refused claim may",
      { st: s("PROCESSING"), ver: n(4), maybe: yes, own: s("me") },
      failed,
      true,
    ],
    [
      "another's claim may",
      { st: s("PROCESSING"), ver: n(4), maybe: yes, own: s("you") },
      failed,
      false,
    ],
    ["some attempt may", { st: s("ACCEPTED"), ver: n(4), maybe: yes }, failed, false],
    ["it has moved", { st: s("ACCEPTED"), ver: n(5), maybe: no }, failed, false],
    ["it is in doubt", { st: s("IN_DOUBT"), ver: n(4), maybe: no }, failed, false],
  ],
  ALERTED: [
    ["that event waits", { alert: s("failed") }, { ":alert": s("failed") }, true],
    ["another event waits", { alert: s("in_doubt") }, { ":alert": s("failed") }, false],
    ["no event waits", { st: s("FAILED") }, { ":alert": s("failed") }, false],
  ],
  BUMP: [
    ["it waits as seen", { st: s("ACCEPTED"), due: n(50) }, due, true],
    ["it is claimed as seen", { st: s("PROCESSING"), due: n(50) }, due, true],
    ["it is due at another time", { st: s("ACCEPTED"), due: n(51) }, due, false],
    ["it is finished", { st: s("SUCCEEDED"), due: n(50) }, due, false],
    ["it is not due at all", { st: s("ACCEPTED") }, due, false],
  ],
  RESOLVE: [
    ["it is in doubt as seen", { st: s("IN_DOUBT"), ver: n(4) }, seen, true],
    ["it has moved", { st: s("IN_DOUBT"), ver: n(5) }, seen, false],
    ["it is finished", { st: s("SUCCEEDED"), ver: n(4) }, seen, false],
  ],
  CANCEL: [
    ["nobody has tried yet", { st: s("ACCEPTED"), attempt: n(0) }, { ":zero": n(0) }, true],
    ["somebody has tried", { st: s("ACCEPTED"), attempt: n(1) }, { ":zero": n(0) }, false],
    ["somebody tries now", { st: s("PROCESSING"), attempt: n(0) }, { ":zero": n(0) }, false],
  ],
};

const EXPRESSIONS = new Map(Object.entries(conditions));

/** Writes under the condition and tells whether it held. */
type Store = (item: Item | undefined, condition: string, values: Values) => Promise<boolean>;

/** DynamoDB refuses values that an expression does not use. */
function used(condition: string, values: Values): Values | undefined {
  const names = new Set(condition.match(/:\w+/g));
  const entries = Object.entries({ ...STATUSES, ...values }).filter(([name]) => names.has(name));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function writeInput(condition: string, values: Values) {
  return {
    TableName: TABLE.name,
    Item: { ...KEY, touched: yes },
    ConditionExpression: condition,
    ExpressionAttributeValues: used(condition, values),
  };
}

describe("the conditions under which a payment changes", () => {
  let dynalite: Dynalite;

  before(async () => {
    dynalite = await Dynalite.start();
    await dynalite.createTable(TABLE);
  });

  after(() => dynalite.stop());

  const independent: Store = async (item, condition, values) => {
    const stored = { TableName: TABLE.name, Item: { ...KEY, ...item } };
    const prepared = item
      ? await dynalite.call("PutItem", stored)
      : await dynalite.call("DeleteItem", { TableName: TABLE.name, Key: KEY });
    expect(prepared).not.to.have.property("error");
    const answer = await dynalite.call("PutItem", writeInput(condition, values));
    if (!("error" in answer)) return true;
    expect(answer.error).to.match(/ConditionalCheckFailedException/);
    return false;
  };

  const ours: Store = async (item, condition, values) => {
    const timeline = new VirtualTimeline();
    const dynamo = new DynamoDb({ timeline, random: new Random("x"), links: allLinked });
    dynamo.createTable(TABLE);
    const caller = { region: "us-east-1" };
    if (item) dynamo.call(caller, "PutItem", { TableName: TABLE.name, Item: { ...KEY, ...item } });
    try {
      dynamo.call(caller, "PutItem", writeInput(condition, values));
      return true;
    } catch (error) {
      expect((error as AwsError).name).to.equal("ConditionalCheckFailedException");
      return false;
    }
  };

  it("has a truth table for every condition", () => {
    expect(Object.keys(TABLES).sort()).to.deep.equal(Object.keys(conditions).sort());
  });

  for (const [name, rows] of Object.entries(TABLES)) {
    const condition = EXPRESSIONS.get(name) ?? "";
    for (const [title, item, values, holds] of rows) {
      it(`${name} ${holds ? "holds" : "does not hold"} when ${title}`, async () => {
        expect(await independent(item, condition, values), "dynalite").to.equal(holds);
        expect(await ours(item, condition, values), "our engine").to.equal(holds);
      });
    }
  }
});
