import { expect } from "chai";
import {
  HEALTHY_TEXT,
  healthFrom,
  healthOfFailure,
  healthOfReply,
} from "../../../functions/core/vantage";

const ok = `{${HEALTHY_TEXT},"region":"us-east-1"}`;

describe("what one observer says", () => {
  for (const [status, body, health] of [
    [200, ok, "good"],
    [299, ok, "good"],
    [199, ok, "unknown"],
    [301, ok, "unknown"],
    [200, '{"status":"unavailable"}', "unknown"],
    [403, ok, "unknown"],
    [429, "", "unknown"],
    [500, ok, "bad"],
    [503, "", "bad"],
  ] as const) {
    it(`takes ${status} ${body.slice(0, 14)} as ${health}`, () => {
      expect(healthOfReply(status, body)).to.equal(health);
    });
  }

  it("takes a region that does not answer as bad, and its own failure as unknown", () => {
    const named = (name: string) => Object.assign(new Error(), { name });
    for (const name of ["Timeout", "Refused", "Broken"]) {
      expect(healthOfFailure(named(name)), name).to.equal("bad");
    }
    for (const name of ["TypeError", "AccessDeniedException"]) {
      expect(healthOfFailure(named(name)), name).to.equal("unknown");
    }
    expect(healthOfFailure(undefined)).to.equal("unknown");
  });

  it("believes only the two definite words", () => {
    expect(["good", "bad", "unknown", "fine", undefined, 1].map(healthFrom)).to.deep.equal([
      "good",
      "bad",
      "unknown",
      "unknown",
      "unknown",
      "unknown",
    ]);
  });
});
