import { readType, type ValueType } from "./type-expression";

/** One property of a generated interface or class. */
export interface TypedProperty {
  readonly type: ValueType;
  readonly required: boolean;
  readonly deprecated: boolean;
  /** Values the documentation lists as the only valid ones; empty when it lists none. */
  readonly documented: readonly string[];
}

/** The properties of one interface or class by name. */
export type TypedProperties = ReadonlyMap<string, TypedProperty>;

const SPACE = /\s*/y;
const DOC = /\/\*\*([\s\S]*?)\*\//y;
const PROPERTY = /(?:readonly )?("[^"]+"|[A-Za-z_$][\w$]*)(\??):/y;
const LIST =
  /(?:valid|allowed|supported|possible|acceptable) (?:values?|types?|options?)(?: (?:are|is|include))?:? ((?:(?:either |one of )?`[^`]+`(?: \([^)]*\))?[ ,]*(?:and |or |\/ ?)?)+)/i;

/**
 * Reads the members that follow an opening brace at `start`, up to the closing one. The files are
 * generated, so anything that is not a property is a constructor or a method and ends at ";".
 */
export function readMembers(text: string, start: number): TypedProperties {
  const members = new Map<string, TypedProperty>();
  let position = start;
  let doc = "";
  for (;;) {
    position = skip(SPACE, text, position);
    if (text[position] === "}") return members;
    DOC.lastIndex = position;
    const comment = DOC.exec(text);
    if (comment) {
      doc = comment[1] ?? "";
      position = DOC.lastIndex;
      continue;
    }
    PROPERTY.lastIndex = position;
    const property = PROPERTY.exec(text);
    if (property?.[1] !== undefined) {
      const { type, end } = readType(text, PROPERTY.lastIndex);
      members.set(property[1].replaceAll('"', ""), {
        type,
        required: property[2] !== "?" && !text.slice(PROPERTY.lastIndex, end).includes("undefined"),
        deprecated: doc.includes("@deprecated"),
        documented: documentedValues(doc),
      });
      position = end;
    }
    position = text.indexOf(";", position) + 1;
    if (position === 0) throw new Error("a typing ends in the middle of a declaration");
    doc = "";
  }
}

/** The values of a generated enum: `readonly Name: "value";` lines. */
export function readEnum(text: string, start: number): string[] {
  const body = text.slice(start, text.indexOf("};", start));
  return [...body.matchAll(/readonly \w+: "([^"]+)";/g)].map(([, value]) => value ?? "");
}

function documentedValues(doc: string): string[] {
  const prose = doc.replace(/\n\s*\*/g, " ").replace(/\s+/g, " ");
  const list = LIST.exec(prose)?.[1];
  if (list === undefined) return [];
  const values = [...list.matchAll(/`([^`]+)`/g)].map(([, value]) =>
    (value ?? "").replace(/^"|"$/g, ""),
  );
  // A single value is an example, not an enumeration.
  return values.length > 1 ? values : [];
}

function skip(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  pattern.exec(text);
  return pattern.lastIndex;
}
