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
    const listed = listedIn(text);
    for (const refusal of listed) refusals.add(refusal);
    if (listed.length === 0) errors.add(text.replace(/^(<ref \*1> )?Error: /, ""));
  }
  return { refusals: [...refusals], errors: [...errors] };
}

/** Each problem with the indented lines below it, which say why and what to do. */
function listedIn(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("- ")) found.push(line.slice(2).trim());
    else if (found.length > 0 && /^ {2}\S/.test(line)) found.push(`${found.pop()}\n${line}`);
  }
  return found;
}
