import type { Violation } from "../checkers/facts";
import type { Scenario } from "./scenario";

/** Two bodies of one payment accepted on both sides of a cut: the last writer wins, silently. */
const LAST_WRITER_WINS = ["I3", "I5", "I6", "I16"];

/** What had not been replicated is gone, and with it what was known about it. */
const LOG_LOST = ["I1", "I3", "I5", "I6", "I7", "I8", "I9", "I13", "I16", "I18"];

/** Without keys both regions can charge before they hear of each other. */
const NO_KEYS = ["I2", "I7", "I16"];

/**
 * The invariants that a combination cannot keep, whatever the product does: under eventual consistency
 * accepted payments can be lost or contradict each other, and without keys they are charged twice. The
 * program refuses the latter at preview; the simulator shows why.
 */
function expectedViolations({ mode, processor, windows }: Scenario): ReadonlySet<string> {
  if (mode === "strong") return new Set();
  return new Set([
    ...LAST_WRITER_WINS,
    ...(windows.some(({ kind }) => kind === "log-lost") ? LOG_LOST : []),
    ...(processor === "idempotent" ? [] : NO_KEYS),
  ]);
}

/** The violations that nobody has announced. */
export function unexpected(scenario: Scenario, violations: readonly Violation[]): Violation[] {
  const expected = expectedViolations(scenario);
  return violations.filter(({ invariant }) => !expected.has(invariant));
}
