/** One thing that has to be true after a night, and what was found. */
export interface Check {
  readonly id: string;
  readonly title: string;
  readonly expected: string;
  readonly found: string;
  readonly passed: boolean;
}

/** A number that was never measured is not zero and not fine. */
const MISSING = "not measured";

export function atMost(
  id: string,
  title: string,
  limit: number,
  found: number | null | undefined,
  unit = "",
): Check {
  const known = found !== null && found !== undefined && Number.isFinite(found);
  return {
    ...{ id, title, expected: `at most ${limit}${unit}` },
    found: known ? `${found}${unit}` : MISSING,
    passed: known && found <= limit,
  };
}

export function atLeast(
  id: string,
  title: string,
  least: number,
  found: number | null | undefined,
): Check {
  const known = found !== null && found !== undefined && Number.isFinite(found);
  return {
    ...{ id, title, expected: `at least ${least}` },
    found: known ? String(found) : MISSING,
    passed: known && found >= least,
  };
}

export function equal(
  id: string,
  title: string,
  expected: string | number,
  found: string | number | null | undefined,
): Check {
  const known = found !== null && found !== undefined;
  return {
    ...{ id, title, expected: String(expected) },
    found: known ? String(found) : MISSING,
    passed: known && found === expected,
  };
}

/** Nothing is in the list of what would be wrong. */
export function none(id: string, title: string, wrong: readonly string[]): Check {
  const more = wrong.length > 3 ? ` and ${wrong.length - 3} more` : "";
  return {
    ...{ id, title, expected: "none" },
    found: wrong.length === 0 ? "none" : `${wrong.slice(0, 3).join("; ")}${more}`,
    passed: wrong.length === 0,
  };
}
