import type { AttributeValue, Item } from "../attribute-value";
import { validationError } from "../errors";
import { addNumbers, subtractNumbers } from "../number";
import { compilePath, type Values } from "./operand";
import type { ArithmeticNode, CallNode, OperandNode } from "./syntax-tree";

/** Computes the value of a SET action from the item as it was before the update. */
export type UpdateOperand = (item: Item, values: Values) => AttributeValue;

/** Compiles the right-hand side of a SET action. */
export function compileUpdateOperand(node: OperandNode): UpdateOperand {
  switch (node.kind) {
    case "value": {
      const { name } = node;
      return (_, values) => values[name] ?? missingAttribute();
    }
    case "path": {
      const path = compilePath(node.path);
      return (item) => path(item) ?? missingAttribute();
    }
    case "arithmetic":
      return compileArithmetic(node);
    case "call":
      return node.name === "if_not_exists" ? compileIfNotExists(node) : compileListAppend(node);
  }
}

/** The update cannot be applied to a value of this type. */
export function wrongOperandType(): Error {
  return validationError("An operand in the update expression has an incorrect data type");
}

function compileArithmetic({ operator, operands }: ArithmeticNode): UpdateOperand {
  const left = compileUpdateOperand(operands[0]);
  const right = compileUpdateOperand(operands[1]);
  const compute = operator === "+" ? addNumbers : subtractNumbers;
  return (item, values) => {
    const a = left(item, values).N;
    const b = right(item, values).N;
    if (a === undefined || b === undefined) throw wrongOperandType();
    return { N: compute(a, b) };
  };
}

function compileIfNotExists({ operands }: CallNode): UpdateOperand {
  const [target, fallback] = operands;
  if (target?.kind !== "path" || !fallback) throw new Error("if_not_exists was not checked");
  const existing = compilePath(target.path);
  const otherwise = compileUpdateOperand(fallback);
  return (item, values) => existing(item) ?? otherwise(item, values);
}

function compileListAppend({ operands }: CallNode): UpdateOperand {
  const left = compileUpdateOperand(operands[0] as OperandNode);
  const right = compileUpdateOperand(operands[1] as OperandNode);
  return (item, values) => {
    const a = left(item, values).L;
    const b = right(item, values).L;
    if (!a || !b) throw wrongOperandType();
    return { L: [...a, ...b] };
  };
}

function missingAttribute(): never {
  throw validationError(
    "The provided expression refers to an attribute that does not exist in the item",
  );
}
