import { expect } from "chai";
import fc from "fast-check";
import {
  appendTick,
  badTicksInRow,
  badVantages,
  decodeTick,
  encodeTick,
  isQuiet,
  TICKS_KEPT,
  type Tick,
} from "../../../functions/core/detection-history";
import type { Health } from "../../../functions/core/vantage";
import { LOST, NOW_MS, POLICY, signals, ticksOf } from "./failover-scene";

const row = (ticks: readonly Tick[], extra: Parameters<typeof badTicksInRow>[3] = []) =>
  badTicksInRow(ticks, NOW_MS, POLICY, extra);

describe("the row of bad ticks", () => {
  it("counts ticks that a quorum calls bad", () => {
    expect(row(ticksOf(3, LOST))).to.equal(3);
    expect(row(ticksOf(3, signals("bad", "bad", "bad")))).to.equal(3);
    expect(row(ticksOf(3, signals("good", "bad", "bad")))).to.equal(3);
    expect(row([])).to.equal(0);
  });

  for (const [title, seen] of [
    ["one bad vantage point", signals("bad", "good", "good")],
    ["one bad vantage point, the others silent", signals("bad", "unknown", "unknown")],
    ["silence of all", signals("unknown", "unknown", "unknown")],
  ] as const) {
    it(`does not count ${title}`, () => {
      expect(row(ticksOf(3, seen))).to.equal(0);
    });
  }

  it("ends at a tick that is good, that saw too little, or in which the standby was not well", () => {
    for (const change of [
      { signals: signals("good", "good", "good") },
      { signals: signals("bad", "unknown", "unknown") },
      { standby: "bad" },
      { standby: "unknown" },
    ] as Partial<Tick>[]) {
      const ticks = ticksOf(5, LOST, (index) => (index === 2 ? change : {}));
      expect(row(ticks), JSON.stringify(change)).to.equal(2);
    }
  });

  it("ends where the detector was silent, and is nothing when it is silent now", () => {
    const late = ticksOf(4, LOST, (index) => (index < 2 ? { atMs: NOW_MS - 60_000 + index } : {}));
    expect(row(late)).to.equal(2);
    expect(badTicksInRow(ticksOf(3, LOST), NOW_MS + 15_000, POLICY)).to.equal(3);
    expect(badTicksInRow(ticksOf(3, LOST), NOW_MS + 15_001, POLICY)).to.equal(0);
  });

  it("does not trust ticks from the future or without a time", () => {
    expect(badTicksInRow(ticksOf(3, LOST), NOW_MS - 1, POLICY)).to.equal(0);
    expect(row([decodeTick("never bbb g")])).to.equal(0);
  });

  it("does not count the ticks of two detectors that overlap twice", () => {
    const twice = ticksOf(6, LOST, (index) => ({
      atMs: NOW_MS - (2 - Math.floor(index / 2)) * 5_000 + (index % 2 === 0 ? -7 : 0),
    }));
    expect(row(twice)).to.equal(3);
  });

  it("counts an alarm as one more vantage point in every tick", () => {
    const half = ticksOf(3, signals("bad", "good", "good"));
    expect(row(half)).to.equal(0);
    expect(row(half, [{ vantage: "alarm", health: "bad" }])).to.equal(3);
    expect(
      row(ticksOf(3, signals("good", "good", "good")), [
        { vantage: "alarm", health: "bad" },
        { vantage: "alarm", health: "bad" },
      ]),
    ).to.equal(0);
  });

  it("takes a quorum of one in the policy as two", () => {
    const half = ticksOf(3, signals("bad", "good", "good"));
    expect(badTicksInRow(half, NOW_MS, { ...POLICY, quorum: 1 })).to.equal(0);
    expect(badTicksInRow(ticksOf(3, LOST), NOW_MS, { ...POLICY, quorum: 3 })).to.equal(0);
  });
});

describe("vantage points", () => {
  it("count once each, and as unknown when they contradict themselves", () => {
    expect(badVantages([...signals("bad", "good", "bad"), ...LOST])).to.deep.equal(["standby"]);
    expect(badVantages([...LOST, ...LOST])).to.deep.equal(["standby", "witness"]);
  });
});

describe("a tick", () => {
  const anyHealth = fc.constantFrom<Health>("good", "bad", "unknown");

  it("is one short line that reads back", () => {
    const tick: Tick = {
      atMs: NOW_MS,
      signals: signals("bad", "unknown", "good"),
      standby: "good",
    };
    expect(encodeTick(tick)).to.equal(`${NOW_MS} bug g`);
    fc.assert(
      fc.property(anyHealth, anyHealth, anyHealth, anyHealth, (a, b, c, standby) => {
        const any: Tick = { atMs: NOW_MS, signals: signals(a, b, c), standby };
        expect(decodeTick(encodeTick(any))).to.deep.equal(any);
      }),
    );
  });

  it("that cannot be read says nothing", () => {
    expect(decodeTick("")).to.deep.include({ standby: "unknown" });
    expect(isQuiet(decodeTick("1 ggg g"))).to.equal(true);
    expect(isQuiet(decodeTick("1 ggg u"))).to.equal(false);
    expect(isQuiet(decodeTick("1 gug g"))).to.equal(false);
    expect(encodeTick({ atMs: 1, signals: [], standby: "bad" })).to.equal("1 uuu b");
  });

  it("pushes the oldest one out", () => {
    const ticks = ticksOf(TICKS_KEPT, LOST);
    const more = appendTick(ticks, { atMs: NOW_MS + 5_000, signals: LOST, standby: "good" });
    expect(more).to.have.length(TICKS_KEPT);
    expect(more[0]).to.equal(ticks[1]);
  });
});
