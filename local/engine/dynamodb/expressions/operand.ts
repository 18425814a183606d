import type { AttributeValue, Item } from "../attribute-value";
import { bytesToText } from "../byte-order";
import type { OperandNode, Path } from "./syntax-tree";

/** ExpressionAttributeValues of a request, validated. */
export type Values = Readonly<Record<string, AttributeValue>>;

/** Finds a value in the item or among the request's values; undefined if it does not exist. */
export type Operand = (item: Item, values: Values) => AttributeValue | undefined;

/** Looks one attribute up. Names every object has, such as `constructor`, are no attributes. */
export function compileName(name: string): (item: Item) => AttributeValue | undefined {
  if (name in Object.prototype) {
    return (item) => (Object.hasOwn(item, name) ? item[name] : undefined);
  }
  return (item) => item[name];
}

/** Looks a document path up. */
export function compilePath(path: Path): (item: Item) => AttributeValue | undefined {
  const [head, ...rest] = path;
  const first = compileName(head);
  if (rest.length === 0) return first;
  const steps = rest.map((step) => {
    if (typeof step === "number") return (value: AttributeValue) => value.L?.[step];
    const member = compileName(step);
    return (value: AttributeValue) => (value.M ? member(value.M) : undefined);
  });
  return (item) => {
    let value = first(item);
    for (let index = 0; value !== undefined && index < steps.length; index++) {
      value = steps[index]?.(value);
    }
    return value;
  };
}

/** Operands of conditions: paths, values and `size(…)`. */
export function compileOperand(node: OperandNode): Operand {
  switch (node.kind) {
    case "path":
      return compilePath(node.path);
    case "value": {
      const { name } = node;
      return (_, values) => values[name];
    }
    case "call": {
      const inner = compileOperand(node.operands[0] as OperandNode);
      return (item, values) => {
        const size = sizeOf(inner(item, values));
        return size === undefined ? undefined : { N: String(size) };
      };
    }
    case "arithmetic":
      throw new Error("the condition grammar has no arithmetic");
  }
}

function sizeOf(value: AttributeValue | undefined): number | undefined {
  if (!value) return undefined;
  const countable = value.S ?? value.L ?? value.SS ?? value.NS ?? value.BS;
  if (countable !== undefined) return countable.length;
  if (value.B) return value.B.byteLength;
  return value.M ? Object.keys(value.M).length : undefined;
}

/** Whether `value` starts with `prefix`; both strings or both bytes. */
export function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined) return prefix.S !== undefined && value.S.startsWith(prefix.S);
  if (!value.B || !prefix.B) return false;
  return bytesToText(value.B).startsWith(bytesToText(prefix.B));
}
