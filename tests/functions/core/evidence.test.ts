import { expect } from "chai";
import {
  canonicalJson,
  type EvidenceContent,
  type EvidenceDocument,
  evidenceKey,
  evidenceStepsFrom,
  isSealIntact,
  outcomeFrom,
  sealEvidence,
} from "../../../functions/core/evidence";
import { FAILOVER } from "./failover-scene";

const CONTENT: EvidenceContent = {
  execution: "failover-to-us-east-2-epoch-4",
  region: "us-east-2",
  input: FAILOVER,
  outcome: "succeeded",
  startedAt: "2030-06-15T12:00:00.000Z",
  finishedAt: "2030-06-15T12:01:00.000Z",
  observations: ["1 bbu g"],
  steps: [
    { name: "assess", at: "2030-06-15T12:00:01.000Z", result: { proceed: true } },
    { name: "fence", at: "2030-06-15T12:00:02.000Z", result: { epoch: 4 } },
  ],
};
const sealed = sealEvidence(CONTENT);
const copy = (): EvidenceDocument => JSON.parse(canonicalJson(sealed)) as EvidenceDocument;

describe("evidence", () => {
  it("is intact as it was sealed, also after it was stored", () => {
    expect(isSealIntact(sealed)).to.equal(true);
    expect(isSealIntact(copy())).to.equal(true);
    const members = Object.entries(copy()).reverse();
    expect(isSealIntact(Object.fromEntries(members) as unknown as EvidenceDocument)).to.equal(true);
  });

  const tampering: [string, (document: EvidenceDocument) => unknown][] = [
    ["another outcome", (d) => Object.assign(d, { outcome: "failed" })],
    ["another person", (d) => Object.assign(d.input, { by: "nobody" })],
    ["an observation less", (d) => Object.assign(d, { observations: [] })],
    ["another result", (d) => Object.assign(d.steps[0] ?? {}, { result: { proceed: false } })],
    ["another time", (d) => Object.assign(d.steps[1] ?? {}, { at: "2030-06-15T12:00:09.000Z" })],
    ["a step less", (d) => Object.assign(d, { steps: d.steps.slice(0, 1) })],
    ["the first step left out", (d) => Object.assign(d, { steps: d.steps.slice(1) })],
    ["steps in another order", (d) => Object.assign(d, { steps: [...d.steps].reverse() })],
    ["another hash of a step", (d) => Object.assign(d.steps[0] ?? {}, { hash: "0" })],
    ["another schema", (d) => Object.assign(d, { schema: "2" })],
    ["another seal", (d) => Object.assign(d, { hash: "0" })],
  ];
  for (const [title, tamper] of tampering) {
    it(`shows ${title}`, () => {
      const document = copy();
      tamper(document);
      expect(isSealIntact(document)).to.equal(false);
    });
  }

  it("writes equal values as equal text, whatever the order of their members", () => {
    expect(canonicalJson({ b: [2, { d: 1, c: null }], a: undefined })).to.equal(
      '{"b":[2,{"c":null,"d":1}]}',
    );
  });

  it("lies in the archive by day", () => {
    expect(evidenceKey(sealed)).to.equal(
      `evidence/failover/2030/06/15/${CONTENT.execution}-${sealed.hash.slice(0, 16)}.json`,
    );
  });

  it("is refused in an unknown shape", () => {
    const step = { name: "fence", at: "now" };
    expect(evidenceStepsFrom([{ ...step, error: { Error: "x" }, more: 1 }])).to.deep.equal([
      { ...step, error: { Error: "x" }, result: undefined, deferred: undefined },
    ]);
    expect(evidenceStepsFrom(step)).to.have.length(1);
    for (const steps of [undefined, {}, [null], [{ name: "fence" }], [{ at: "now" }]]) {
      expect(() => evidenceStepsFrom(steps))
        .to.throw()
        .with.property("name", "InvalidInput");
    }
    expect(() => evidenceStepsFrom(Array(101).fill(step))).to.throw("at most 100");
    expect(outcomeFrom("denied")).to.equal("denied");
    expect(() => outcomeFrom("fine")).to.throw("outcome is one of");
  });
});
