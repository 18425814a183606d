import { validationError } from "../errors";
import type { KeySchema } from "../schema";
import type { Comparator, ConditionNode, OperandNode } from "./syntax-tree";

/** What a query asks of the range key; `values` are names of the request's values. */
export interface RangeCondition {
  readonly operator: Exclude<Comparator, "<>"> | "between" | "begins_with";
  readonly values: readonly string[];
}

/** A query's key condition: one partition, and optionally a part of it. */
export interface KeyCondition {
  readonly hashValue: string;
  readonly range: RangeCondition | undefined;
}

const MIRRORED: Readonly<Record<string, Comparator>> = {
  "=": "=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/** Checks that a parsed condition can be answered by the key, and finds its parts. */
export function compileKeyCondition(node: ConditionNode, keys: KeySchema): KeyCondition {
  const conditions = new Map<string, RangeCondition>();
  collect(node, conditions);
  const { hash, range } = keys;
  const hashCondition = conditions.get(hash.name);
  if (conditions.size > (range ? 2 : 1)) throw validationError("Query key condition not supported");
  if (!hashCondition) {
    throw validationError(`Query condition missed key schema element: ${hash.name}`);
  }
  const rangeCondition = range && conditions.get(range.name);
  if (conditions.size === 2 && !rangeCondition) {
    throw validationError(`Query condition missed key schema element: ${range?.name}`);
  }
  const [hashValue] = hashCondition.values;
  if (hashCondition.operator !== "=" || hashValue === undefined) {
    throw validationError("Query key condition not supported");
  }
  return { hashValue, range: rangeCondition };
}

function collect(node: ConditionNode, found: Map<string, RangeCondition>): void {
  switch (node.kind) {
    case "and":
      collect(node.left, found);
      collect(node.right, found);
      return;
    case "or":
    case "not":
    case "in":
      throw unsupported(node.kind.toUpperCase());
    case "between":
      add(found, "between", node.operand, [node.low, node.high]);
      return;
    case "call":
      if (node.name !== "begins_with") throw unsupported(node.name);
      add(found, "begins_with", node.operands[0], node.operands.slice(1));
      return;
    case "compare": {
      const { comparator, left, right } = node;
      if (comparator === "<>") throw unsupported(comparator);
      if (left.kind === "path") add(found, comparator, left, [right]);
      else add(found, MIRRORED[comparator] as RangeCondition["operator"], right, [left]);
    }
  }
}

function add(
  found: Map<string, RangeCondition>,
  operator: RangeCondition["operator"],
  key: OperandNode | undefined,
  operands: readonly OperandNode[],
): void {
  for (const operand of [key, ...operands]) {
    if (operand?.kind === "call") {
      throw validationError("KeyConditionExpressions cannot contain nested operations");
    }
  }
  if (key?.kind !== "path") throw invalid("No key attribute specified");
  const [name, ...nested] = key.path;
  if (nested.length > 0) {
    throw validationError("KeyConditionExpressions cannot have conditions on nested attributes");
  }
  if (found.has(name)) {
    throw validationError("KeyConditionExpressions must only contain one condition per key");
  }
  const values = operands.map((operand) => {
    if (operand.kind !== "value") throw invalid("Multiple attribute names used in one condition");
    return operand.name;
  });
  found.set(name, { operator, values });
}

function unsupported(operator: string): Error {
  return validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function invalid(detail: string): Error {
  return validationError(`Invalid condition in KeyConditionExpression: ${detail}`);
}
