import { type AttributeType, typeOf } from "../attribute-value";
import { indexKeyMismatch } from "../errors";
import type { Schema } from "../schema";
import type { Values } from "./operand";
import type { OperandNode, UpdateNode } from "./syntax-tree";
import type { ValueCheck } from "./value-checks";

/**
 * An update that would give an index key a wrong type is refused before its condition is looked
 * at, as far as the type follows from the request; the rest is found when it is applied.
 */
export function indexKeyChecks(nodes: readonly UpdateNode[], schema: Schema): ValueCheck[] {
  return nodes.flatMap((node): ValueCheck[] => {
    const [name, ...nested] = node.path;
    const key = schema.indexKeys.get(name);
    if (!key || nested.length > 0 || node.action === "REMOVE") return [];
    const operand = node.action === "SET" ? node.operand : node.value;
    return [
      (values) => {
        const type = staticType(operand, values);
        if (type !== undefined && type !== key.type) throw indexKeyMismatch(name, key, type);
      },
    ];
  });
}

function staticType(node: OperandNode, values: Values): AttributeType | undefined {
  switch (node.kind) {
    case "path":
      return undefined;
    case "value": {
      const value = values[node.name];
      return value && typeOf(value);
    }
    case "arithmetic":
      return "N";
    case "call": {
      if (node.name === "list_append") return "L";
      const fallback = node.operands[1];
      return fallback && staticType(fallback, values);
    }
  }
}
