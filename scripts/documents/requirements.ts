import { existsSync } from "node:fs";
import { join } from "node:path";

/** How many requirements each chapter has. */
const CHAPTERS: Readonly<Record<string, number>> = { A: 6, B: 10, C: 4, D: 7, E: 8, F: 5 };

/** Every requirement by its identifier. */
const REQUIREMENTS: readonly string[] = Object.entries(CHAPTERS).flatMap(([chapter, count]) =>
  Array.from({ length: count }, (_, index) => `${chapter}${index + 1}`),
);

/** One row of the page. */
interface Row {
  readonly id: string;
  readonly declared: string;
  readonly proved: string;
}

const ROW = /^\|\s*([A-F]\d+)\s*\|([^|]*)\|([^|]*)\|([^|]*)\|\s*$/;
const QUOTED = /`([^`]+)`/g;
/** `sqs.Queue` is a kind of resource, everything else in quotes with a slash or an ending is a file. */
const KIND = /^[a-z0-9]+\.[A-Z]\w+$/;

/**
 * What is wrong with the page of requirements: a missing or doubled row, a file that does not exist, a row without a
 * place or without a test, a resource that the program does not declare.
 */
export function requirementProblems(
  root: string,
  page: string,
  declaredKinds: ReadonlySet<string>,
): readonly string[] {
  const rows = rowsOf(page);
  const ids = rows.map(({ id }) => id);
  return [
    ...REQUIREMENTS.filter((id) => !ids.includes(id)).map((id) => `${id} has no row`),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} has two rows`),
    ...ids.filter((id) => !REQUIREMENTS.includes(id)).map((id) => `${id} is no requirement`),
    ...rows.flatMap((row) => problemsOf(root, row, declaredKinds)),
  ];
}

function rowsOf(page: string): readonly Row[] {
  return page.split("\n").flatMap((line) => {
    const [, id, , declared, proved] = ROW.exec(line) ?? [];
    return id === undefined || declared === undefined || proved === undefined
      ? []
      : [{ id, declared, proved }];
  });
}

function problemsOf(root: string, row: Row, declaredKinds: ReadonlySet<string>): readonly string[] {
  const places = quotedIn(row.declared);
  const tests = quotedIn(row.proved);
  const files = [...places.filter((name) => !KIND.test(name)), ...tests];
  return [
    ...(places.length === 0 ? [`${row.id} names no place`] : []),
    ...(tests.some((name) => /\.test\.ts$/.test(name)) ? [] : [`${row.id} names no test`]),
    ...files
      .filter((name) => !existsSync(join(root, name)))
      .map((name) => `${row.id} names ${name}, which does not exist`),
    ...places
      .filter((name) => KIND.test(name) && !declaredKinds.has(name))
      .map((name) => `${row.id} names ${name}, which no stack declares`),
  ];
}

function quotedIn(text: string): readonly string[] {
  return [...text.matchAll(QUOTED)].map(([, name]) => name ?? "");
}
