import type { ExpressionReader } from "./expression-reader";
import {
  type CallNode,
  type Comparator,
  type ConditionNode,
  type OperandNode,
  printPath,
} from "./syntax-tree";

const COMPARATORS: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);

/** Operands that IN takes. */
const IN_OPERANDS_MAX = 100;

const OPERAND_COUNTS: ReadonlyMap<string, number> = new Map([
  ["attribute_exists", 1],
  ["attribute_not_exists", 1],
  ["attribute_type", 2],
  ["begins_with", 2],
  ["contains", 2],
  ["size", 1],
]);

/** What stands between two operators: a condition, or an operand that still needs a comparator. */
interface Term {
  readonly node: ConditionNode | OperandNode;
  readonly parenthesised: boolean;
}

/** Parses condition, filter and key condition expressions: they share one grammar. */
export class ConditionParser {
  constructor(private readonly reader: ExpressionReader) {}

  parse(): ConditionNode {
    const condition = this.condition(this.or());
    this.reader.expectEnd();
    return condition;
  }

  private or(): Term {
    let left = this.and();
    while (this.reader.takeKeyword("OR")) {
      this.reader.countOperator();
      left = this.joined("or", left, this.and());
    }
    return left;
  }

  private and(): Term {
    let left = this.not();
    while (this.reader.takeKeyword("AND")) {
      this.reader.countOperator();
      left = this.joined("and", left, this.not());
    }
    return left;
  }

  private joined(kind: "and" | "or", left: Term, right: Term): Term {
    const node = { kind, left: this.condition(left), right: this.condition(right) };
    return { node, parenthesised: false };
  }

  private not(): Term {
    if (!this.reader.takeKeyword("NOT")) return this.comparison();
    this.reader.countOperator();
    const condition = this.condition(this.not());
    return { node: { kind: "not", condition }, parenthesised: false };
  }

  private comparison(): Term {
    const left = this.term();
    const { reader } = this;
    const { kind, text } = reader.next;
    if (kind === "symbol" && COMPARATORS.has(text)) {
      reader.take();
      reader.countOperator();
      const node = this.compare(text as Comparator, this.operand(left), this.operand(this.term()));
      return { node, parenthesised: false };
    }
    if (reader.takeKeyword("BETWEEN")) {
      reader.countOperator();
      const operand = this.operand(left);
      const low = this.operand(this.term());
      if (!reader.takeKeyword("AND")) throw reader.syntaxError();
      const high = this.operand(this.term());
      return { node: { kind: "between", operand, low, high }, parenthesised: false };
    }
    if (reader.takeKeyword("IN")) {
      reader.countOperator();
      return { node: this.membership(this.operand(left)), parenthesised: false };
    }
    return left;
  }

  private compare(comparator: Comparator, left: OperandNode, right: OperandNode): ConditionNode {
    if (left.kind === "path" && right.kind === "path") {
      const first = printPath(left.path);
      if (first === printPath(right.path)) throw this.notDistinct(comparator, first);
    }
    return { kind: "compare", comparator, left, right };
  }

  private membership(operand: OperandNode): ConditionNode {
    this.reader.expectSymbol("(");
    const candidates = this.reader.readList(() => this.operand(this.term()));
    this.reader.expectSymbol(")");
    if (candidates.length > IN_OPERANDS_MAX) {
      throw this.reader.error(
        `The IN operator is provided with too many operands; number of operands: ${candidates.length}`,
      );
    }
    return { kind: "in", operand, candidates };
  }

  private term(): Term {
    const { reader } = this;
    if (reader.takeSymbol("(")) {
      const inner = this.or();
      reader.expectSymbol(")");
      if (inner.parenthesised) throw reader.error("The expression has redundant parentheses;");
      return { node: inner.node, parenthesised: true };
    }
    if (reader.next.kind === "value") return { node: reader.readValue(), parenthesised: false };
    if (reader.atCall) return { node: this.call(), parenthesised: false };
    return { node: { kind: "path", path: reader.readPath() }, parenthesised: false };
  }

  private call(): CallNode {
    const { reader } = this;
    const name = reader.take().text;
    const count = OPERAND_COUNTS.get(name);
    if (count === undefined) throw reader.error(`Invalid function name; function: ${name}`);
    reader.expectSymbol("(");
    reader.countOperator();
    const operands = reader.readList(() => this.operand(this.term()));
    reader.expectSymbol(")");
    if (operands.length !== count) {
      throw reader.error(
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
      );
    }
    const [first, second] = operands;
    if (name.startsWith("attribute_") && name !== "attribute_type" && first?.kind !== "path") {
      throw reader.error(
        `Operator or function requires a document path; operator or function: ${name}`,
      );
    }
    if (first?.kind === "path" && second?.kind === "path") {
      const printed = printPath(first.path);
      if (printed === printPath(second.path)) throw this.notDistinct(name, printed);
    }
    return { kind: "call", name, operands };
  }

  private notDistinct(operator: string, operand: string): Error {
    return this.reader.error(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${operand}`,
    );
  }

  private condition({ node }: Term): ConditionNode {
    switch (node.kind) {
      case "path":
      case "value":
      case "arithmetic":
        throw this.reader.syntaxError();
      case "call":
        if (node.name === "size") throw this.misused(node.name);
        return node;
      default:
        return node;
    }
  }

  private operand({ node }: Term): OperandNode {
    switch (node.kind) {
      case "path":
      case "value":
        return node;
      case "call":
        if (node.name !== "size") throw this.misused(node.name);
        return node;
      default:
        throw this.reader.syntaxError();
    }
  }

  private misused(name: string): Error {
    return this.reader.error(
      `The function is not allowed to be used this way in an expression; function: ${name}`,
    );
  }
}
