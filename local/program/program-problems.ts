/** What a run refused, and what merely went wrong. */
export interface ProgramProblems {
  /** Problems a program listed itself, one per line starting with "- ". */
  readonly refusals: readonly string[];
  readonly errors: readonly string[];
}

const PREAMBLE = /^Running program '[^']*' failed with an unhandled exception:\s*/;
// How Node shows an error that has no stack frames.
const BARE = /^\[([\s\S]*)\]$/;
const STACK_LINE = /^\s+at .*$/gm;

/** Sorts error messages; a refusal is one Error that lists every problem with its remedy. */
export function problemsOf(messages: readonly string[]): ProgramProblems {
  const refusals = new Set<string>();
  const errors = new Set<string>();
  for (const message of messages) {
    const whole = message.replace(PREAMBLE, "").trim().replace(BARE, "$1");
    const text = process.env.DEBUG ? whole : whole.replace(STACK_LINE, "").trim();
    const listed = text.split("\n").filter((line) => line.startsWith("- "));
    for (const line of listed) refusals.add(line.slice(2).trim());
    if (listed.length === 0) errors.add(text.replace(/^(<ref \*1> )?Error: /, ""));
  }
  return { refusals: [...refusals], errors: [...errors] };
}
