import type { AttributeValue, Draft, Item } from "../attribute-value";
import { checkDistinctPaths } from "./document-paths";
import type { ExpressionReader } from "./expression-reader";
import { compileName } from "./operand";
import type { Path } from "./syntax-tree";

/** Copies the named parts of an item. */
export type Projection = (item: Item) => Item;

/** What is wanted below one step: everything, or only some members or elements. */
interface Wanted {
  readonly members: Map<string, Wanted>;
  readonly elements: Map<number, Wanted>;
}

/** Parses a projection expression: a list of document paths. */
export function parseProjection(reader: ExpressionReader): Path[] {
  const paths = reader.readList(() => reader.readPath());
  reader.expectEnd();
  checkDistinctPaths(reader, paths);
  return paths;
}

/** Compiles paths that do not overlap. */
export function compileProjection(paths: readonly Path[]): Projection {
  const root = wanted();
  for (const path of paths) {
    let node = root;
    for (const step of path) node = child(node, step);
  }
  const parts = [...root.members].map(([name, below]) => ({
    name,
    read: compileName(name),
    below,
  }));
  return (item) => {
    const part: Draft = {};
    for (const { name, read, below } of parts) {
      const value = read(item);
      const selected = value && select(value, below);
      if (selected) part[name] = selected;
    }
    return part;
  };
}

function wanted(): Wanted {
  return { members: new Map(), elements: new Map() };
}

function child(node: Wanted, step: string | number): Wanted {
  const children: Map<string | number, Wanted> =
    typeof step === "number" ? node.elements : node.members;
  let next = children.get(step);
  if (!next) {
    next = wanted();
    children.set(step, next);
  }
  return next;
}

function select(value: AttributeValue, { members, elements }: Wanted): AttributeValue | undefined {
  if (members.size === 0 && elements.size === 0) return value;
  if (value.M) {
    const part: Draft = {};
    for (const [name, below] of members) {
      const member = compileName(name)(value.M);
      const selected = member && select(member, below);
      if (selected) part[name] = selected;
    }
    return Object.keys(part).length > 0 ? { M: part } : undefined;
  }
  if (!value.L) return undefined;
  const part: AttributeValue[] = [];
  for (const [index, below] of [...elements].sort(([a], [b]) => a - b)) {
    const element = value.L[index];
    const selected = element && select(element, below);
    if (selected) part.push(selected);
  }
  return part.length > 0 ? { L: part } : undefined;
}
