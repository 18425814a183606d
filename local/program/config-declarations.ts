import { textAt, valueAt } from "./property-path";

/** What Pulumi.yaml says about one configuration key. */
export interface ConfigDeclaration {
  /** "" when the project declares only a value. */
  readonly type: string;
  /** The default, or undefined when every stack must set the key. */
  readonly value: unknown;
  /** Never shown, even when a default in clear text exists. */
  readonly secret: boolean;
}

/** Declarations by key as written in Pulumi.yaml. */
export type ConfigDeclarations = ReadonlyMap<string, ConfigDeclaration>;

const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  string: () => true,
  integer: (text) => /^[+-]?\d+$/.test(text),
  number: (text) => text.trim() !== "" && Number.isFinite(Number(text)),
  boolean: (text) => text === "true" || text === "false",
  array: (text) => Array.isArray(parse(text)),
  object: (text) => {
    const value = parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  },
};

/** Reads the `config:` section of Pulumi.yaml: plain values, or maps with type, default or value. */
export function declarationsOf(section: unknown): ConfigDeclarations {
  return new Map(
    Object.entries((section ?? {}) as Record<string, unknown>).map(([key, entry]) => {
      if (typeof entry !== "object" || entry === null) {
        return [key, { type: "", value: entry, secret: false }];
      }
      const value = valueAt(entry, "value") ?? valueAt(entry, "default");
      const secret = valueAt(entry, "secret") === true;
      return [key, { type: textAt(entry, "type"), value, secret }];
    }),
  );
}

/** Missing and wrongly typed values, as the CLI reports them before it runs a program. */
export function checkDeclared(
  config: Readonly<Record<string, string>>,
  project: string,
  declarations: ConfigDeclarations,
  stack: string,
): string[] {
  const problems: string[] = [];
  for (const [key, { type }] of declarations) {
    const text = config[key.includes(":") ? key : `${project}:${key}`];
    if (text === undefined) {
      problems.push(`${key}: stack ${stack} sets no value and Pulumi.yaml declares no default`);
    } else if (type !== "" && !CHECKS[type]) {
      problems.push(`${key}: Pulumi.yaml declares the unknown type "${type}"`);
    } else if (type !== "" && !CHECKS[type]?.(text)) {
      problems.push(`${key}: expected ${type}, got ${JSON.stringify(text)}`);
    }
  }
  return problems;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
