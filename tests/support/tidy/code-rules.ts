import * as ts from "typescript";
import { type Rule, type SourceFile, typescript } from "./source-tree";

/** Real time, chance and the machine's environment: only where the product touches the world. */
const BANNED =
  /\b(Date\.now\(|new Date\(\)|Math\.random\(|setTimeout\(|setInterval\(|fetch\(|process\.env\b)/;
const PURE =
  /^(functions\/(core|store|ledger)\/|functions\/[a-z-]+\.ts$|components\/|policy\/|local\/(engine|checkers|sim|topology|iam)\/)/;
/** The wall clock of the laptop, the traps that forbid it, and the CLI around the simulator. */
const EXEMPT =
  /^local\/engine\/timeline\.ts$|^local\/sim\/(traps|.*-cli|sim-topology|.*worker.*|.*command.*|progress)\.ts$/;

export const bannedCalls: Rule = (files) =>
  typescript(files)
    .filter(({ path }) => PURE.test(path) && !EXEMPT.test(path))
    .flatMap(({ path, text }) =>
      code(text)
        .split("\n")
        .flatMap((line, index) => {
          const call = BANNED.exec(line)?.[1];
          return call ? [`${path}:${index + 1} uses ${call}`] : [];
        }),
    );

/** Comments and texts may name what code must not do. */
function code(text: string): string {
  const blank = (match: string) => match.replace(/[^\n]/g, " ");
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.)*`/g, blank);
}

const FILE_LINES_MAX = 250;
const INDEX_LINES_MAX = 120;
const FUNCTION_LINES_MAX = 70;
const HANDLER_LINES_MAX = 60;

export const fileLength: Rule = (files) =>
  typescript(files)
    // Tables of cases may be longer than code; they have no control flow to lose.
    .filter(({ path }) => !path.startsWith("tests/"))
    .flatMap(({ path, text }) => {
      const most = path === "index.ts" ? INDEX_LINES_MAX : FILE_LINES_MAX;
      const lines = text.split("\n").length - 1;
      return lines > most ? [`${path} has ${lines} lines, at most ${most} make one idea`] : [];
    });

export const functionLength: Rule = (files) =>
  typescript(files)
    .filter(({ path }) => !path.startsWith("tests/"))
    .flatMap((file) => longFunctions(file));

function longFunctions({ path, text }: SourceFile): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const most = /^functions\/[a-z-]+\.ts$/.test(path) ? HANDLER_LINES_MAX : FUNCTION_LINES_MAX;
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && "body" in node && node.body) {
      const from = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const to = source.getLineAndCharacterOfPosition(node.end).line;
      if (to - from + 1 > most)
        found.push(`${path}:${from + 1} has a function of ${to - from + 1} lines`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const EXPORT =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|class|const|let|enum) (\w+)/gm;
/** Called by name from outside: entry points, mocha, the Pulumi runner, Lambda. */
const CALLED_FROM_OUTSIDE =
  /^(index\.ts|scripts\/|local\/[a-z-]+\.ts|functions\/lambda\/|functions\/runtime\/environment-credentials|policy\/index\.ts|tests\/)/;

/** A value that nobody imports is dead. Types describe a signature even when nobody names them. */
export const deadExports: Rule = (files) => {
  const sources = files.filter(({ path }) => /\.(ts|js)$/.test(path));
  const words = new Map<string, number>();
  for (const { text } of sources) {
    for (const word of new Set(text.match(/\b\w+\b/g))) words.set(word, (words.get(word) ?? 0) + 1);
  }
  return typescript(files)
    .filter(({ path }) => !CALLED_FROM_OUTSIDE.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(EXPORT)]
        .map((match) => match[1] ?? "")
        .filter((name) => (words.get(name) ?? 0) < 2)
        .map((name) => `${path} exports ${name}, which nobody uses`),
    );
};

const NAME =
  /^(?:[A-Z]?[a-z0-9]+(?:-[a-z0-9]+)*|[A-Z]+|Pulumi(?:Policy|\.[a-z]+)?|biome|tsconfig(?:\.[a-z]+)?)(?:\.(?:test|schema|d))?\.\w+$/;
const VAGUE = /(^|\/)(utils?|helpers?|common|misc|types)(\.|\/|$)/;

export const fileNames: Rule = (files) =>
  files
    .map(({ path }) => path)
    .filter((path) => !/(^|\/)\./.test(path))
    .flatMap((path) => {
      const name = path.split("/").at(-1) ?? "";
      if (VAGUE.test(path)) return [`${path} says nothing about what it is`];
      return NAME.test(name) ? [] : [`${path} is not in kebab-case`];
    });
