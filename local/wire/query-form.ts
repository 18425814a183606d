import type { Shape, Slot } from "./shape";
import { decodeText, mapValueName, xmlNameOf } from "./xml-values";

/** A form's fields as a tree: `A.member.1.B=x` becomes `{A: {member: {1: {B: x}}}}`. */
interface Field {
  text?: string;
  readonly children: Map<string, Field>;
}

/** Reads the fields of a Query request into the object an SDK caller would have passed. */
export function decodeForm(shape: Shape, form: URLSearchParams): Record<string, unknown> {
  const root: Field = { children: new Map() };
  for (const [path, text] of form) {
    let field = root;
    for (const part of path.split(".")) {
      let child = field.children.get(part);
      if (!child) {
        child = { children: new Map() };
        field.children.set(part, child);
      }
      field = child;
    }
    field.text = text;
  }
  return decodeMembers(shape, root);
}

function decodeMembers(shape: Shape, field: Field): Record<string, unknown> {
  const target: Record<string, unknown> = {};
  for (const [name, slot] of shape.members) {
    const child = field.children.get(xmlNameOf(slot));
    if (child) target[name] = decodeField(slot, child);
  }
  return target;
}

function decodeField(slot: Slot, field: Field): unknown {
  const { shape, traits } = slot;
  if (shape.isStructure) return decodeMembers(shape, field);
  if (shape.kind === "list") {
    const holder = traits.xmlFlattened ? field : field.children.get(xmlNameOf(shape.element));
    return inOrder(holder).map((item) => decodeField(shape.element, item));
  }
  if (shape.kind === "map") {
    const holder = traits.xmlFlattened ? field : field.children.get("entry");
    const entries = inOrder(holder).map((entry): [string, unknown] => {
      const key = entry.children.get(xmlNameOf(shape.key))?.text ?? "";
      const value = entry.children.get(mapValueName(shape)) ?? { children: new Map() };
      return [key, decodeField(shape.element, value)];
    });
    return Object.fromEntries(entries);
  }
  return decodeText(shape, field.text ?? "");
}

/** Lists are numbered from 1, and nothing promises that the fields arrive in that order. */
function inOrder(holder: Field | undefined): Field[] {
  const numbered = [...(holder?.children ?? [])].filter(([key]) => /^\d+$/.test(key));
  return numbered.sort(([a], [b]) => Number(a) - Number(b)).map(([, field]) => field);
}
