import { expect } from "chai";
import {
  afterBlindTick,
  afterTick,
  type DetectState,
  detectStateFrom,
  goodForMs,
  readDetectStateInput,
  saveDetectStateInput,
} from "../../../functions/core/detect-state";
import { LOST, NOW_MS, ticksOf } from "./failover-scene";

const EMPTY = detectStateFrom(undefined);
const FULL: DetectState = {
  ticks: ticksOf(3, LOST),
  heartbeat: { beat: 7, sinceMs: NOW_MS - 9, seenMs: NOW_MS },
  goodSinceMs: NOW_MS - 60_000,
  freezeUntilMs: undefined,
  drillUntilMs: undefined,
};

/** The item as it is after the update, on top of what was there. */
function stored(state: DetectState, before: object = {}) {
  const { ExpressionAttributeValues: values } = saveDetectStateInput("control", "r", state);
  return {
    ...before,
    ticks: values[":ticks"],
    beat: values[":beat"],
    beat_since: values[":since"],
    beat_seen: values[":seen"],
    good_since: values[":good"],
  };
}

describe("what the detector remembers", () => {
  it("is empty at first", () => {
    expect(EMPTY).to.deep.equal({
      ticks: [],
      heartbeat: undefined,
      goodSinceMs: undefined,
      freezeUntilMs: undefined,
      drillUntilMs: undefined,
    });
  });

  it("reads back as it was written", () => {
    expect(detectStateFrom(stored(FULL))).to.deep.equal(FULL);
    expect(detectStateFrom(stored(EMPTY))).to.deep.equal(EMPTY);
    const half = { ...stored(FULL), beat_seen: undefined, ticks: { L: [{}] } };
    expect(detectStateFrom(half).heartbeat).to.equal(undefined);
    expect(detectStateFrom(half).ticks[0]?.standby).to.equal("unknown");
  });

  it("leaves the operator's markers alone", () => {
    const markers = { freeze_until: { N: "5" }, drill_until: { N: "6" } };
    const read = detectStateFrom(stored(FULL, markers));
    expect(read).to.include({ freezeUntilMs: 5, drillUntilMs: 6 });
    const { UpdateExpression, Key } = saveDetectStateInput("control", "us-east-2", read);
    expect(UpdateExpression).not.to.match(/freeze|drill/);
    expect(Key).to.deep.equal(readDetectStateInput("control", "us-east-2").Key);
  });
});

describe("for how long a region has been healthy", () => {
  const tick = (agoMs: number, standby: "good" | "bad" | "unknown") => ({
    atMs: NOW_MS - agoMs,
    signals: LOST,
    standby,
  });
  const having = (...ticks: ReturnType<typeof tick>[]) =>
    ticks.reduce((state, one) => afterTick(state, one, undefined), EMPTY);

  it("counts from the first good tick of an unbroken row", () => {
    const ticks = [100_000, 55_000, 20_000].map((agoMs) => tick(agoMs, "good"));
    expect(goodForMs(having(...ticks), NOW_MS)).to.equal(80_000);
  });

  it("starts anew after a tick that was not good", () => {
    for (const broken of ["bad", "unknown"] as const) {
      const state = having(tick(55_000, "good"), tick(30_000, broken), tick(5_000, "good"));
      expect(goodForMs(state, NOW_MS)).to.equal(0);
      expect(goodForMs(having(tick(5_000, broken)), NOW_MS)).to.equal(undefined);
    }
  });

  it("starts anew after a time in which nobody looked", () => {
    const ticks = [100_000, 60_000, 14_999].map((agoMs) => tick(agoMs, "good"));
    expect(having(...ticks).goodSinceMs).to.equal(NOW_MS - 14_999);
  });

  it("is not known when the detector is silent now, or sees the future", () => {
    expect(goodForMs(having(tick(150_001, "good")), NOW_MS)).to.equal(undefined);
    expect(goodForMs(having(tick(-1, "good")), NOW_MS)).to.equal(undefined);
    expect(goodForMs(EMPTY, NOW_MS)).to.equal(undefined);
    expect(goodForMs({ ...EMPTY, goodSinceMs: 1 }, NOW_MS)).to.equal(undefined);
  });

  it("ends with a tick in which not even the own store could be read", () => {
    const state = afterBlindTick(FULL, NOW_MS + 1);
    expect(state.goodSinceMs).to.equal(undefined);
    expect(state.ticks.at(-1)).to.deep.equal({ atMs: NOW_MS + 1, signals: [], standby: "bad" });
    expect(state.heartbeat).to.equal(FULL.heartbeat);
  });
});
