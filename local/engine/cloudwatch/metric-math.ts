import { NotModelled } from "../aws-error";
import { invalidValue } from "./cloudwatch-error";

/** The value of each other query at one moment; undefined where there is no data. */
export type Operands = (id: string) => number | undefined;

/** An expression, ready to be evaluated moment by moment. */
export interface Expression {
  readonly ids: readonly string[];
  evaluate(operands: Operands): number | undefined;
}

type Node = (operands: Operands) => number | undefined;
type Binary = (left: number, right: number) => number;

const levels: readonly Readonly<Record<string, Binary>>[] = [
  {
    "<=": (a, b) => Number(a <= b),
    ">=": (a, b) => Number(a >= b),
    "==": (a, b) => Number(a === b),
    "!=": (a, b) => Number(a !== b),
    "<": (a, b) => Number(a < b),
    ">": (a, b) => Number(a > b),
  },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  { "*": (a, b) => a * b, "/": (a, b) => a / b },
];
const token = /\s*(\d+(?:\.\d+)?|[A-Za-z][A-Za-z0-9_]*|<=|>=|==|!=|[-+*/()<>,])/y;

/**
 * Metric math as far as alarms use it: arithmetic, comparisons, FILL and IF over numbers. Where an
 * operand has no data the result has none, and a division by zero has none either.
 */
export function parseExpression(text: string): Expression {
  const parser = new Parser(text);
  const node = parser.parse();
  return {
    ids: [...parser.ids],
    evaluate(operands) {
      const value = node(operands);
      return value !== undefined && Number.isFinite(value) ? value : undefined;
    },
  };
}

class Parser {
  readonly ids = new Set<string>();
  private readonly tokens: string[] = [];
  private position = 0;

  constructor(private readonly text: string) {
    token.lastIndex = 0;
    while (token.lastIndex < text.trimEnd().length) {
      const match = token.exec(text);
      if (!match?.[1]) throw this.invalid();
      this.tokens.push(match[1]);
    }
  }

  parse(): Node {
    const node = this.level(0);
    if (this.position < this.tokens.length) throw this.invalid();
    return node;
  }

  private level(depth: number): Node {
    const operators = levels[depth];
    if (!operators) return this.factor();
    let left = this.level(depth + 1);
    for (;;) {
      const combine = operators[this.tokens[this.position] ?? ""];
      if (!combine) return left;
      this.position += 1;
      left = binary(combine, left, this.level(depth + 1));
    }
  }

  private factor(): Node {
    const next = this.tokens[this.position++];
    if (next === undefined) throw this.invalid();
    if (next === "(") {
      const inside = this.level(0);
      this.expect(")");
      return inside;
    }
    if (next === "-")
      return binary(
        (a, b) => a - b,
        () => 0,
        this.factor(),
      );
    if (/^\d/.test(next)) return () => Number(next);
    if (!/^[A-Za-z]/.test(next)) throw this.invalid();
    if (this.tokens[this.position] === "(") return this.call(next);
    this.ids.add(next);
    return (operands) => operands(next);
  }

  private call(name: string): Node {
    this.position += 1;
    const given = [this.level(0)];
    while (this.tokens[this.position] === ",") {
      this.position += 1;
      given.push(this.level(0));
    }
    this.expect(")");
    const [first, second, third] = given;
    if (name === "FILL" && first && second && !third) {
      return (operands) => first(operands) ?? second(operands);
    }
    if (name === "IF" && first && second) {
      return (operands) => {
        const holds = first(operands);
        if (holds === undefined) return undefined;
        return holds ? second(operands) : third?.(operands);
      };
    }
    throw new NotModelled("cloudwatch", "GetMetricData", `function ${name} in ${this.text}`);
  }

  private expect(expected: string): void {
    if (this.tokens[this.position++] !== expected) throw this.invalid();
  }

  private invalid(): Error {
    return invalidValue(`Invalid expression: ${this.text}`);
  }
}

function binary(combine: Binary, left: Node, right: Node): Node {
  return (operands) => {
    const a = left(operands);
    const b = right(operands);
    return a === undefined || b === undefined ? undefined : combine(a, b);
  };
}
