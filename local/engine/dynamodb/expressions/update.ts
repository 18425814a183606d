import { type AttributeValue, type Draft, type Item, setMembers, typeOf } from "../attribute-value";
import { addNumbers } from "../number";
import { changeAt, comparePaths } from "./nested-write";
import type { Values } from "./operand";
import type { Path, UpdateNode } from "./syntax-tree";
import { type Growth, growthOf } from "./update-growth";
import { compileUpdateOperand, type UpdateOperand, wrongOperandType } from "./update-operand";

/** A compiled update expression. */
export interface Update {
  /** The item after the update; `base` is the key alone when there was no item. */
  readonly apply: (item: Item, base: Item, values: Values) => Draft;
  /** Every path the expression changes, for ReturnValues UPDATED_OLD and UPDATED_NEW. */
  readonly paths: readonly Path[];
  readonly growth: Growth;
}

type Action = (draft: Draft, item: Item, values: Values) => void;

interface Assignment {
  readonly name: string;
  readonly operand: UpdateOperand;
}

/**
 * Turns parsed actions into closures. Assignments to top-level attributes are the common case and
 * run first; nested writes follow in path order, removals last and from the end of each list, so
 * that every list index means the element it meant before the update.
 */
export function compileUpdate(nodes: readonly UpdateNode[]): Update {
  const assignments: Assignment[] = [];
  const removed = new Set<string>();
  const actions: Action[] = [];
  for (const node of [...nodes].sort((a, b) => comparePaths(a.path, b.path))) {
    const [head] = node.path;
    const nested = node.path.length > 1;
    if (node.action === "SET") {
      const operand = compileUpdateOperand(node.operand);
      if (!nested) assignments.push({ name: head, operand });
      else actions.push(nestedSet(node.path, operand));
    } else if (node.action !== "REMOVE") actions.push(setArithmetic(node));
    else if (!nested) removed.add(head);
  }
  for (const node of [...nodes].sort((a, b) => comparePaths(b.path, a.path))) {
    if (node.action !== "REMOVE" || node.path.length === 1) continue;
    actions.push((draft) => changeAt(draft, node.path, () => undefined));
  }
  const apply = (item: Item, base: Item, values: Values): Draft => {
    const draft = removed.size === 0 ? { ...base } : without(base, removed);
    for (const { name, operand } of assignments) draft[name] = operand(item, values);
    for (const action of actions) action(draft, item, values);
    return draft;
  };
  return { apply, paths: nodes.map(({ path }) => path), growth: growthOf(nodes) };
}

/** Copies instead of deleting: an object that lost a property is slow to copy ever after. */
function without(item: Item, removed: ReadonlySet<string>): Draft {
  const draft: Draft = {};
  for (const name in item) {
    const value = item[name];
    if (value !== undefined && !removed.has(name)) draft[name] = value;
  }
  return draft;
}

function nestedSet(path: Path, operand: UpdateOperand): Action {
  return (draft, item, values) => {
    const value = operand(item, values);
    changeAt(draft, path, () => value);
  };
}

/** ADD and DELETE: the two actions whose result depends on the type of their value. */
function setArithmetic(node: UpdateNode & { action: "ADD" | "DELETE" }): Action {
  const combine = node.action === "ADD" ? add : subtract;
  return (draft, _, values) => {
    const operand = values[node.value.name];
    if (!operand) throw wrongOperandType();
    changeAt(draft, node.path, (existing) => {
      if (existing && typeOf(existing) !== typeOf(operand)) throw wrongOperandType();
      return combine(existing, operand);
    });
  };
}

function add(existing: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  if (!existing) return operand;
  if (existing.N !== undefined && operand.N !== undefined) {
    return { N: addNumbers(existing.N, operand.N) };
  }
  const known = new Set(setMembers(existing));
  return selectMembers(operand, existing, (member) => !known.has(member));
}

function subtract(
  existing: AttributeValue | undefined,
  operand: AttributeValue,
): AttributeValue | undefined {
  if (!existing) return undefined;
  const gone = new Set(setMembers(operand));
  const members = setMembers(existing) ?? [];
  if (members.every((member) => gone.has(member))) return undefined;
  return selectMembers(existing, undefined, (member) => !gone.has(member));
}

/** Members of `source` that pass the test, behind all members of `before`. */
function selectMembers(
  source: AttributeValue,
  before: AttributeValue | undefined,
  keep: (member: string) => boolean,
): AttributeValue {
  const texts = setMembers(source) ?? [];
  const kept = <T>(members: readonly T[], earlier: readonly T[] | undefined): T[] => [
    ...(earlier ?? []),
    ...members.filter((_, index) => keep(texts[index] ?? "")),
  ];
  if (source.SS) return { SS: kept(source.SS, before?.SS) };
  if (source.NS) return { NS: kept(source.NS, before?.NS) };
  return { BS: kept(source.BS ?? [], before?.BS) };
}
