import { type AttributeType, compareValues, typeOf } from "../attribute-value";
import { validationError } from "../errors";
import type { ExpressionMember } from "./expression-reader";
import type { Values } from "./operand";
import type { CallNode, ConditionNode, OperandNode, UpdateNode } from "./syntax-tree";

/** A rule about the values of a request that can be tested before any item is read. */
export type ValueCheck = (values: Values) => void;

const TYPES: readonly AttributeType[] = ["S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", "L", "M"];

/** Collects the checks of one expression; most expressions have none. */
export class ValueChecks {
  readonly checks: ValueCheck[] = [];

  constructor(private readonly member: ExpressionMember) {}

  condition(node: ConditionNode): void {
    switch (node.kind) {
      case "and":
      case "or":
        this.condition(node.left);
        this.condition(node.right);
        return;
      case "not":
        this.condition(node.condition);
        return;
      case "compare":
        for (const operand of [node.left, node.right]) {
          this.size(operand);
          if (node.comparator === "=" || node.comparator === "<>") continue;
          this.requireType(operand, ["S", "N", "B"], `operator: ${node.comparator}`);
        }
        return;
      case "between":
        for (const operand of [node.operand, node.low, node.high]) {
          this.size(operand);
          this.requireType(operand, ["S", "N", "B"], "operator: BETWEEN");
        }
        this.bounds(node.low, node.high);
        return;
      case "in":
        for (const operand of [node.operand, ...node.candidates]) this.size(operand);
        return;
      case "call":
        this.call(node);
    }
  }

  update(node: UpdateNode): void {
    if (node.action === "REMOVE") return;
    if (node.action === "SET") {
      this.setOperand(node.operand);
      return;
    }
    const allowed: AttributeType[] = ["SS", "NS", "BS"];
    if (node.action === "ADD") allowed.push("N");
    this.requireType(node.value, allowed, `operator: ${node.action}`, (type) => LONG[type]);
  }

  private setOperand(node: OperandNode): void {
    if (node.kind === "path" || node.kind === "value") return;
    for (const operand of node.operands) this.setOperand(operand);
    const [allowed, operator] =
      node.kind === "arithmetic" ? (["N", node.operator] as const) : (["L", node.name] as const);
    if (operator === "if_not_exists") return;
    for (const operand of node.operands) {
      this.requireType(operand, [allowed], `operator or function: ${operator}`);
    }
  }

  private call({ name, operands }: CallNode): void {
    for (const operand of operands) this.size(operand);
    const label = `operator or function: ${name}`;
    if (name === "begins_with") {
      for (const operand of operands) this.requireType(operand, ["S", "B"], label);
    }
    if (name !== "attribute_type") return;
    const type = operands[1];
    if (type?.kind !== "value") {
      throw this.error(
        `Incorrect operand type for operator or function; ${label}, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}`,
      );
    }
    this.requireType(type, ["S"], label);
    this.checks.push((values) => {
      const text = values[type.name]?.S;
      if (TYPES.some((known) => known === text)) return;
      throw this.error(
        `Invalid attribute type name found; type: ${text}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
      );
    });
  }

  private size(node: OperandNode): void {
    const inner = node.kind === "call" ? node.operands[0] : undefined;
    if (!inner) return;
    const sized = TYPES.filter((type) => type !== "N" && type !== "BOOL" && type !== "NULL");
    this.requireType(inner, sized, "operator or function: size");
  }

  private bounds(low: OperandNode, high: OperandNode): void {
    if (low.kind !== "value" || high.kind !== "value") return;
    this.checks.push((values) => {
      const [from, to] = [values[low.name], values[high.name]];
      if (!from || !to) return;
      const order = compareValues(from, to);
      const [one, two] = [typeOf(from), typeOf(to)];
      const rule =
        one !== two
          ? "same data type for lower and upper bounds"
          : order !== undefined && order > 0
            ? "upper bound to be greater than or equal to lower bound"
            : undefined;
      if (!rule) return;
      const printed = `lower bound operand: AttributeValue: {${one}:${from[one]}}, upper bound operand: AttributeValue: {${two}:${to[two]}}`;
      throw this.error(`The BETWEEN operator requires ${rule}; ${printed}`);
    });
  }

  private requireType(
    node: OperandNode,
    allowed: readonly AttributeType[],
    label: string,
    print: (type: AttributeType) => string = (type) => type,
  ): void {
    if (node.kind !== "value") return;
    this.checks.push((values) => {
      const value = values[node.name];
      if (!value) return;
      const type = typeOf(value);
      if (allowed.includes(type)) return;
      throw this.error(
        `Incorrect operand type for operator or function; ${label}, operand type: ${print(type)}`,
      );
    });
  }

  private error(detail: string): Error {
    return validationError(`Invalid ${this.member}: ${detail}`);
  }
}

/** How AWS spells types in errors about ADD and DELETE. */
const LONG: Readonly<Record<AttributeType, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  BOOL: "BOOLEAN",
  NULL: "NULL",
  L: "LIST",
  M: "MAP",
  SS: "STRING_SET",
  NS: "NUMBER_SET",
  BS: "BINARY_SET",
};
