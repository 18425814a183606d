import { expect } from "chai";
import type { PaymentStatus } from "../../../functions/core/payment-record";
import { found, KEY, quietFacts, storing } from "./quiet-facts";

const told = (...kinds: string[]) => new Set(kinds.map((kind) => `${kind} ${KEY}`));

const KINDS: readonly (readonly [PaymentStatus, string])[] = [
  ["SUCCEEDED", "processed"],
  ["DECLINED", "declined"],
  ["FAILED", "failed"],
  ["IN_DOUBT", "in_doubt"],
];

describe("I9: every result is published, every failure and doubt reaches the operators", () => {
  for (const [status, kind] of KINDS) {
    it(`notices that nobody was told of ${status}`, () => {
      const all = { events: told(kind), alerts: told(kind) };
      expect(found("I9", storing({ status }, all))).to.deep.equal([]);
      const others = new Set([`${kind} default#t1`, `other ${KEY}`]);
      const [detail] = found("I9", storing({ status }, { ...all, events: others }));
      expect(detail).to.contain("nobody was told");
    });
  }

  for (const [status, kind] of KINDS.slice(2)) {
    it(`notices that no operator heard of ${status}`, () => {
      const events = told(kind);
      const [detail] = found("I9", storing({ status }, { events, alerts: new Set() }));
      expect(detail).to.contain("no operator");
      expect(found("I9", storing({ status }, { events, alerts: undefined }))).to.be.empty;
    });
  }

  it("does not wake operators for what went well", () => {
    expect(found("I9", quietFacts({ alerts: new Set() }))).to.deep.equal([]);
  });

  it("notices an event that still waits to be published", () => {
    expect(found("I9", storing({ alert: "processed" }))[0]).to.contain("still waits");
  });
});
