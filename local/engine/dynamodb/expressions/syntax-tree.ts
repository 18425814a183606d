/** Attribute names and list indexes from the item downwards; placeholders are already resolved. */
export type Path = readonly [string, ...(string | number)[]];

interface PathNode {
  readonly kind: "path";
  readonly path: Path;
}

/** A `:value` of the request. */
interface ValueNode {
  readonly kind: "value";
  readonly name: string;
}

export interface CallNode {
  readonly kind: "call";
  readonly name: string;
  readonly operands: readonly OperandNode[];
}

/** `a + b` or `a - b` in a SET action. */
export interface ArithmeticNode {
  readonly kind: "arithmetic";
  readonly operator: "+" | "-";
  readonly operands: readonly [OperandNode, OperandNode];
}

export type OperandNode = PathNode | ValueNode | CallNode | ArithmeticNode;

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type ConditionNode =
  | { readonly kind: "and" | "or"; readonly left: ConditionNode; readonly right: ConditionNode }
  | { readonly kind: "not"; readonly condition: ConditionNode }
  | {
      readonly kind: "compare";
      readonly comparator: Comparator;
      readonly left: OperandNode;
      readonly right: OperandNode;
    }
  | {
      readonly kind: "between";
      readonly operand: OperandNode;
      readonly low: OperandNode;
      readonly high: OperandNode;
    }
  | {
      readonly kind: "in";
      readonly operand: OperandNode;
      readonly candidates: readonly OperandNode[];
    }
  | CallNode;

export type UpdateNode =
  | { readonly action: "SET"; readonly path: Path; readonly operand: OperandNode }
  | { readonly action: "REMOVE"; readonly path: Path }
  | { readonly action: "ADD" | "DELETE"; readonly path: Path; readonly value: ValueNode };

/** A path as AWS prints it in its messages. */
export function printPath(path: Path): string {
  return `[${path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(", ")}]`;
}
