import { expect } from "chai";
import {
  abandonedMove,
  closeMoveInput,
  countsAsAutomatic,
  isRecentMove,
  moveFrom,
  openMoveInput,
  readMoveInput,
} from "../../../functions/core/authority-move";
import type { Item } from "../../../functions/core/payment-record";
import { FAILOVER, HOUR_MS, NOW_MS } from "./failover-scene";

/** The item that opening makes where there was none: every value under its own name. */
function opened(input = FAILOVER) {
  const { Key, ExpressionAttributeValues } = openMoveInput("control", input, "first", NOW_MS);
  const values = Object.entries(ExpressionAttributeValues).map(([name, value]) => {
    return [name.slice(1), value] as const;
  });
  return { ...Key, ...Object.fromEntries(values) } as Item;
}

const move = moveFrom(opened());
if (!move) throw new Error("an item that was just made must read as a move");

describe("the record of a move", () => {
  it("lies under the epoch that it created and reads back", () => {
    expect(readMoveInput("control", 4).Key).to.deep.equal({ pk: { S: "workflow#4" } });
    expect(move).to.deep.equal({
      ...FAILOVER,
      epoch: 4,
      startedMs: NOW_MS,
      outcome: undefined,
    });
    const ending = { execution: "first", outcome: "succeeded", evidence: "key" };
    expect(closeMoveInput("control", 4, ending).Key).to.deep.equal({ pk: { S: "workflow#4" } });
  });

  it("keeps long texts short", () => {
    expect(opened({ ...FAILOVER, why: "x".repeat(999) }).why?.S).to.have.length(200);
  });

  it("is nothing when there is none, and cautious when it is damaged", () => {
    expect(moveFrom(undefined)).to.equal(undefined);
    expect(moveFrom({})).to.deep.include({ kind: "failover", by: "", startedMs: 0 });
    expect(moveFrom({ kind: { S: "failback" }, pk: {} })?.kind).to.equal("failback");
  });
});

describe("counting automatic moves", () => {
  it("looks at 24 hours", () => {
    expect(isRecentMove(move, NOW_MS + 24 * HOUR_MS - 1)).to.equal(true);
    expect(isRecentMove(move, NOW_MS + 24 * HOUR_MS)).to.equal(false);
  });

  it("counts what nobody asked for, and what nobody recorded", () => {
    expect(countsAsAutomatic(move)).to.equal(true);
    expect(countsAsAutomatic({ ...move, by: "alarm" })).to.equal(true);
    expect(countsAsAutomatic({ ...move, by: "jane" })).to.equal(false);
    expect(countsAsAutomatic(undefined)).to.equal(true);
    expect(isRecentMove(undefined, NOW_MS)).to.equal(true);
  });
});

describe("an abandoned move", () => {
  const late = NOW_MS + 600_000;

  it("is finished with the input that it had", () => {
    expect(abandonedMove(move, "us-east-2", late)).to.deep.equal(FAILOVER);
  });

  it("is left alone while its workflow may still run, when it has ended, and elsewhere", () => {
    expect(abandonedMove(move, "us-east-2", late - 1)).to.equal(undefined);
    expect(abandonedMove({ ...move, outcome: "failed" }, "us-east-2", late)).to.equal(undefined);
    expect(abandonedMove(move, "us-east-1", late)).to.equal(undefined);
    const failback = { ...move, kind: "failback" } as const;
    expect(abandonedMove(failback, "us-east-2", late)).to.equal(undefined);
    expect(abandonedMove(failback, "us-east-2", NOW_MS + 4_200_000)).to.include({ epoch: 3 });
    expect(abandonedMove(undefined, "us-east-2", late)).to.equal(undefined);
  });
});
