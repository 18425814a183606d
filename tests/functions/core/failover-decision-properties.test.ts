import { expect } from "chai";
import fc from "fast-check";
import type { Tick } from "../../../functions/core/detection-history";
import { type Decision, decide, type Situation } from "../../../functions/core/failover-decision";
import type { FailoverPolicy } from "../../../functions/core/settings";
import type { Health, Vantage } from "../../../functions/core/vantage";
import { HOUR_MS, NOW_MS, signals } from "./failover-scene";

describe("the standby in any situation", () => {
  // Mostly what speaks for a takeover, so that many situations are one flaw away from it.
  const mostly = <T>(usual: T, ...others: fc.Arbitrary<T>[]) =>
    fc.oneof(
      { weight: 5 * others.length, arbitrary: fc.constant(usual) },
      ...others.map((arbitrary) => ({ weight: 1, arbitrary })),
    );
  const health = mostly<Health>("bad", fc.constantFrom("good", "unknown"));
  const tick = fc.record({
    gapMs: mostly(5_000, fc.integer({ min: 0, max: 25_000 })),
    standby: mostly<Health>("good", fc.constantFrom("bad", "unknown")),
    healths: fc.tuple(health, health, health),
  });
  const ticks = fc.array(tick, { minLength: 1, maxLength: 8 }).map((steps) => {
    let atMs = NOW_MS;
    const made: Tick[] = [];
    for (const { gapMs, standby, healths } of steps) {
      made.unshift({ atMs, standby, signals: signals(...healths) });
      atMs -= gapMs;
    }
    return made;
  });
  const control = fc.record({
    active: mostly("us-east-1", fc.constant("us-east-2")),
    epoch: fc.constant(3),
    phase: mostly<"STEADY" | "TAKEOVER">("STEADY", fc.constant("TAKEOVER")),
    changedMs: mostly(
      NOW_MS - HOUR_MS,
      fc.integer({ min: NOW_MS - 2 * HOUR_MS, max: NOW_MS + HOUR_MS }),
    ),
    by: fc.constant("detect"),
  });
  const situation: fc.Arbitrary<Situation> = fc.record({
    nowMs: fc.constant(NOW_MS),
    region: fc.constant("us-east-2"),
    control: fc.option(control, { nil: undefined, freq: 20 }),
    ticks,
    extra: fc.constantFrom([], [{ vantage: "alarm" as const, health: "bad" as const }]),
    consistency: mostly<"strong" | "eventual">("strong", fc.constant("eventual")),
    lagMs: fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: undefined }),
    automaticMoves: mostly<number | undefined>(
      0,
      fc.integer({ min: 0, max: 3 }),
      fc.constant(undefined),
    ),
    freezeUntilMs: mostly<number | undefined>(
      undefined,
      fc.integer({ min: NOW_MS - 9, max: NOW_MS + 9 }),
    ),
    drill: fc.boolean(),
  });
  const policy: fc.Arbitrary<FailoverPolicy> = fc.record({
    mode: mostly<FailoverPolicy["mode"]>("auto", fc.constantFrom("approve", "manual")),
    tickSeconds: fc.constant(5),
    badTicks: fc.integer({ min: 0, max: 3 }),
    quorum: fc.integer({ min: 0, max: 3 }),
    coolDownSeconds: fc.constantFrom(0, 60, 1_800),
    healthyBeforeFailbackSeconds: fc.constant(60),
    automaticPerDay: mostly(2, fc.integer({ min: 0, max: 3 })),
    lagBoundSeconds: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    approvers: fc.constant(1),
    approvalTimeoutSeconds: fc.constant(600),
    approvalDefault: fc.constant("abort" as const),
  });

  function holds(what: (s: Situation, p: FailoverPolicy, d: Decision) => boolean | undefined) {
    fc.assert(
      fc.property(situation, policy, (s, p) => what(s, p, decide(s, p)) !== false),
      { numRuns: 3_000 },
    );
  }

  /** The rule of one independent look at the row, written the plain way. */
  function agreeing(s: Situation, at: Tick | undefined): Vantage[] {
    const bad = [...(at?.signals ?? []), ...(s.extra ?? [])].filter((v) => v.health === "bad");
    return [...new Set(bad.map(({ vantage }) => vantage))];
  }

  it("never acts on fewer than two vantage points, in each of at least two ticks", () => {
    holds((s, _p, d) => {
      if (d.action === "none") return true;
      return (
        s.ticks.slice(-2).length === 2 && s.ticks.slice(-2).every((t) => agreeing(s, t).length >= 2)
      );
    });
  });

  it("never acts while the standby is not healthy", () => {
    holds((s, _p, d) => d.action === "none" || s.ticks.at(-1)?.standby === "good");
  });

  it("never acts inside the cool-down", () => {
    holds((s, p, d) => {
      const elapsed = NOW_MS - (s.control?.changedMs ?? NOW_MS);
      return d.action === "none" || elapsed >= p.coolDownSeconds * 1000;
    });
  });

  it("never acts where authority is unknown, its own, or on the move", () => {
    holds((s, _p, d) => {
      if (d.action === "none") return true;
      return s.control?.active !== s.region && s.control?.phase === "STEADY";
    });
  });

  it("never counts silence as bad: with unknown turned good it decides the same", () => {
    const known = (at: Tick): Tick => ({
      ...at,
      signals: at.signals.map((v) => (v.health === "unknown" ? { ...v, health: "good" } : v)),
    });
    holds((s, p, d) => decide({ ...s, ticks: s.ticks.map(known) }, p).action === d.action);
  });

  it("never moves by itself where payments may be lost, the limit is reached or a freeze is on", () => {
    holds((s, p, d) => {
      if (d.action !== "failover") return true;
      const bound = p.lagBoundSeconds === undefined ? -1 : p.lagBoundSeconds * 1000;
      const lossless = s.consistency === "strong" || (s.lagMs ?? Number.POSITIVE_INFINITY) <= bound;
      const limited = s.automaticMoves === undefined || s.automaticMoves >= p.automaticPerDay;
      const frozen = s.freezeUntilMs !== undefined && s.freezeUntilMs > NOW_MS;
      return lossless && !limited && !frozen && p.mode === "auto";
    });
  });

  it("takes over in many of them, or these properties would say nothing", () => {
    const count = { none: 0, propose: 0, failover: 0 };
    for (const [s, p] of fc.sample(fc.tuple(situation, policy), { numRuns: 3_000, seed: 1 })) {
      count[decide(s, p).action] += 1;
    }
    expect(Math.min(count.none, count.propose, count.failover)).to.be.greaterThan(200);
  });
});
