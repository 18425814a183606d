import type { KeySchema, Schema } from "../schema";
import { type Condition, compileCondition } from "./condition";
import { ConditionParser } from "./condition-parser";
import { type ExpressionMember, ExpressionReader, type Names } from "./expression-reader";
import { indexKeyChecks } from "./index-key-checks";
import { compileKeyCondition, type KeyCondition } from "./key-condition";
import { compileProjection, type Projection, parseProjection } from "./projection";
import type { ConditionNode, OperandNode, Path } from "./syntax-tree";
import { compileUpdate, type Update } from "./update";
import { UpdateParser } from "./update-parser";
import { type ValueCheck, ValueChecks } from "./value-checks";

/** A compiled filter and the attributes it looks at. */
export interface Filter {
  readonly matches: Condition;
  readonly paths: readonly Path[];
}

/** A compiled projection and the parts it asks for. */
export interface Selection {
  readonly project: Projection;
  readonly paths: readonly Path[];
}

/** Compiles all expressions of one request and notes which placeholders they use. */
export class ExpressionCompiler {
  readonly used = { names: new Set<string>(), values: new Set<string>() };
  readonly checks: ValueCheck[] = [];

  constructor(private readonly names: Names) {}

  condition(text: string | undefined): Condition | undefined {
    return text === undefined ? undefined : this.filter("ConditionExpression", text).matches;
  }

  filter(member: "ConditionExpression" | "FilterExpression", text: string): Filter {
    const node = this.parseCondition(member, text);
    const paths: Path[] = [];
    collectPaths(node, paths);
    return { matches: compileCondition(node), paths };
  }

  keyCondition(text: string, keys: KeySchema): KeyCondition {
    return compileKeyCondition(this.parseCondition("KeyConditionExpression", text), keys);
  }

  update(text: string | undefined, schema: Schema): Update | undefined {
    if (text === undefined) return undefined;
    const nodes = new UpdateParser(this.reader("UpdateExpression", text)).parse();
    const checks = new ValueChecks("UpdateExpression");
    for (const node of nodes) checks.update(node);
    this.checks.push(...checks.checks, ...indexKeyChecks(nodes, schema));
    return compileUpdate(nodes);
  }

  projection(text: string | undefined): Selection | undefined {
    if (text === undefined) return undefined;
    const paths = parseProjection(this.reader("ProjectionExpression", text));
    return { project: compileProjection(paths), paths };
  }

  private parseCondition(member: ExpressionMember, text: string): ConditionNode {
    const node = new ConditionParser(this.reader(member, text)).parse();
    const checks = new ValueChecks(member);
    checks.condition(node);
    this.checks.push(...checks.checks);
    return node;
  }

  private reader(member: ExpressionMember, text: string): ExpressionReader {
    return new ExpressionReader(member, text, this.names, this.used);
  }
}

function collectPaths(node: ConditionNode | OperandNode, paths: Path[]): void {
  switch (node.kind) {
    case "path":
      paths.push(node.path);
      return;
    case "value":
      return;
    case "call":
    case "arithmetic":
      for (const operand of node.operands) collectPaths(operand, paths);
      return;
    case "not":
      collectPaths(node.condition, paths);
      return;
    case "and":
    case "or":
    case "compare":
      collectPaths(node.left, paths);
      collectPaths(node.right, paths);
      return;
    case "between":
      for (const operand of [node.operand, node.low, node.high]) collectPaths(operand, paths);
      return;
    case "in":
      for (const operand of [node.operand, ...node.candidates]) collectPaths(operand, paths);
  }
}
