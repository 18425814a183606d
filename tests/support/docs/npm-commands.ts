import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, ROOT } from "./documents";

/** A command of this repository as a document writes it. */
export interface NpmCommand {
  readonly path: string;
  readonly script: string;
  readonly words: readonly string[];
}

const COMMAND = /\bnpm (start|test|run ([a-z]+))(?: -- ([^`\n#|&]*))?/g;

export function npmCommands({ path, text }: Document): NpmCommand[] {
  return [...text.matchAll(COMMAND)].map(([, verb = "", script = verb, words = ""]) => ({
    path,
    script,
    words: words.split(/\s+/).filter((word) => word !== ""),
  }));
}

/** What is wrong with a command: its script, or an option that its help does not name. */
export function problemsOfCommand({ path, script, words }: NpmCommand): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const line = scripts[script] as string | undefined;
  if (line === undefined) return [`${path}: package.json has no script ${script}`];
  const module = /^node scripts\/run\.js (\S+)$/.exec(line)?.[1];
  if (module === undefined) {
    return words.length > 0 ? [`${path}: npm run ${script} takes no options`] : [];
  }
  const sources = sourcesOf(module);
  if (sources.length === 0)
    return [`${path}: npm run ${script} starts ${module}, which is missing`];
  const help = helpIn(sources);
  return words
    .filter((word) => (word.startsWith("--") || script === "test") && word !== "--help")
    .filter((word) => !new RegExp(`(^|[^\\w-])${word}(?![\\w-])`).test(help))
    .map((word) => `${path}: npm run ${script} knows no ${word}`);
}

/** The sources of an entry point: a file, a folder that it is the index of, or both. */
function sourcesOf(module: string): string[] {
  const file = join(ROOT, `${module}.ts`);
  const folder = join(ROOT, module);
  const inside = existsSync(folder) ? readdirSync(folder, { encoding: "utf8" }) : [];
  if (!existsSync(file) && !inside.includes("index.ts")) return [];
  return [...(existsSync(file) ? [file] : []), ...inside.map((name) => join(folder, name))]
    .filter((path) => path.endsWith(".ts"))
    .map((path) => readFileSync(path, "utf8"));
}

function helpIn(sources: readonly string[]): string {
  return [HELP, GROUPS]
    .flatMap((part) => sources.flatMap((text) => part.exec(text)?.[1] ?? []))
    .join("\n");
}

const HELP = /\bHELP = `([\s\S]*?)`;/;
/** Names that a help text takes from a list. */
const GROUPS = /\bOWN_PROCESS = \[([^\]]*)\]/;
