/** The shape a property may have, as far as a typing tells. */
export type ValueType =
  | { readonly kind: "text" | "number" | "flag" | "anything" | "file" | "nothing" }
  /** A name we do not follow, e.g. a whole resource given where its identifier would do. */
  | { readonly kind: "reference"; readonly name: string }
  | { readonly kind: "literal"; readonly value: string }
  /** A named enum of the provider, e.g. `lambda.Runtime`. */
  | { readonly kind: "enum"; readonly name: string }
  | { readonly kind: "list"; readonly of: ValueType }
  | { readonly kind: "map"; readonly of: ValueType }
  /** A nested interface, e.g. `dynamodb.TableReplica`. */
  | { readonly kind: "object"; readonly name: string }
  | { readonly kind: "either"; readonly of: readonly ValueType[] };

const SIMPLE: Readonly<Record<string, ValueType>> = {
  string: { kind: "text" },
  ARN: { kind: "text" },
  "pulumi.ID": { kind: "text" },
  "pulumi.URN": { kind: "text" },
  number: { kind: "number" },
  boolean: { kind: "flag" },
  any: { kind: "anything" },
  unknown: { kind: "anything" },
  undefined: { kind: "nothing" },
  null: { kind: "nothing" },
  "pulumi.asset.Archive": { kind: "file" },
  "pulumi.asset.Asset": { kind: "file" },
};

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*|\S)/y;

/** Reads one type expression of a generated `.d.ts`; `end` is where the text after it begins. */
export function readType(text: string, start: number): { type: ValueType; end: number } {
  const reader = new TypeReader(text, start);
  const type = reader.union();
  return { type, end: reader.position };
}

class TypeReader {
  constructor(
    private readonly text: string,
    public position: number,
  ) {}

  union(): ValueType {
    const alternatives = [this.postfix()];
    while (this.peek() === "|") {
      this.take("|");
      alternatives.push(this.postfix());
    }
    const known = alternatives.filter(({ kind }) => kind !== "nothing");
    if (known.length === 0) return { kind: "nothing" };
    return known.length === 1 ? (known[0] as ValueType) : { kind: "either", of: known };
  }

  private postfix(): ValueType {
    let type = this.primary();
    while (this.peek() === "[") {
      this.take("[");
      this.take("]");
      type = { kind: "list", of: type };
    }
    return type;
  }

  private primary(): ValueType {
    const token = this.next();
    if (token === "{") return this.braces();
    if (token === "(") {
      const type = this.union();
      this.take(")");
      return type;
    }
    if (token.startsWith('"')) return { kind: "literal", value: token.slice(1, -1) };
    const simple = SIMPLE[token];
    if (simple) return simple;
    const args = this.typeArguments();
    // Inputs and outputs wrap what travels on the wire.
    if (token === "pulumi.Input" || token === "pulumi.Output" || token === "Promise") {
      return args[0] ?? { kind: "anything" };
    }
    if (token.startsWith("inputs.") || token.startsWith("outputs.")) {
      return { kind: "object", name: token.slice(token.indexOf(".") + 1) };
    }
    if (token.startsWith("enums.")) return { kind: "enum", name: token.slice("enums.".length) };
    return { kind: "reference", name: token };
  }

  private typeArguments(): ValueType[] {
    const args: ValueType[] = [];
    if (this.peek() !== "<") return args;
    this.take("<");
    args.push(this.union());
    while (this.peek() === ",") {
      this.take(",");
      args.push(this.union());
    }
    this.take(">");
    return args;
  }

  /** `{ [key: string]: T }` is a map; any other inline shape is not looked into. */
  private braces(): ValueType {
    if (this.peek() !== "[") {
      for (let depth = 1; depth > 0; ) {
        const token = this.next();
        if (token === "{") depth += 1;
        if (token === "}") depth -= 1;
      }
      return { kind: "anything" };
    }
    for (const token of ["[", undefined, ":", "string", "]", ":"]) this.take(token);
    const of = this.union();
    if (this.peek() === ";") this.take(";");
    this.take("}");
    return { kind: "map", of };
  }

  private peek(): string {
    const before = this.position;
    const token = this.next();
    this.position = before;
    return token;
  }

  private take(expected: string | undefined): void {
    const token = this.next();
    if (expected !== undefined && token !== expected) {
      throw new Error(`a typing has "${token}" where "${expected}" was expected`);
    }
  }

  private next(): string {
    TOKEN.lastIndex = this.position;
    const match = TOKEN.exec(this.text);
    if (!match?.[1]) throw new Error("a typing ends in the middle of a type");
    this.position = TOKEN.lastIndex;
    return match[1];
  }
}
