import { checkDistinctPaths } from "./document-paths";
import type { ExpressionReader } from "./expression-reader";
import type { CallNode, OperandNode, UpdateNode } from "./syntax-tree";

const SECTIONS = ["SET", "REMOVE", "ADD", "DELETE"] as const;

/** Parses update expressions: each of the four sections at most once, in any order. */
export class UpdateParser {
  constructor(private readonly reader: ExpressionReader) {}

  parse(): UpdateNode[] {
    const { reader } = this;
    const nodes: UpdateNode[] = [];
    const seen = new Set<string>();
    do {
      const section = SECTIONS.find((keyword) => reader.takeKeyword(keyword));
      if (!section) throw reader.syntaxError();
      if (seen.has(section)) {
        throw reader.error(
          `The "${section}" section can only be used once in an update expression;`,
        );
      }
      seen.add(section);
      nodes.push(...reader.readList(() => this.action(section)));
    } while (!reader.atEnd);
    checkDistinctPaths(
      reader,
      nodes.map(({ path }) => path),
    );
    return nodes;
  }

  private action(section: (typeof SECTIONS)[number]): UpdateNode {
    const { reader } = this;
    const path = reader.readPath();
    if (section === "REMOVE") return { action: section, path };
    if (section !== "SET") return { action: section, path, value: reader.readValue() };
    reader.expectSymbol("=");
    return { action: section, path, operand: this.sum() };
  }

  private sum(): OperandNode {
    const left = this.operand();
    const { kind, text } = this.reader.next;
    if (kind !== "symbol" || (text !== "+" && text !== "-")) return left;
    this.reader.take();
    this.reader.countOperator();
    return { kind: "arithmetic", operator: text, operands: [left, this.operand()] };
  }

  private operand(): OperandNode {
    const { reader } = this;
    if (reader.takeSymbol("(")) {
      const inner = this.sum();
      reader.expectSymbol(")");
      return inner;
    }
    if (reader.next.kind === "value") return reader.readValue();
    if (reader.atCall) return this.call();
    return { kind: "path", path: reader.readPath() };
  }

  private call(): CallNode {
    const { reader } = this;
    const name = reader.take().text;
    if (name !== "if_not_exists" && name !== "list_append") {
      throw reader.error(`Invalid function name; function: ${name}`);
    }
    reader.expectSymbol("(");
    reader.countOperator();
    const operands = reader.readList(() => this.operand());
    reader.expectSymbol(")");
    if (operands.length !== 2) {
      throw reader.error(
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
      );
    }
    if (name === "if_not_exists" && operands[0]?.kind !== "path") {
      throw reader.error(
        `Operator or function requires a document path; operator or function: ${name}`,
      );
    }
    return { kind: "call", name, operands };
  }
}
