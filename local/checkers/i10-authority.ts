import { AUTHORITY_LEASE_MS } from "../../functions/core/control-item";
import { type AuthorityChange, type Checker, type Facts, violations } from "./facts";

/** Only the region with authority starts side effects, and authority moves in an orderly way. */
export const authorityIsKept: Checker = {
  id: "I10",
  statement:
    "epochs rise by one; calls start under authority; takeovers and failbacks keep their distance",
  check: (facts) =>
    violations("I10", [
      ...epochProblems(facts.authorities),
      ...callProblems(facts),
      ...coolDownProblems(facts),
    ]),
};

function epochProblems(authorities: readonly AuthorityChange[]): string[] {
  return authorities.slice(1).flatMap((change, index) => {
    const before = authorities[index] as AuthorityChange;
    const settles = change.epoch === before.epoch && change.active === before.active;
    if (settles || change.epoch === before.epoch + 1) return [];
    return [`epoch went from ${before.epoch} to ${change.epoch} at ${change.atMs} ms`];
  });
}

/** Cross-region: an old lease may still be used for its full length, but not a moment longer. */
function callProblems({ calls, authorities, mode }: Facts): string[] {
  const held = stretches(authorities);
  return calls.flatMap(({ key, region, atMs }) => {
    const allowed = held.some(
      ({ active, phase, fromMs, untilMs }) =>
        active === region &&
        phase === "STEADY" &&
        fromMs <= atMs &&
        atMs <= untilMs + AUTHORITY_LEASE_MS,
    );
    if (!allowed) {
      return [`${region} called the processor for ${key} at ${atMs} ms without authority`];
    }
    if (mode === "strong") return [];
    const now = held.findLast(({ fromMs }) => fromMs <= atMs);
    if (now && now.active !== region && now.phase === "STEADY") {
      return [`${region} called for ${key} at ${atMs} ms when ${now.active} was already steady`];
    }
    return [];
  });
}

interface Stretch extends AuthorityChange {
  readonly fromMs: number;
  readonly untilMs: number;
}

function stretches(authorities: readonly AuthorityChange[]): Stretch[] {
  return authorities.map((change, index) => ({
    ...change,
    fromMs: change.atMs,
    untilMs: authorities[index + 1]?.atMs ?? Number.POSITIVE_INFINITY,
  }));
}

/** Each region measures the distance with its own clock, in whole seconds. */
function coolDownProblems({ takeovers, coolDownMs, clockSkewMs }: Facts): string[] {
  const leastMs = Math.max(0, coolDownMs - clockSkewMs - 1_000);
  return takeovers.slice(1).flatMap(({ atMs, automatic, isFailback }, index) => {
    const before = takeovers[index];
    const isBound = automatic || isFailback === true;
    if (!isBound || !before || atMs - before.atMs >= leastMs) return [];
    const what = automatic ? "an automatic takeover" : "a failback";
    return [`${what} at ${atMs} ms followed the change at ${before.atMs} ms`];
  });
}
