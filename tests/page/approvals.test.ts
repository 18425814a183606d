import { expect } from "chai";
import {
  approvalId,
  approvalToken,
  approveInput,
  openApprovalInput,
} from "../../functions/core/approval";
import type { WorkflowInput } from "../../functions/core/workflow";
import type { ApiAnswer } from "../../local/page/api-call";
import { answerApproval, pendingFrom } from "../../local/page/approvals";
import { factsOf } from "../../local/page/page-facts";
import { PRIMARY, SECONDARY, smallDeployment } from "./fake-world";

const NOW = Date.UTC(2026, 0, 1);
const TASK_TOKEN = "t".repeat(40);
const ID = approvalId(TASK_TOKEN);
const OPERATOR = "arn:aws:iam::000000000000:user/OPERATOR";
const ADA = "arn:aws:iam::000000000000:user/ada";

function asked(approvers: number): Record<string, unknown> {
  const input: WorkflowInput = {
    kind: "failover",
    to: SECONDARY,
    from: PRIMARY,
    epoch: 1,
    graceful: true,
    by: OPERATOR,
    why: "test",
    drill: true,
  };
  const request = { input, taskToken: TASK_TOKEN, approvers, timeoutSeconds: 600 };
  return openApprovalInput("payment-control", request, NOW).Item;
}

/** The record after Ada's word, as the API's own write leaves it. */
function agreedByAda(): Record<string, unknown> {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = approveInput(
    "payment-control",
    ID,
    ADA,
    NOW,
  );
  return { ...asked(2), approvals: { M: { [names["#who"]]: values[":word"] } } };
}

describe("a question that waits for people", () => {
  it("is shown without its secrets, with a colleague for each word that is needed", () => {
    const pending = pendingFrom(asked(2), NOW);
    expect(pending).to.deep.equal({
      id: ID,
      to: SECONDARY,
      required: 2,
      agreed: [],
      expiresMs: NOW + 600_000,
      people: ["ada", "grace"],
    });
    expect(JSON.stringify(pending)).to.not.include(TASK_TOKEN);
    expect(pendingFrom(agreedByAda(), NOW)?.agreed).to.deep.equal(["ada"]);
  });

  it("is gone when it is answered, when its time is over, and when it never was one", () => {
    expect(pendingFrom({ ...asked(2), decision: { S: "DENIED" } }, NOW)).to.equal(undefined);
    expect(pendingFrom(asked(2), NOW + 600_000)).to.equal(undefined);
    expect(pendingFrom({ pk: { S: "authority" } }, NOW)).to.equal(undefined);
  });

  const facts = factsOf(smallDeployment(0));
  const world = (answer: ApiAnswer, more: object = {}) => {
    const calls: Record<string, unknown>[] = [];
    const call = async (given: object) => {
      calls.push({ ...given });
      return answer;
    };
    const parts = { facts, record: async () => asked(2), isReachable: () => true, call };
    return { calls, world: { ...parts, ...more } };
  };
  const says = (outcome: Promise<string>) => outcome.catch((error: Error) => error.message);
  const reply = (status: number, body: object) => ({ status, body: JSON.stringify(body) });

  it("is answered through the API of the region that asks, in a colleague's name", async () => {
    const { calls, world: here } = world(reply(202, { missing: 1 }));
    const told = await answerApproval(here, ID, "ada", "approve");
    expect(told).to.equal("Ada has agreed; 1 more must agree");
    expect(calls).to.have.length(1);
    expect(calls[0]).to.include({ port: 4502, method: "POST", path: `/dr/approvals/${ID}` });
    expect(calls[0]?.authorization).to.match(/Credential=ada\/\d{8}\/us-east-2\/execute-api\//);
    const body = JSON.parse(String(calls[0]?.body));
    expect(body).to.deep.equal({ decision: "approve", token: approvalToken(TASK_TOKEN) });
  });

  const outcomes: readonly [status: number, body: object, word: "approve" | "deny", RegExp][] = [
    [200, { decision: "approved" }, "approve", /^Ada has agreed, and that is enough/],
    [200, { decision: "denied" }, "deny", /^Ada said no: nothing moves$/],
    [403, { detail: "Whoever asked cannot approve." }, "approve", /^Whoever asked cannot approve$/],
    [403, { message: "Missing Authentication Token" }, "approve", /^Missing Authentication Token$/],
    [409, { detail: "The time to answer is over." }, "deny", /^The time to answer is over$/],
    [500, {}, "approve", /^the API answered 500$/],
  ];
  for (const [status, body, word, expected] of outcomes) {
    it(`tells what ${status} to ${word} means: ${expected.source}`, async () => {
      const { world: here } = world(reply(status, body));
      expect(await says(answerApproval(here, ID, "ada", word))).to.match(expected);
    });
  }

  it("is not answered for strangers, for regions that are gone, or when nobody asked", async () => {
    const { calls, world: here } = world(reply(200, {}));
    const refused = [
      answerApproval(here, ID, "mallory", "approve"),
      answerApproval(here, ID, undefined, "approve"),
      answerApproval({ ...here, isReachable: () => false }, ID, "ada", "approve"),
      answerApproval({ ...here, record: async () => undefined }, ID, "ada", "deny"),
    ];
    expect(await Promise.all(refused.map(says))).to.deep.equal([
      "person is one of ada, grace, barbara, frances",
      "person is one of ada, grace, barbara, frances",
      "us-east-2 asked, and does not answer now",
      "nobody waits for this answer any more",
    ]);
    expect(calls).to.deep.equal([]);
  });
});
