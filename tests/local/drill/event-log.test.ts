import { expect } from "chai";
import { brokenLink, EventLog } from "../../../local/drill/event-log";

function night(): EventLog {
  const log = new EventLog();
  log.append({ run: 1, atMs: 0, source: "drill", text: "night 1 begins" });
  log.append({ run: 1, atMs: 20_000, source: "us-east-1", text: "us-east-1 goes dark" });
  log.append({ run: 1, atMs: 36_000, source: "drill", text: "authority", data: { epoch: 2 } });
  return log;
}

describe("the event log", () => {
  it("ties every entry to all entries before it", () => {
    const { entries, lastHash } = night();
    expect(entries.map(({ seq }) => seq)).to.deep.equal([1, 2, 3]);
    expect(new Set(entries.map(({ hash }) => hash)).size).to.equal(3);
    expect(brokenLink(entries, lastHash)).to.equal(undefined);
  });

  const damages: Record<string, (entries: ReturnType<typeof night>["entries"]) => unknown[]> = {
    "a changed text": ([one, two, three]) => [one, { ...two, text: "nothing happened" }, three],
    "a changed moment": ([one, two, three]) => [one, { ...two, atMs: 1 }, three],
    "changed data": ([one, two, three]) => [one, two, { ...three, data: { epoch: 3 } }],
    "a removed entry": ([one, , three]) => [one, three],
    "a removed entry, renumbered": ([one, , three]) => [one, { ...three, seq: 2 }],
    "two entries in another order": ([one, two, three]) => [two, one, three],
    "a removed end": ([one, two]) => [one, two],
    "everything removed": () => [],
  };
  for (const [damage, apply] of Object.entries(damages)) {
    it(`finds out ${damage}`, () => {
      const { entries, lastHash } = night();
      const changed = apply(entries) as typeof entries;
      expect(brokenLink(changed, lastHash)).to.be.a("number");
    });
  }

  it("gives the same hashes for the same night, whatever the order of members", () => {
    const again = new EventLog();
    again.append({ text: "night 1 begins", source: "drill", atMs: 0, run: 1 });
    expect(again.entries[0]?.hash).to.equal(night().entries[0]?.hash);
  });
});
