import { type OperandNode, printPath, type UpdateNode } from "./syntax-tree";

/**
 * By how much an update can enlarge an item, without looking at the item: a fixed part, and a
 * multiple of the bytes of the request's values. Infinity when it copies values within the item.
 */
export interface Growth {
  readonly fixedBytes: number;
  readonly valueFactor: number;
}

/** Bytes of the largest number, see the size rules. */
const NUMBER_BYTES_MAX = 22;

/** Derives the bound from the expression alone, once for each expression. */
export function growthOf(nodes: readonly UpdateNode[]): Growth {
  let fixedBytes = 0;
  let valueFactor = 0;
  for (const node of nodes) {
    if (node.action === "REMOVE") continue;
    const name = node.path[node.path.length - 1] ?? "";
    fixedBytes += 1 + NUMBER_BYTES_MAX + 3 * String(name).length;
    // One value may be stored several times; counting every mention covers that.
    valueFactor += node.action === "SET" ? mentions(node.operand) : 1;
    if (node.action === "SET" && copiesFromItem(node.operand, printPath(node.path))) {
      fixedBytes = Number.POSITIVE_INFINITY;
    }
  }
  return { fixedBytes, valueFactor };
}

function mentions(node: OperandNode): number {
  if (node.kind === "path") return 0;
  if (node.kind === "value") return 1;
  return node.operands.reduce((sum, operand) => sum + mentions(operand), 0);
}

/** Whether a value from elsewhere in the item may be stored a second time. */
function copiesFromItem(node: OperandNode, target: string): boolean {
  switch (node.kind) {
    case "value":
    case "arithmetic":
      return false;
    case "path":
      return printPath(node.path) !== target;
    case "call": {
      const own = node.operands.filter(
        (operand) => operand.kind === "path" && printPath(operand.path) === target,
      );
      // A list appended to itself doubles.
      if (own.length > 1) return true;
      return node.operands.some((operand) => copiesFromItem(operand, target));
    }
  }
}
