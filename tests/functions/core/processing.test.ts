import { expect } from "chai";
import fc from "fast-check";
import {
  type Attempt,
  afterCharge,
  afterLookup,
  attemptHorizonMs,
  claimLeaseMs,
  MAX_ATTEMPTS,
  planAttempt,
} from "../../../functions/core/processing";
import { type ChargeAnswer, tierOf } from "../../../functions/core/processor";
import type { ProcessorSettings } from "../../../functions/core/settings";

const base = {
  kind: "sandbox",
  keyRetentionSeconds: 86_400,
  timeoutMs: 3_000,
  maxInFlightMs: 45_000,
} as const;
const A: ProcessorSettings = { ...base, idempotencyKey: true, lookup: false };
const AL: ProcessorSettings = { ...base, idempotencyKey: true, lookup: true };
const B: ProcessorSettings = { ...base, idempotencyKey: false, lookup: true };
const C: ProcessorSettings = { ...base, idempotencyKey: false, lookup: false };

const first: Attempt = { number: 1, firstMs: 0, nowMs: 0, maybeBefore: false };
const again: Attempt = { number: 2, firstMs: 0, nowMs: 10_000, maybeBefore: true };
const late: Attempt = { ...again, nowMs: 86_400_000 };
const exhausted: Attempt = { ...again, number: MAX_ATTEMPTS + 1 };

describe("what a processor can promise", () => {
  it("is its tier", () => {
    expect([A, AL, B, C].map(tierOf)).to.deep.equal(["A", "A", "B", "C"]);
  });

  it("makes a claim outlast the call, and under tier B anything that is still on its way", () => {
    expect(claimLeaseMs(A)).to.be.greaterThan(A.timeoutMs);
    expect(claimLeaseMs(B)).to.be.greaterThan(B.timeoutMs + B.maxInFlightMs + 60_000);
    expect(attemptHorizonMs(B)).to.be.greaterThan(attemptHorizonMs(A));
  });
});

describe("an attempt", () => {
  for (const [title, attempt, settings, plan] of [
    ["charges at first", first, C, { step: "charge" }],
    ["charges again under the same key", again, A, { step: "charge" }],
    ["looks first where there is no key", again, B, { step: "lookup", thenCharge: true }],
    ["does not trust an old key", late, A, "IN_DOUBT"],
    ["asks when the key is old", late, AL, { step: "lookup", thenCharge: false }],
    ["never repeats blindly", again, C, "IN_DOUBT"],
    ["gives up in doubt after too many", exhausted, A, "IN_DOUBT"],
    ["asks one last time after too many", exhausted, B, { step: "lookup", thenCharge: false }],
    ["fails after too many without any effect", { ...exhausted, maybeBefore: false }, A, "FAILED"],
  ] as const) {
    it(title, () => {
      const planned = planAttempt(attempt, settings);
      if (typeof plan === "string") expect(planned).to.include({ step: "park", status: plan });
      else expect(planned).to.deep.equal(plan);
    });
  }
});

describe("the processor's answer", () => {
  it("is recorded when it is definite", () => {
    expect(afterCharge({ kind: "approved", reference: "r" }, first, A)).to.deep.equal({
      step: "record",
      status: "SUCCEEDED",
      reference: "r",
      reason: "",
    });
    expect(
      afterCharge({ kind: "declined", reference: "r", reason: "funds" }, again, C),
    ).to.deep.equal({
      step: "record",
      status: "DECLINED",
      reference: "r",
      reason: "funds",
    });
  });

  it("is tried again later when it was refused, remembering what was known before", () => {
    const refused: ChargeAnswer = { kind: "refused", reason: "429", retryAfterMs: 9_000 };
    expect(afterCharge(refused, first, A)).to.deep.equal({
      step: "release",
      maybe: false,
      waitMs: 9_000,
    });
    expect(afterCharge({ kind: "refused", reason: "429" }, again, A)).to.deep.equal({
      step: "release",
      maybe: true,
      waitMs: 4_000,
    });
  });

  it("stays unknown when it is unknown", () => {
    const unknown: ChargeAnswer = { kind: "unknown", reason: "timeout" };
    expect(afterCharge(unknown, first, A)).to.include({ step: "release", maybe: true });
    expect(afterCharge(unknown, first, B)).to.deep.equal({ step: "keep" });
    expect(afterCharge(unknown, first, C)).to.include({ step: "park", status: "IN_DOUBT" });
  });

  it("fails a payment only with proof that no attempt had an effect", () => {
    const rejected: ChargeAnswer = { kind: "rejected", reason: "bad method" };
    expect(afterCharge(rejected, first, A)).to.include({ step: "park", status: "FAILED" });
    expect(afterCharge(rejected, again, A)).to.include({ step: "park", status: "IN_DOUBT" });
    fc.assert(
      fc.property(
        fc.constantFrom(A, AL, B, C),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.constantFrom<ChargeAnswer>(
          { kind: "refused", reason: "" },
          rejected,
          { kind: "mismatch", reason: "" },
          { kind: "unknown", reason: "" },
        ),
        (settings, number, nowMs, answer) => {
          const attempt: Attempt = { number, firstMs: 0, nowMs, maybeBefore: true };
          expect(planAttempt(attempt, settings)).not.to.include({ status: "FAILED" });
          expect(afterCharge(answer, attempt, settings)).not.to.include({ status: "FAILED" });
        },
      ),
    );
  });

  it("puts two payments that meet under one key in doubt", () => {
    expect(afterCharge({ kind: "mismatch", reason: "m" }, first, A)).to.include({
      status: "IN_DOUBT",
    });
  });
});

describe("a look-up", () => {
  it("is recorded when it is definite, and repeated while it is not", () => {
    expect(afterLookup({ kind: "approved", reference: "r" }, again)).to.include({
      status: "SUCCEEDED",
    });
    const declined = { kind: "declined", reference: "r", reason: "x" } as const;
    expect(afterLookup(declined, again)).to.include({ status: "DECLINED", reason: "x" });
    const unknown = { kind: "unknown", reason: "down" } as const;
    expect(afterLookup(unknown, again)).to.include({ step: "release", maybe: true });
    expect(afterLookup(unknown, exhausted)).to.include({ step: "park", status: "IN_DOUBT" });
  });

  it("that finds nothing leaves the payment in doubt", () => {
    expect(afterLookup({ kind: "absent" }, again)).to.include({ step: "park", status: "IN_DOUBT" });
  });
});
