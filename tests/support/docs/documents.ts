import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(__dirname, "../../..");

/** A document of the repository. */
export interface Document {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block and what the comment right above it says about it. */
export interface CodeBlock {
  readonly path: string;
  readonly language: string;
  readonly text: string;
  /** What `<!-- … -->` says; undefined when nothing stands above the block. */
  readonly marker: string | undefined;
}

/** Every document below `docs/`, and the others that a newcomer reads. */
export function readDocuments(): Document[] {
  const below = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`);
  return ["README.md", "CONTRIBUTING.md", ...below.sort()].map(readDocument);
}

export function readDocument(path: string): Document {
  return { path, text: readFileSync(join(ROOT, path), "utf8") };
}

const FENCE = /(?:^<!-- (.+?) -->\n)?^```(\w*)\n([\s\S]*?)^```$/gm;

export function codeBlocks({ path, text }: Document): CodeBlock[] {
  return [...text.matchAll(FENCE)].map(([, marker, language = "", block = ""]) => ({
    path,
    language,
    text: block,
    marker,
  }));
}

/** The JSON of an example, by the name that its comment gives it. */
export function exampleIn(document: Document, name: string): unknown {
  const block = codeBlocks(document).find(({ marker }) => marker === `example: ${name}`);
  if (!block) throw new Error(`${document.path} has no example ${name}`);
  return JSON.parse(block.text);
}

/** The cells of the table whose header begins with this cell, without the header. */
export function tableIn({ path, text }: Document, header: string): string[][] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${header}`));
  if (start < 0) throw new Error(`${path} has no table that begins with ${header}`);
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  return rest.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The words in backticks of a cell or a text. */
export function quotedIn(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, word = ""]) => word);
}
