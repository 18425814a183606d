import { expect } from "chai";
import {
  openSessionInput,
  type SessionRequest,
  sessionBody,
  sessionFrom,
} from "../../../functions/core/session";
import { Dynalite } from "../../local/engine/dynamodb/dynalite";

const NOW = 1_000_000;

const wanted: SessionRequest = {
  tenant: "shop",
  sessionId: "s-1",
  customer: "c-1",
  transactionId: undefined,
  lifetimeSeconds: 600,
};

/** The condition's truth table, decided by an independent implementation of DynamoDB. */
describe("the condition for opening a session", () => {
  let dynalite: Dynalite;

  before(async () => {
    dynalite = await Dynalite.start();
    await dynalite.createTable({
      name: "sessions",
      hashKey: "session_id",
      attributes: [{ name: "session_id", type: "S" }],
      // It does not take an empty list.
      indexes: [{ name: "any", hashKey: "session_id", projection: "KEYS_ONLY" }],
      regions: ["us-east-1"],
      consistency: "single",
    });
  });
  after(() => dynalite.stop());

  const table: [string, number | undefined, boolean][] = [
    ["holds when nobody has the name", undefined, true],
    ["holds when the session with the name expired long ago", NOW - 1_000, true],
    ["holds when it expires in this very second", NOW, true],
    ["fails while it has a second to live", NOW + 1, false],
  ];
  for (const [title, expiresAt, holds] of table) {
    it(title, async () => {
      const sessionId = `s-${expiresAt ?? "free"}`;
      if (expiresAt !== undefined) {
        const item = { session_id: { S: `shop#${sessionId}` }, expires_at: { N: `${expiresAt}` } };
        await dynalite.call("PutItem", { TableName: "sessions", Item: item });
      }
      const input = openSessionInput("sessions", { ...wanted, sessionId }, NOW);
      const answer = await dynalite.call("PutItem", input);
      const outcome = "error" in answer ? answer.error : "held";
      expect(outcome).to.equal(holds ? "held" : "ConditionalCheckFailedException");
    });
  }
});

describe("a stored session", () => {
  const item = {
    session_id: { S: "shop#s-1" },
    customer: { S: "c-1" },
    expires_at: { N: String(NOW + 1) },
  };

  it("is read until it expires", () => {
    expect(sessionFrom(item, NOW)).to.deep.equal({
      sessionId: "s-1",
      customer: "c-1",
      transactionId: undefined,
      expiresAtSeconds: NOW + 1,
    });
    expect(sessionFrom(item, NOW + 1)).to.equal(undefined);
  });

  it("is none when a part is missing", () => {
    expect(sessionFrom(undefined, NOW)).to.equal(undefined);
    for (const name of Object.keys(item)) {
      expect(sessionFrom({ ...item, [name]: {} }, NOW), name).to.equal(undefined);
    }
  });
});

describe("the body of a session", () => {
  it("names the payment that the session is for, where there is one", () => {
    const session = {
      ...wanted,
      expiresAtSeconds: NOW,
    };
    expect(sessionBody(session)).not.to.have.property("transaction_id");
    expect(sessionBody({ ...session, transactionId: "t-1" })).to.include({ transaction_id: "t-1" });
  });
});
