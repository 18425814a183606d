import { expect } from "chai";
import {
  type ApprovalRecord,
  approvalFrom,
  approvalId,
  approvalToken,
  approvalTokenHash,
  openApprovalInput,
  readApprovalInput,
  refusalOf,
  verdictOf,
} from "../../../functions/core/approval";
import { approvalAnswerFrom } from "../../../functions/core/approval-answer";
import { FAILOVER, NOW_MS } from "./failover-scene";

const TASK_TOKEN = "AQCEAAAAKgAAAAMAAAAAAAAAAeHDqJ2";
const request = {
  input: { ...FAILOVER, by: "arn:aws:iam::1:user/jane" },
  taskToken: TASK_TOKEN,
  approvers: 2,
  timeoutSeconds: 600,
};
const put = openApprovalInput("control", request, NOW_MS);
const TOKEN = approvalToken(TASK_TOKEN);

function record(change: Partial<ApprovalRecord> = {}): ApprovalRecord {
  const stored = approvalFrom(put.Item);
  if (!stored) throw new Error("an item that was just made must read as an approval");
  return { ...stored, ...change };
}

describe("an approval", () => {
  it("is asked for under an identifier that follows from the waiting task", () => {
    expect(record()).to.include({
      id: approvalId(TASK_TOKEN),
      status: "PENDING",
      to: "us-east-2",
      nextEpoch: 4,
      required: 2,
      requestedBy: "arn:aws:iam::1:user/jane",
      expiresMs: NOW_MS + 600_000,
    });
    expect(record().approvedBy).to.deep.equal([]);
    expect(readApprovalInput("control", record().id).Key).to.deep.equal({ pk: put.Item.pk });
    expect(approvalId(TASK_TOKEN)).not.to.equal(approvalId(`${TASK_TOKEN}x`));
  });

  it("stores the hash of its secret, never the secret", () => {
    expect(JSON.stringify(put.Item)).not.to.contain(TOKEN);
    expect(TOKEN).not.to.contain(approvalId(TASK_TOKEN));
  });

  it("needs at least one person", () => {
    const { Item } = openApprovalInput("control", { ...request, approvers: 0 }, NOW_MS);
    expect(Item.required).to.deep.equal({ N: "1" });
  });

  it("is none without its essentials", () => {
    expect(approvalFrom(undefined)).to.equal(undefined);
    expect(approvalFrom({ ...put.Item, token_hash: undefined })).to.equal(undefined);
    expect(approvalFrom({ ...put.Item, task_token: undefined })).to.equal(undefined);
    const bare = { id: { S: "i" }, token_hash: { S: "h" }, task_token: { S: "t" } };
    expect(approvalFrom(bare)).to.deep.include({ to: "", requestedBy: "", approvedBy: [] });
  });

  it("names people as IAM did when they agreed, or else as they are counted", () => {
    const approvals = {
      M: {
        bob: { M: { at: { N: "1" }, as: { S: "bob/session" } } },
        ann: { N: "1" },
        eve: { M: {} },
        carol: { M: { as: {} } },
      },
    };
    const { approvedBy, approvedAs } = approvalFrom({ ...put.Item, approvals }) ?? {};
    expect(approvedBy).to.deep.equal(["ann", "bob", "carol", "eve"]);
    expect(approvedAs).to.deep.equal(["ann", "bob/session", "carol", "eve"]);
  });

  it("is taken from anybody with the secret, in time, while it is open", () => {
    expect(refusalOf(record(), "bob", TOKEN, NOW_MS)).to.equal(undefined);
    expect(refusalOf(record({ approvedBy: ["bob"] }), "bob", TOKEN, NOW_MS)).to.equal(undefined);
  });

  it("is refused with the reason", () => {
    expect(refusalOf(record(), "bob", "0".repeat(40), NOW_MS)).to.equal("secret");
    expect(refusalOf(record({ tokenHash: "short" }), "bob", TOKEN, NOW_MS)).to.equal("secret");
    expect(refusalOf(record(), "bob", TOKEN, NOW_MS + 600_000)).to.equal("expired");
    for (const status of ["APPROVED", "DENIED"] as const) {
      expect(refusalOf(record({ status }), "bob", TOKEN, NOW_MS)).to.equal("decided");
    }
    expect(refusalOf(record(), "arn:aws:iam::1:user/jane", TOKEN, NOW_MS)).to.equal("self");
    const alone = record({ required: 1 });
    expect(refusalOf(alone, "arn:aws:iam::1:user/jane", TOKEN, NOW_MS)).to.equal(undefined);
  });

  it("is not taken from whoever asked for the move under another session of the same role", () => {
    const role = "arn:aws:sts::1:assumed-role/Operators";
    const asked = record({ requestedBy: `${role}/jane` });
    expect(refusalOf(asked, `${role}/somebody-else`, TOKEN, NOW_MS)).to.equal("self");
    const other = "arn:aws:sts::1:assumed-role/Approvers/jane";
    expect(refusalOf(asked, other, TOKEN, NOW_MS)).to.equal(undefined);
  });

  it("asks one more person when the order does not say who gave it as IAM does", () => {
    const needed = (by: string, approvers: number) => {
      const input = { ...request.input, by };
      return openApprovalInput("control", { ...request, input, approvers }, NOW_MS).Item.required.N;
    };
    expect(needed("arn:aws:iam::1:user/jane", 2)).to.equal("2");
    expect(needed("detect", 2)).to.equal("2");
    expect(needed("jane", 2)).to.equal("3");
    expect(needed("jane", 1)).to.equal("1");
  });

  it("has a secret that is worth nothing for another request, region or epoch", () => {
    const move = record();
    const hash = approvalTokenHash(TOKEN, move);
    for (const other of [{ id: "other" }, { to: "us-east-1" }, { nextEpoch: 5 }]) {
      expect(approvalTokenHash(TOKEN, { ...move, ...other })).not.to.equal(hash);
      expect(refusalOf(record(other), "bob", TOKEN, NOW_MS)).to.equal("secret");
    }
  });

  it("has a verdict when enough people agree or one does not", () => {
    expect(verdictOf(record())).to.equal(undefined);
    expect(verdictOf(record({ approvedBy: ["bob"] }))).to.equal(undefined);
    expect(
      verdictOf(record({ approvedBy: ["ann", "bob"], approvedAs: ["ann/1", "bob/2"] })),
    ).to.deep.equal({
      approved: true,
      by: ["ann/1", "bob/2"],
    });
    const denied = record({ approvedBy: ["ann", "bob"], status: "DENIED", deniedBy: "eve" });
    expect(verdictOf(denied)).to.deep.equal({ approved: false, by: ["eve"] });
    expect(verdictOf(record({ status: "DENIED" }))).to.deep.equal({ approved: false, by: [""] });
  });
});

describe("an approver's answer", () => {
  it("is a decision and a token", () => {
    expect(approvalAnswerFrom(JSON.stringify({ decision: "approve", token: TOKEN }))).to.deep.equal(
      {
        ok: true,
        decision: "approve",
        token: TOKEN,
      },
    );
  });

  it("is refused with every problem", () => {
    const problems = (body: string | undefined) => {
      const answer = approvalAnswerFrom(body);
      return answer.ok ? [] : answer.problems.map(({ pointer }) => pointer);
    };
    expect(problems(undefined)).to.deep.equal([""]);
    expect(problems("{}")).to.have.length(2);
    expect(problems('{"decision":"maybe","token":"x"}')).to.have.members(["/decision", "/token"]);
  });
});
