import { expect } from "chai";
import {
  AUTHORITY_LEASE_MS,
  type AuthorityLease,
  authorityFrom,
  fenceInput,
  leaseRemainingMs,
  mayProcess,
  settleInput,
} from "../../../functions/core/control-item";

const lease: AuthorityLease = {
  authority: { active: "us-east-1", epoch: 3, phase: "STEADY" },
  monoMs: 1_000,
  wallMs: 50_000,
};

describe("authority", () => {
  it("is read from a complete item only", () => {
    const item = { active: { S: "us-east-1" }, epoch: { N: "3" }, phase: { S: "STEADY" } };
    expect(authorityFrom(item)).to.deep.equal(lease.authority);
    expect(authorityFrom({ ...item, phase: { S: "TAKEOVER" } })?.phase).to.equal("TAKEOVER");
    expect(authorityFrom(undefined)).to.equal(undefined);
    expect(authorityFrom({ ...item, active: undefined })).to.equal(undefined);
    expect(authorityFrom({ ...item, epoch: undefined })).to.equal(undefined);
    expect(authorityFrom({ ...item, phase: { S: "OTHER" } })).to.equal(undefined);
  });

  it("lets the active region start what fits into the lease", () => {
    expect(mayProcess(lease, "us-east-1", AUTHORITY_LEASE_MS, 1_000, 50_000)).to.equal(true);
    expect(mayProcess(lease, "us-east-1", 1_000, 5_000, 54_000)).to.equal(true);
    expect(mayProcess(lease, "us-east-1", 1_001, 5_000, 54_000)).to.equal(false);
  });

  it("lets nobody else start anything, and nobody during a takeover", () => {
    expect(mayProcess(lease, "us-east-2", 0, 1_000, 50_000)).to.equal(false);
    const takeover: AuthorityLease = {
      ...lease,
      authority: { ...lease.authority, phase: "TAKEOVER" },
    };
    expect(mayProcess(takeover, "us-east-1", 0, 1_000, 50_000)).to.equal(false);
  });

  it("counts the larger of both elapsed times, so a frozen or set-back clock cannot stretch it", () => {
    expect(leaseRemainingMs(lease, 1_000, 54_000)).to.equal(1_000);
    expect(leaseRemainingMs(lease, 5_000, 20_000)).to.equal(1_000);
  });

  it("is taken by raising the epoch that was seen, settled at once only under strong consistency", () => {
    const order = { region: "us-east-2", seenEpoch: 3, nowMs: 9, why: "dark", by: "detect" };
    const strong = fenceInput("control", order, "strong");
    expect(strong.ConditionExpression).to.equal("epoch = :seen");
    expect(strong.ExpressionAttributeValues[":next"]).to.deep.equal({ N: "4" });
    expect(strong.ExpressionAttributeValues[":phase"]).to.deep.equal({ S: "STEADY" });
    const eventual = fenceInput("control", order, "eventual");
    expect(eventual.ExpressionAttributeValues[":phase"]).to.deep.equal({ S: "TAKEOVER" });
  });

  it("is settled only as the takeover that was found", () => {
    const input = settleInput("control", { active: "us-east-2", epoch: 4, phase: "TAKEOVER" }, 9);
    expect(input.ConditionExpression).to.equal("epoch = :epoch AND active = :region");
    expect(input.ExpressionAttributeValues[":epoch"]).to.deep.equal({ N: "4" });
  });
});
