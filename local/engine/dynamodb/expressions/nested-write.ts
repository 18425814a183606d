import type { AttributeValue, Draft, Item } from "../attribute-value";
import { validationError } from "../errors";
import type { Path } from "./syntax-tree";

/** What becomes of the value at the end of a path; undefined removes it. */
export type Change = (existing: AttributeValue | undefined) => AttributeValue | undefined;

/** Changes the value at a document path: every container on the way is copied, never changed. */
export function changeAt(draft: Draft, path: Path, change: Change): void {
  const head = path[0];
  const existing = readMember(draft, head);
  const next = path.length === 1 ? change(existing) : changeBelow(existing, path.slice(1), change);
  if (next === undefined) delete draft[head];
  else draft[head] = next;
}

/** Names every object has, such as `constructor`, are no attributes. */
function readMember(map: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

function changeBelow(
  container: AttributeValue | undefined,
  steps: readonly (string | number)[],
  change: Change,
): AttributeValue {
  const [step, ...rest] = steps;
  if (typeof step === "string" && container?.M) {
    const existing = readMember(container.M, step);
    const next = rest.length === 0 ? change(existing) : changeBelow(existing, rest, change);
    return { M: withMember(container.M, step, next) };
  }
  if (typeof step === "number" && container?.L) {
    const existing = container.L[step];
    const next = rest.length === 0 ? change(existing) : changeBelow(existing, rest, change);
    return { L: withElement(container.L, step, next) };
  }
  throw validationError(
    "The document path provided in the update expression is invalid for update",
  );
}

function withMember(map: Item, name: string, value: AttributeValue | undefined): Item {
  const next: Draft = { ...map };
  if (value === undefined) delete next[name];
  else next[name] = value;
  return next;
}

function withElement(
  list: readonly AttributeValue[],
  index: number,
  value: AttributeValue | undefined,
): AttributeValue[] {
  const next = [...list];
  if (value === undefined) next.splice(index, 1);
  // An index behind the end appends: lists have no gaps.
  else next[Math.min(index, list.length)] = value;
  return next;
}

/** Order of document paths: by name, list indexes by number. */
export function comparePaths(a: Path, b: Path): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) {
    const x = a[index] as string | number;
    const y = b[index] as string | number;
    if (x === y) continue;
    if (typeof x === "number" && typeof y === "number") return x - y;
    return String(x) < String(y) ? -1 : 1;
  }
  return a.length - b.length;
}
