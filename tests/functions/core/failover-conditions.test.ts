import { expect } from "chai";
import {
  approvalToken,
  approveInput,
  denyInput,
  openApprovalInput,
  settleApprovalInput,
} from "../../../functions/core/approval";
import { closeMoveInput, moveFrom, openMoveInput } from "../../../functions/core/authority-move";
import {
  type DetectState,
  detectStateFrom,
  saveDetectStateInput,
} from "../../../functions/core/detect-state";
import type { Item } from "../../../functions/core/payment-record";
import { dryRunInput } from "../../../functions/core/store-probe";
import { Dynalite } from "../../local/engine/dynamodb/dynalite";
import { FAILOVER, LOST, NOW_MS, ticksOf } from "./failover-scene";

/** What a conditional write did to an item, according to an independent implementation. */
type Outcome = "written" | "refused";

const table = (name: string, hashKey: string) => ({
  name,
  hashKey,
  attributes: [{ name: hashKey, type: "S" as const }],
  // It does not take an empty list.
  indexes: [{ name: "any", hashKey, projection: "KEYS_ONLY" as const }],
  regions: ["us-east-1"],
  consistency: "single" as const,
});

describe("the conditions of failover, in an independent implementation", () => {
  let dynalite: Dynalite;

  before(async () => {
    dynalite = await Dynalite.start();
    await dynalite.createTable(table("control", "pk"));
    await dynalite.createTable(table("transactions", "transaction_id"));
  });
  after(() => dynalite.stop());

  async function put(item: Item): Promise<void> {
    const answer = await dynalite.call("PutItem", { TableName: "control", Item: item });
    expect(answer).not.to.have.property("error");
  }

  async function remove(key: Item): Promise<void> {
    await dynalite.call("DeleteItem", { TableName: "control", Key: key });
  }

  async function write(operation: string, input: object): Promise<Outcome> {
    const { ReturnValuesOnConditionCheckFailure: _unknownToIt, ...rest } = input as {
      ReturnValuesOnConditionCheckFailure?: string;
    };
    const answer = await dynalite.call(operation, rest);
    if ("output" in answer) return "written";
    if (answer.error === "ConditionalCheckFailedException") return "refused";
    throw new Error(`${operation}: ${answer.error}`);
  }

  async function stored(key: Item): Promise<Item | undefined> {
    const answer = await dynalite.call("GetItem", { TableName: "control", Key: key });
    if ("error" in answer) throw new Error(answer.error);
    return (answer.output as { Item?: Item }).Item;
  }

  it("a dry run never has an effect, whatever the table holds", async () => {
    const input = dryRunInput("transactions");
    expect(await write("PutItem", input)).to.equal("refused");
    await dynalite.call("PutItem", { TableName: "transactions", Item: input.Item });
    expect(await write("PutItem", input)).to.equal("refused");
  });

  describe("of an approval", () => {
    const request = {
      input: FAILOVER,
      taskToken: "t".repeat(40),
      approvers: 2,
      timeoutSeconds: 60,
    };
    const opened = openApprovalInput("control", request, NOW_MS);
    const id = String(opened.Item.id?.S);
    const key: Item = { pk: { S: `approval#${id}` } };
    const decided = (decision: string): Item => ({ ...opened.Item, decision: { S: decision } });
    const agreed: Item = { ...opened.Item, approvals: { M: { ann: { N: "1" } } } };

    it("a question is asked once", async () => {
      await remove(key);
      expect(await write("PutItem", opened)).to.equal("written");
      expect(await write("PutItem", opened)).to.equal("refused");
    });

    const inTime = NOW_MS + 59_999;
    const late = NOW_MS + 60_000;
    for (const [title, item, nowMs, outcome] of [
      ["open", opened.Item, inTime, "written"],
      ["open, with somebody else's word", agreed, inTime, "written"],
      ["open, but over", opened.Item, late, "refused"],
      ["approved", decided("APPROVED"), inTime, "refused"],
      ["denied", decided("DENIED"), inTime, "refused"],
    ] as const) {
      it(`a word is ${outcome} when the question is ${title}`, async () => {
        for (const build of [approveInput, denyInput]) {
          await put(item);
          expect(await write("UpdateItem", build("control", id, "bob", nowMs))).to.equal(outcome);
        }
      });
    }

    it("nobody approves twice, and names with any characters are kept apart", async () => {
      await put(agreed);
      expect(await write("UpdateItem", approveInput("control", id, "ann", inTime))).to.equal(
        "refused",
      );
      for (const who of ["arn:aws:iam::1:user/Ops/a.b", "arn:aws:iam::1:user/Ops/a"]) {
        expect(await write("UpdateItem", approveInput("control", id, who, inTime))).to.equal(
          "written",
        );
      }
      expect(Object.keys((await stored(key))?.approvals?.M ?? {})).to.have.length(3);
    });

    it("is closed only while it is open", async () => {
      const close = settleApprovalInput("control", id);
      for (const [item, outcome] of [
        [agreed, "written"],
        [decided("DENIED"), "refused"],
        [decided("APPROVED"), "refused"],
      ] as const) {
        await put(item);
        expect(await write("UpdateItem", close)).to.equal(outcome);
      }
    });

    it("never stores the secret", async () => {
      await put(opened.Item);
      expect(JSON.stringify(await stored(key))).not.to.contain(approvalToken(request.taskToken));
    });
  });

  describe("of the record of a move", () => {
    const key: Item = { pk: { S: "workflow#4" } };
    const open = (execution: string, nowMs = NOW_MS) =>
      write("UpdateItem", openMoveInput("control", FAILOVER, execution, nowMs));
    const close = (execution: string, outcome: string) =>
      write(
        "UpdateItem",
        closeMoveInput("control", 4, { execution, outcome, evidence: execution }),
      );
    const ending = async () => {
      const { outcome, evidence } = (await stored(key)) ?? {};
      return [outcome?.S, evidence?.S];
    };
    beforeEach(() => remove(key));

    it("the first one stays, and only executions that fenced can close it", async () => {
      expect(await close("first", "denied")).to.equal("refused");
      expect(await open("first")).to.equal("written");
      expect(await open("second", NOW_MS + 1)).to.equal("written");
      expect(await close("late-order", "refused")).to.equal("refused");
      expect(await close("fir", "refused"), "a part of a name is no name").to.equal("refused");
      expect(await close("second", "failed")).to.equal("written");
      expect(moveFrom(await stored(key))).to.include({ ...FAILOVER, epoch: 4, startedMs: NOW_MS });
      expect(await ending()).to.deep.equal(["failed", "second"]);
    });

    it("a success follows a failure, and nothing follows a success", async () => {
      await open("first");
      await open("second");
      expect(await close("first", "failed")).to.equal("written");
      expect(await close("second", "succeeded")).to.equal("written");
      expect(await close("first", "failed")).to.equal("refused");
      expect(await ending()).to.deep.equal(["succeeded", "second"]);
    });
  });

  it("what the detector saves reads back, beside the operator's markers", async () => {
    const key: Item = { pk: { S: "detect#us-east-2" } };
    await put({ ...key, freeze_until: { N: "5" } });
    const state: DetectState = {
      ticks: ticksOf(3, LOST),
      heartbeat: { beat: 1, sinceMs: 2, seenMs: 3 },
      goodSinceMs: 4,
      freezeUntilMs: 5,
      drillUntilMs: undefined,
    };
    const save = saveDetectStateInput("control", "us-east-2", state);
    expect(await write("UpdateItem", save)).to.equal("written");
    expect(detectStateFrom(await stored(key))).to.deep.equal(state);
  });
});
