import { expect } from "chai";
import { backoffMs, errorName, failureOf } from "../../../functions/core/retry";

const named = (name: string, code?: string) =>
  Object.assign(new Error("x"), { name, ...(code ? { code } : {}) });

describe("failures of remote calls", () => {
  for (const [error, failure] of [
    [named("ConditionalCheckFailedException"), "condition"],
    [named("ThrottlingException"), "refused"],
    [named("ReplicatedWriteConflictException"), "refused"],
    [named("Error", "ECONNREFUSED"), "refused"],
    [named("AccessDeniedException"), "permanent"],
    [named("ValidationException"), "permanent"],
    [named("InternalServerError"), "unknown"],
    [named("TimeoutError"), "unknown"],
    [named("Error", "ECONNRESET"), "unknown"],
    ["not even an error", "unknown"],
    [null, "unknown"],
    [{ name: 7 }, "unknown"],
  ] as const) {
    it(`takes ${errorName(error)} as ${failure}`, () => {
      expect(failureOf(error)).to.equal(failure);
    });
  }

  it("finds a socket error's code only where Node hides it", () => {
    expect(errorName({ code: "ECONNRESET" })).to.equal("ECONNRESET");
    expect(errorName(named("TimeoutError", "ECONNRESET"))).to.equal("TimeoutError");
  });

  it("backs off within a growing, capped bound", () => {
    const policy = { attempts: 5, baseMs: 100, capMs: 300 };
    expect([0, 1, 2, 3].map((attempt) => backoffMs(policy, attempt, 0.999))).to.deep.equal([
      99, 199, 299, 299,
    ]);
    expect(backoffMs(policy, 3, 0)).to.equal(0);
  });
});
