import type { Shape, Slot } from "./shape";
import { readTimestamp, writeTimestamp } from "./timestamps";

type JsonObject = Record<string, unknown>;

const carriers = new Map<Shape, boolean>();

/**
 * Whether JSON writes some part of the shape differently from the SDK's objects (bytes, moments).
 * Everything else is passed through untouched, which is most of the traffic.
 */
function needsDecoding(shape: Shape): boolean {
  let needs = carriers.get(shape);
  if (needs === undefined) {
    needs = reachesBytesOrMoments(shape, new Set());
    carriers.set(shape, needs);
  }
  return needs;
}

function reachesBytesOrMoments(shape: Shape, visited: Set<Shape>): boolean {
  if (visited.has(shape)) return false;
  visited.add(shape);
  if (shape.kind === "blob" || shape.kind === "timestamp") return true;
  if (shape.kind === "list" || shape.kind === "map") {
    return reachesBytesOrMoments(shape.element.shape, visited);
  }
  return [...shape.members.values()].some((slot) => reachesBytesOrMoments(slot.shape, visited));
}

/** Turns parsed JSON into the object an SDK caller would have passed. */
export function decodeJson(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case "blob":
      return Uint8Array.from(Buffer.from(expectString(value, shape), "base64"));
    case "timestamp":
      return readTimestamp(value);
    case "list":
      return (value as unknown[]).map((item) => decodeJson(shape.element.shape, item));
    case "map":
      return mapValues(value as JsonObject, (item) => decodeJson(shape.element.shape, item));
    case "structure":
    case "union":
    case "error":
      return decodeMembers(shape, value as JsonObject);
    default:
      return value;
  }
}

function decodeMembers(shape: Shape, source: JsonObject): JsonObject {
  const target: JsonObject = {};
  for (const name of Object.keys(source)) {
    const member = shape.members.get(name);
    // AWS ignores members it does not know; so do we, rather than hand them to the engine.
    if (!member || source[name] === null) continue;
    target[name] = needsDecoding(member.shape)
      ? decodeJson(member.shape, source[name])
      : source[name];
  }
  return target;
}

/** Turns what the engine answered into plain JSON, refusing members no client could read. */
export function encodeJson(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case "blob":
      return base64Of(value);
    case "timestamp":
      return writeTimestamp(value as Date, shape.timestampFormat ?? "epoch-seconds");
    case "list":
      return (value as unknown[]).map((item) => encodeJson(shape.element.shape, item) ?? null);
    case "map":
      return mapValues(value as JsonObject, (item) => encodeJson(shape.element.shape, item));
    case "structure":
    case "union":
    case "error":
      return encodeMembers(shape, value as JsonObject);
    default:
      return value;
  }
}

function encodeMembers(shape: Shape, source: JsonObject): JsonObject {
  const target: JsonObject = {};
  for (const [name, member] of knownMembers(shape, source)) {
    target[name] = encodeJson(member.shape, source[name]);
  }
  return target;
}

/**
 * The members of an answer with their slots. A member that the model does not have would vanish
 * in every client, so it is a fault of the engine and says so.
 */
export function knownMembers(shape: Shape, source: JsonObject): [string, Slot][] {
  const found: [string, Slot][] = [];
  for (const name of Object.keys(source)) {
    if (source[name] === undefined || name === "$metadata") continue;
    const member = shape.members.get(name);
    if (!member) throw new Error(`${shape.name} has no member ${name}: no client could read it`);
    found.push([name, member]);
  }
  return found;
}

/** Bytes as base64 text; a string stands for its UTF-8 bytes, as it does in the SDK. */
export function base64Of(value: unknown): string {
  if (typeof value === "string") return Buffer.from(value, "utf8").toString("base64");
  if (!(value instanceof Uint8Array)) throw new Error(`not bytes: ${typeof value}`);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
}

function mapValues(source: JsonObject, convert: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(source).map(([key, item]) => [key, convert(item)]));
}

function expectString(value: unknown, shape: Shape): string {
  if (typeof value !== "string") throw new TypeError(`${shape.name} must be a string`);
  return value;
}
