import { AUTHORITY_LEASE_MS } from "../../functions/core/control-item";
import { type AuthorityChange, type Checker, type Facts, type Takeover, violations } from "./facts";

/** At least this long lies between two automatic takeovers. */
export const COOL_DOWN_MS = 30 * 60_000;

/** Only the region with authority starts side effects, and authority moves in an orderly way. */
export const authorityIsKept: Checker = {
  id: "I10",
  statement:
    "epochs rise by one; calls start under authority; automatic takeovers keep their distance",
  check: (facts) =>
    violations("I10", [
      ...epochProblems(facts.authorities),
      ...callProblems(facts),
      ...coolDownProblems(facts.takeovers),
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
  return calls.flatMap(({ key, region, atMs }) => {
    const held = stretches(authorities).some(
      ({ active, phase, fromMs, untilMs }) =>
        active === region &&
        phase === "STEADY" &&
        fromMs <= atMs &&
        atMs <= untilMs + AUTHORITY_LEASE_MS,
    );
    if (!held) return [`${region} called the processor for ${key} at ${atMs} ms without authority`];
    const now = [...authorities].reverse().find((change) => change.atMs <= atMs);
    if (mode === "eventual" && now && now.active !== region && now.phase === "STEADY") {
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

function coolDownProblems(takeovers: readonly Takeover[]): string[] {
  const automatic = takeovers.filter((takeover) => takeover.automatic);
  return automatic.slice(1).flatMap(({ atMs }, index) => {
    const before = automatic[index] as Takeover;
    if (atMs - before.atMs >= COOL_DOWN_MS) return [];
    return [`automatic takeovers at ${before.atMs} and ${atMs} ms are too close`];
  });
}
