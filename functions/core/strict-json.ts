import type { Problem } from "./http-api";

export type JsonReading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Far above any valid request, far below what could hurt. */
const MAX_BODY_CHARACTERS = 8_192;
const MAX_DEPTH = 8;

/**
 * Reads JSON as a payment request deserves: a duplicate key is an attack or a bug, never a choice,
 * and nesting is bounded before anything recursive looks at the value.
 */
export function readJson(text: string | undefined): JsonReading {
  if (text === undefined || text === "") return refused("must be a JSON document in UTF-8");
  if (text.length > MAX_BODY_CHARACTERS) {
    return refused(`must not be longer than ${MAX_BODY_CHARACTERS} characters`);
  }
  const structure = inspect(text);
  if (structure) return refused(structure);
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return refused("must be a JSON document in UTF-8");
  }
}

function refused(detail: string): JsonReading {
  return { ok: false, problems: [{ pointer: "", detail }] };
}

/** One pass over the text: depth and duplicate keys. Anything malformed is left to JSON.parse. */
function inspect(text: string): string | undefined {
  const keys: (Set<string> | undefined)[] = [];
  let expectsKey = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === 0x22) {
      const end = endOfString(text, i);
      if (expectsKey) {
        const key = decode(text.slice(i, end + 1));
        const seen = keys[keys.length - 1];
        if (seen?.has(key)) return "must not repeat a key in an object";
        seen?.add(key);
        expectsKey = false;
      }
      i = end;
    } else if (character === 0x7b || character === 0x5b) {
      expectsKey = character === 0x7b;
      if (keys.push(expectsKey ? new Set() : undefined) > MAX_DEPTH) {
        return `must not be nested deeper than ${MAX_DEPTH} levels`;
      }
    } else if (character === 0x7d || character === 0x5d) {
      keys.pop();
      expectsKey = false;
    } else if (character === 0x2c) {
      expectsKey = keys[keys.length - 1] !== undefined;
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === 0x5c) i++;
    else if (character === 0x22) return i;
  }
  return text.length;
}

/** "\u0061" and "a" are the same key. */
function decode(quoted: string): string {
  if (!quoted.includes("\\")) return quoted;
  try {
    return `"${JSON.parse(quoted)}"`;
  } catch {
    return quoted;
  }
}
