import type { Problems } from "./problems";

/** Bounds of a number in the configuration. */
export interface NumberBounds {
  readonly min: number;
  readonly max: number;
  /** Fractions are refused unless this is set. */
  readonly fraction?: true;
}

/** A text that must look a certain way, and how to say so. */
export interface TextForm {
  readonly pattern: RegExp;
  readonly example: string;
}

/**
 * Reads one configuration object field by field. A wrong value becomes a problem and the default takes its
 * place, so that reading goes on and finds the next problem.
 */
export class ObjectReader {
  private readonly fields: Readonly<Record<string, unknown>>;
  private readonly asked = new Set<string>();

  constructor(
    private readonly key: string,
    value: unknown,
    private readonly problems: Problems,
  ) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (value !== undefined && !isObject) {
      problems.add(key, "is not an object", "write it as a map of keys and values");
    }
    this.fields = isObject ? (value as Record<string, unknown>) : {};
  }

  oneOf<const Choice extends string>(
    field: string,
    choices: readonly Choice[],
    fallback: Choice,
  ): Choice {
    const value = this.take(field);
    if (value === undefined) return fallback;
    const chosen = choices.find((choice) => choice === value);
    if (chosen !== undefined) return chosen;
    this.refuse(field, `is ${show(value)}`, `use one of ${choices.join(", ")}`);
    return fallback;
  }

  number(field: string, bounds: NumberBounds, fallback: number): number {
    return this.optionalNumber(field, bounds) ?? fallback;
  }

  optionalNumber(field: string, bounds: NumberBounds): number | undefined {
    const value = this.take(field);
    if (value === undefined) return undefined;
    const whole = bounds.fraction === true || Number.isInteger(value);
    if (typeof value === "number" && whole && value >= bounds.min && value <= bounds.max) {
      return value;
    }
    const kind = bounds.fraction === true ? "a number" : "a whole number";
    this.refuse(field, `is ${show(value)}`, `use ${kind} from ${bounds.min} to ${bounds.max}`);
    return undefined;
  }

  flag(field: string, fallback: boolean): boolean {
    const value = this.take(field);
    if (value === undefined) return fallback;
    if (typeof value === "boolean") return value;
    this.refuse(field, `is ${show(value)}`, "use true or false");
    return fallback;
  }

  text(field: string, form: TextForm, fallback: string): string {
    return this.optionalText(field, form) ?? fallback;
  }

  optionalText(field: string, form: TextForm): string | undefined {
    const value = this.take(field);
    if (value === undefined) return undefined;
    if (typeof value === "string" && form.pattern.test(value)) return value;
    this.refuse(field, `is ${show(value)}`, `write it like ${form.example}`);
    return undefined;
  }

  texts(field: string, form: TextForm, fallback: readonly string[]): readonly string[] {
    const value = this.take(field);
    if (value === undefined) return fallback;
    const isText = (item: unknown): item is string =>
      typeof item === "string" && form.pattern.test(item);
    if (Array.isArray(value) && value.length > 0 && value.every(isText)) return value;
    this.refuse(field, `is ${show(value)}`, `use a list of texts like ${form.example}`);
    return fallback;
  }

  /** A nested object with its own reader; `undefined` when it is absent. */
  nested(field: string): ObjectReader | undefined {
    const value = this.take(field);
    return value === undefined
      ? undefined
      : new ObjectReader(`${this.key}.${field}`, value, this.problems);
  }

  /** The field as it was written, for the few that are either a word or an object. */
  raw(field: string): unknown {
    return this.take(field);
  }

  /** Adds a problem about one field. */
  refuse(field: string, problem: string, remedy: string): void {
    this.problems.add(`${this.key}.${field}`, problem, remedy);
  }

  /** Every field that nobody asked for is a spelling mistake that would silently do nothing. */
  refuseUnknownFields(): void {
    for (const field of Object.keys(this.fields)) {
      if (this.asked.has(field)) continue;
      this.refuse(field, "is not a known field", `use ${[...this.asked].sort().join(", ")}`);
    }
  }

  private take(field: string): unknown {
    this.asked.add(field);
    return this.fields[field] ?? undefined;
  }
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
