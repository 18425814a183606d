import { posix } from "node:path";
import type { Rule } from "./source-tree";

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

/** Links inside the repository lead somewhere. */
export const workingLinks: Rule = (files) => {
  const paths = new Set(files.map(({ path }) => path));
  const folders = new Set([...paths].flatMap((path) => parents(path)));
  return files
    .filter(({ path }) => path.endsWith(".md"))
    .flatMap(({ path, text }) =>
      [...text.matchAll(LINK)]
        .map((match) => (match[1] ?? "").replace(/#.*$/, ""))
        .filter((target) => target !== "" && !/^[a-z]+:/.test(target))
        .map((target) => posix.join(posix.dirname(path), target).replace(/\/$/, ""))
        .filter((target) => !paths.has(target) && !folders.has(target) && !UNTRACKED.has(target))
        .map((target) => `${path} links to ${target}, which does not exist`),
    );
};

/** Files without an extension that the tree reader leaves out. */
const UNTRACKED = new Set(["LICENSE", ".ci/run"]);

function parents(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

const README_LINES_MAX = 120;

export const shortReadme: Rule = (files) =>
  files
    .filter(({ path }) => path === "README.md")
    .map(({ text }) => text.split("\n").length - 1)
    .filter((lines) => lines > README_LINES_MAX)
    .map((lines) => `README.md has ${lines} lines, at most ${README_LINES_MAX} are read`);

/** Unfinished business, and places that exist on one machine only. */
const UNWANTED =
  /\b(TODO|FIXME|HACK)\b|registry\.npmjs\.org|(^|[\s"'`(])\/(home|Users|root|work)\/[a-z]/;
/** The rule itself has to spell out what it looks for. */
const SPEAKS_OF_THEM = /^tests\/(support\/tidy\/|tidy\.test\.ts)/;

export const nothingUnfinished: Rule = (files) =>
  files
    .filter(({ path }) => !SPEAKS_OF_THEM.test(path))
    .flatMap(({ path, text }) =>
      text.split("\n").flatMap((line, index) => {
        const word = UNWANTED.exec(line)?.[0].trim();
        return word ? [`${path}:${index + 1} says ${word}`] : [];
      }),
    );
