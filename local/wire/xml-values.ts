import { base64Of, knownMembers } from "./json-values";
import type { Shape, Slot, TimestampFormat, Traits } from "./shape";
import { readTimestamp, writeTimestamp } from "./timestamps";
import { escapeXml, type XmlElement } from "./xml-tree";

type Members = Record<string, unknown>;

/** The element name of a slot: the model's xmlName or the member's own name. */
export function xmlNameOf(slot: Slot): string {
  return (slot.traits.xmlName as string | undefined) ?? slot.name;
}

/** Reads an element into the object an SDK caller would have passed. */
export function decodeXml(shape: Shape, element: XmlElement): unknown {
  if (shape.isStructure) return decodeMembers(shape, element);
  if (shape.kind === "list") {
    return namedChildren(element, xmlNameOf(shape.element)).map((c) =>
      decodeXml(shape.element.shape, c),
    );
  }
  if (shape.kind === "map") return decodeEntries(shape, namedChildren(element, "entry"));
  return decodeText(shape, element.text);
}

/** Reads a scalar from text, wherever the protocol put it: element, header, query or form. */
export function decodeText(shape: Shape, text: string): unknown {
  switch (shape.kind) {
    case "number":
      return Number(text);
    case "boolean":
      return text === "true";
    case "timestamp":
      return readTimestamp(text);
    case "blob":
      return Uint8Array.from(Buffer.from(text, "base64"));
    default:
      return text;
  }
}

function decodeMembers(shape: Shape, element: XmlElement): Members {
  const target: Members = {};
  for (const [name, slot] of shape.members) {
    const found = namedChildren(element, xmlNameOf(slot));
    const [first] = found;
    if (slot.traits.xmlAttribute) {
      const attribute = element.attributes[xmlNameOf(slot)];
      if (attribute !== undefined) target[name] = attribute;
    } else if (first) {
      target[name] = slot.traits.xmlFlattened
        ? decodeFlattened(slot.shape, found)
        : decodeXml(slot.shape, first);
    }
  }
  return target;
}

function decodeFlattened(shape: Shape, elements: XmlElement[]): unknown {
  if (shape.kind === "map") return decodeEntries(shape, elements);
  return elements.map((element) => decodeXml(shape.element.shape, element));
}

function decodeEntries(shape: Shape, entries: XmlElement[]): Members {
  const target: Members = {};
  for (const entry of entries) {
    const [key] = namedChildren(entry, xmlNameOf(shape.key));
    const [value] = namedChildren(entry, mapValueName(shape));
    if (key && value) target[key.text] = decodeXml(shape.element.shape, value);
  }
  return target;
}

/** A map's values are called `value` unless the model names them. */
export function mapValueName(shape: Shape): string {
  return (shape.element.traits.xmlName as string | undefined) ?? "value";
}

function namedChildren(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** Writes a value as one element (or several, when the list is flattened). */
function encodeXml(slot: Slot, value: unknown): string {
  const name = xmlNameOf(slot);
  const { shape, traits } = slot;
  if (shape.kind === "list") {
    const items = value as unknown[];
    if (traits.xmlFlattened) return items.map((item) => inner(shape.element, name, item)).join("");
    const body = items.map((item) => inner(shape.element, xmlNameOf(shape.element), item)).join("");
    return `<${name}>${body}</${name}>`;
  }
  if (shape.kind === "map") {
    const entryName = traits.xmlFlattened ? name : "entry";
    const body = Object.entries(value as Members)
      .map(([key, item]) => encodeEntry(shape, entryName, key, item))
      .join("");
    return traits.xmlFlattened ? body : `<${name}>${body}</${name}>`;
  }
  return inner(slot, name, value);
}

function encodeEntry(shape: Shape, entryName: string, key: string, value: unknown): string {
  const keyName = xmlNameOf(shape.key);
  const body = inner(shape.element, mapValueName(shape), value);
  return `<${entryName}><${keyName}>${escapeXml(key)}</${keyName}>${body}</${entryName}>`;
}

function inner(slot: Slot, name: string, value: unknown): string {
  const { shape } = slot;
  if (!shape.isStructure && shape.kind !== "list" && shape.kind !== "map") {
    return `<${name}>${escapeXml(encodeText(shape, value, "date-time"))}</${name}>`;
  }
  if (!shape.isStructure)
    return encodeXml({ ...slot, traits: { ...slot.traits, xmlName: name } }, value);
  const [attributes, body] = encodeMembers(shape, value as Members);
  return `<${name}${attributes}>${body}</${name}>`;
}

/** The attributes and the children of a structure; members bound to HTTP are written elsewhere. */
export function encodeMembers(shape: Shape, source: Members): [attributes: string, body: string] {
  let attributes = "";
  let body = "";
  for (const [name, slot] of knownMembers(shape, source)) {
    if (slot.traits.xmlAttribute) {
      attributes += ` ${xmlNameOf(slot)}="${escapeXml(String(source[name]))}"`;
    } else if (!isHttpBound(slot.traits)) {
      body += encodeXml(slot, source[name]);
    }
  }
  return [attributes, body];
}

/** Whether a member travels in the line or the headers instead of the body. */
export function isHttpBound(traits: Traits): boolean {
  return Boolean(
    traits.httpHeader ||
      traits.httpPrefixHeaders ||
      traits.httpQuery ||
      traits.httpLabel ||
      traits.httpResponseCode,
  );
}

/** Writes a scalar as text. */
export function encodeText(shape: Shape, value: unknown, timestampFormat: TimestampFormat): string {
  if (shape.kind === "timestamp") {
    return String(writeTimestamp(value as Date, shape.timestampFormat ?? timestampFormat));
  }
  if (shape.kind === "blob") return base64Of(value);
  return String(value);
}
