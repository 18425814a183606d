import { validationError } from "../errors";
import { isReserved } from "./reserved-words";
import type { OperandNode, Path } from "./syntax-tree";
import { type Token, tokenize, UnknownCharacter } from "./tokenizer";

/** Bytes an expression may have, and operators it may contain. */
const EXPRESSION_BYTES_MAX = 4096;
const OPERATORS_MAX = 300;

/** Names behind `#placeholders`. */
export type Names = Readonly<Record<string, string>>;

/** What the expressions of one request refer to; unused placeholders are an error. */
interface References {
  readonly names: Set<string>;
  readonly values: Set<string>;
}

/** The member of a request an expression came from: it is part of every error message. */
export type ExpressionMember =
  | "ConditionExpression"
  | "FilterExpression"
  | "KeyConditionExpression"
  | "ProjectionExpression"
  | "UpdateExpression";

/** Reads one expression token by token and resolves placeholders; the parsers sit on top of it. */
export class ExpressionReader {
  private readonly tokens: Token[];
  private position = 0;
  private operators = 0;

  constructor(
    private readonly member: ExpressionMember,
    private readonly expression: string,
    private readonly placeholders: Names,
    private readonly used: References,
  ) {
    if (typeof expression !== "string") throw this.error("The expression must be a string");
    if (expression.trim() === "") throw this.error("The expression can not be empty;");
    const bytes = Buffer.byteLength(expression);
    if (bytes > EXPRESSION_BYTES_MAX) {
      throw this.error(
        `Expression size has exceeded the maximum allowed size; expression size: ${bytes}`,
      );
    }
    this.tokens = this.split();
  }

  get next(): Token {
    return this.tokens[this.position] as Token;
  }

  get atEnd(): boolean {
    return this.next.kind === "end";
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== "end") this.position += 1;
    return token;
  }

  /** Takes the symbol if it is next. */
  takeSymbol(symbol: string): boolean {
    if (this.next.kind !== "symbol" || this.next.text !== symbol) return false;
    this.position += 1;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.syntaxError();
  }

  /** Takes the keyword, in any case, if it is next. */
  takeKeyword(keyword: string): boolean {
    if (this.next.kind !== "name" || this.next.text.toUpperCase() !== keyword) return false;
    this.position += 1;
    return true;
  }

  expectEnd(): void {
    if (!this.atEnd) throw this.syntaxError();
  }

  /** Whether the next tokens are a function's name and its opening parenthesis. */
  get atCall(): boolean {
    const after = this.tokens[this.position + 1];
    return this.next.kind === "name" && after?.kind === "symbol" && after.text === "(";
  }

  countOperator(): void {
    this.operators += 1;
    if (this.operators <= OPERATORS_MAX) return;
    throw this.error(
      `The expression contains too many operators; operator count: ${this.operators}`,
    );
  }

  /** A document path: `a`, `#a`, `a.b[2].#c`. */
  readPath(): Path {
    const steps: [string, ...(string | number)[]] = [this.readName()];
    for (;;) {
      if (this.takeSymbol(".")) steps.push(this.readName());
      else if (this.takeSymbol("[")) {
        if (this.next.kind !== "number") throw this.syntaxError();
        steps.push(Number(this.take().text));
        this.expectSymbol("]");
      } else return steps;
    }
  }

  /** A `:value`; whether the request defines it is checked with each request. */
  readValue(): OperandNode & { kind: "value" } {
    if (this.next.kind !== "value") throw this.syntaxError();
    const name = this.take().text;
    this.used.values.add(name);
    return { kind: "value", name };
  }

  /** Comma-separated parts. */
  readList<T>(read: () => T): T[] {
    const parts = [read()];
    while (this.takeSymbol(",")) parts.push(read());
    return parts;
  }

  syntaxError(): Error {
    const { at, text } = this.next;
    const before = this.tokens[this.position - 1];
    const after = this.tokens[this.position + 1];
    const near = this.expression.slice(before?.at ?? at, after ? after.at + after.text.length : at);
    return this.error(`Syntax error; token: "${text}", near: "${near.trim()}"`);
  }

  error(detail: string): Error {
    return validationError(`Invalid ${this.member}: ${detail}`);
  }

  private readName(): string {
    const { kind, text } = this.next;
    if (kind === "name") {
      if (isReserved(text)) {
        throw this.error(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
      }
      this.position += 1;
      return text;
    }
    if (kind !== "placeholder") throw this.syntaxError();
    const name = Object.hasOwn(this.placeholders, text) ? this.placeholders[text] : undefined;
    if (name === undefined) {
      throw this.error(
        `An expression attribute name used in the document path is not defined; attribute name: ${text}`,
      );
    }
    if (name === "__proto__") throw this.error("attribute __proto__ is not modelled");
    this.used.names.add(text);
    this.position += 1;
    return name;
  }

  private split(): Token[] {
    try {
      return tokenize(this.expression);
    } catch (problem) {
      if (!(problem instanceof UnknownCharacter)) throw problem;
      const near = this.expression.slice(Math.max(0, problem.at - 1), problem.at + 2);
      throw this.error(`Syntax error; token: "${problem.text}", near: "${near}"`);
    }
  }
}
