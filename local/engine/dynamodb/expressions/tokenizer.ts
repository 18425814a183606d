/** A word of an expression. Names, `#placeholders`, `:values`, indexes and punctuation. */
export interface Token {
  readonly kind: "name" | "placeholder" | "value" | "number" | "symbol" | "end";
  readonly text: string;
  readonly at: number;
}

/** A character no expression contains; carries what the error message needs. */
export class UnknownCharacter {
  constructor(
    readonly text: string,
    readonly at: number,
  ) {}
}

const TOKEN =
  /[ \t\r\n]+|([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([0-9]+)|(<=|>=|<>|[=<>()[\],.+-])/y;

const KINDS = ["name", "placeholder", "value", "number", "symbol"] as const;

/** Splits an expression into tokens, ended by one of kind `end`. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(expression);
    if (!match) throw new UnknownCharacter(expression.charAt(at), at);
    const group = KINDS.findIndex((_, index) => match[index + 1] !== undefined);
    const kind = KINDS[group];
    if (kind) tokens.push({ kind, text: match[0], at });
  }
  tokens.push({ kind: "end", text: "<EOF>", at: expression.length });
  return tokens;
}
