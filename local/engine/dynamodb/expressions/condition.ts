import {
  type AttributeType,
  type AttributeValue,
  compareValues,
  equalValues,
  type Item,
} from "../attribute-value";
import { bytesToText } from "../byte-order";
import { beginsWith, compileOperand, type Operand, type Values } from "./operand";
import type { CallNode, Comparator, ConditionNode, OperandNode } from "./syntax-tree";

/** A compiled condition or filter. A missing item is tested as an item without attributes. */
export type Condition = (item: Item, values: Values) => boolean;

/** Turns a parsed condition into closures. */
export function compileCondition(node: ConditionNode): Condition {
  switch (node.kind) {
    case "and": {
      const [left, right] = [compileCondition(node.left), compileCondition(node.right)];
      return (item, values) => left(item, values) && right(item, values);
    }
    case "or": {
      const [left, right] = [compileCondition(node.left), compileCondition(node.right)];
      return (item, values) => left(item, values) || right(item, values);
    }
    case "not": {
      const inner = compileCondition(node.condition);
      return (item, values) => !inner(item, values);
    }
    case "compare":
      return compileComparison(node.comparator, node.left, node.right);
    case "between": {
      const operand = compileOperand(node.operand);
      const low = compileOperand(node.low);
      const high = compileOperand(node.high);
      return (item, values) => {
        const value = operand(item, values);
        return (
          ordered(value, low(item, values), AT_LEAST) && ordered(value, high(item, values), AT_MOST)
        );
      };
    }
    case "in":
      return compileMembership(node.operand, node.candidates);
    case "call":
      return compileCall(node);
  }
}

type Test = (order: number) => boolean;
const AT_LEAST: Test = (order) => order >= 0;
const AT_MOST: Test = (order) => order <= 0;

const TESTS: Readonly<Record<"<" | "<=" | ">" | ">=", Test>> = {
  "<": (order) => order < 0,
  "<=": AT_MOST,
  ">": (order) => order > 0,
  ">=": AT_LEAST,
};

function ordered(
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
  test: Test,
): boolean {
  if (left === undefined || right === undefined) return false;
  const order = compareValues(left, right);
  return order !== undefined && test(order);
}

function equal(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  return left !== undefined && right !== undefined && equalValues(left, right);
}

function compileComparison(
  comparator: Comparator,
  leftNode: OperandNode,
  rightNode: OperandNode,
): Condition {
  const left = compileOperand(leftNode);
  const right = compileOperand(rightNode);
  if (comparator === "=") return (item, values) => equal(left(item, values), right(item, values));
  // A missing attribute is different from every value.
  if (comparator === "<>") return (item, values) => !equal(left(item, values), right(item, values));
  const test = TESTS[comparator];
  return (item, values) => ordered(left(item, values), right(item, values), test);
}

function compileMembership(node: OperandNode, nodes: readonly OperandNode[]): Condition {
  const operand = compileOperand(node);
  const candidates = nodes.map(compileOperand);
  return (item, values) => {
    const value = operand(item, values);
    return (
      value !== undefined && candidates.some((candidate) => equal(value, candidate(item, values)))
    );
  };
}

function compileCall({ name, operands }: CallNode): Condition {
  const first = compileOperand(operands[0] as OperandNode);
  if (name === "attribute_exists") return (item, values) => first(item, values) !== undefined;
  if (name === "attribute_not_exists") return (item, values) => first(item, values) === undefined;
  const second = compileOperand(operands[1] as OperandNode);
  if (name === "attribute_type") {
    return (item, values) => {
      const type = second(item, values)?.S as AttributeType | undefined;
      return type !== undefined && first(item, values)?.[type] !== undefined;
    };
  }
  return binaryCall(name === "begins_with" ? beginsWith : contains, first, second);
}

function binaryCall(
  test: (left: AttributeValue, right: AttributeValue) => boolean,
  first: Operand,
  second: Operand,
): Condition {
  return (item, values) => {
    const left = first(item, values);
    const right = second(item, values);
    return left !== undefined && right !== undefined && test(left, right);
  };
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  if (value.L) return value.L.some((element) => equalValues(element, part));
  if (part.S !== undefined) {
    return value.S?.includes(part.S) ?? value.SS?.includes(part.S) ?? false;
  }
  if (part.N !== undefined) return value.NS?.includes(part.N) ?? false;
  if (!part.B) return false;
  const bytes = bytesToText(part.B);
  if (value.B) return bytesToText(value.B).includes(bytes);
  return value.BS?.some((member) => bytesToText(member) === bytes) ?? false;
}
