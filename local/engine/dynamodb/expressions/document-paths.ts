import type { ExpressionReader } from "./expression-reader";
import { type Path, printPath } from "./syntax-tree";

/** Steps a document path may have. */
const PATH_STEPS_MAX = 32;

/** Refuses paths of one expression that overlap (`a`, `a.b`) or conflict (`a.b`, `a[1]`). */
export function checkDistinctPaths(reader: ExpressionReader, paths: readonly Path[]): void {
  for (const [index, path] of paths.entries()) {
    if (path.length > PATH_STEPS_MAX) {
      throw reader.error("The document path has too many nesting elements;");
    }
    for (const earlier of paths.slice(0, index)) checkPair(reader, earlier, path);
  }
}

function checkPair(reader: ExpressionReader, one: Path, two: Path): void {
  const printed = `path one: ${printPath(one)}, path two: ${printPath(two)}`;
  const shared = Math.min(one.length, two.length);
  for (let index = 0; index < shared; index++) {
    if (one[index] === two[index]) continue;
    if (typeof one[index] === typeof two[index]) return;
    throw reader.error(
      `Two document paths conflict with each other; must remove or rewrite one of these paths; ${printed}`,
    );
  }
  throw reader.error(
    `Two document paths overlap with each other; must remove or rewrite one of these paths; ${printed}`,
  );
}
