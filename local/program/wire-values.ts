import { readFileSync } from "node:fs";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "./resource-node";

/** Stands for a value that exists only after creation; the engine's own sentinel. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";

/** A file a program ships: inline text, a path on this machine, then with the text that is there, or an address. */
export class Asset {
  constructor(
    readonly text: string | undefined,
    readonly path: string | undefined,
    readonly uri: string | undefined,
  ) {}
}

/** A set of files a program ships, e.g. the code of a function. */
export class Archive {
  constructor(
    readonly assets: Readonly<Record<string, Asset | Archive>>,
    readonly path: string | undefined,
    readonly uri: string | undefined,
  ) {}
}

/** A whole resource passed as a value, e.g. one of a network's route tables. */
export class ResourceReference {
  constructor(
    readonly urn: string,
    readonly id: string,
  ) {}
}

/** Properties as read from the wire, with the top-level names that carry a secret. */
export interface Decoded {
  readonly properties: Properties;
  readonly secrets: readonly string[];
}

/** Reads a protobuf struct: secrets are opened and remembered, signed maps become classes. */
export function decodeProperties(struct: Struct | undefined): Decoded {
  const properties: Properties = {};
  const secrets: string[] = [];
  for (const [key, value] of Object.entries(struct?.toJavaScript() ?? {})) {
    let secret = false;
    properties[key] = decode(value, () => {
      secret = true;
    });
    if (secret) secrets.push(key);
  }
  return { properties, secrets };
}

/** Writes properties for the wire; undefined disappears and the named ones are marked secret. */
export function encodeProperties(properties: Properties, secrets: readonly string[] = []): Struct {
  const wire: Record<string, JavaScriptValue> = {};
  for (const [key, value] of Object.entries(properties)) {
    const encoded = encode(value);
    if (encoded === undefined) continue;
    wire[key] = secrets.includes(key) ? { [SIGNATURE]: SECRET, value: encoded } : encoded;
  }
  return Struct.fromJavaScript(wire);
}

/** True when the value is, or contains, something known only after creation. */
export function containsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(containsUnknown);
}

function decode(value: unknown, onSecret: () => void): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => decode(item, onSecret));
  const map = value as Record<string, unknown>;
  switch (map[SIGNATURE]) {
    case undefined:
      return mapValues(map, (item) => decode(item, onSecret));
    case SECRET:
      onSecret();
      return decode(map.value, onSecret);
    case ASSET:
      return assetOf(optionalText(map.text), optionalText(map.path), optionalText(map.uri));
    case ARCHIVE:
      return new Archive(
        mapValues((map.assets ?? {}) as Record<string, unknown>, (item) =>
          decode(item, onSecret),
        ) as Record<string, Asset | Archive>,
        optionalText(map.path),
        optionalText(map.uri),
      );
    case RESOURCE:
      return new ResourceReference(String(map.urn), String(map.id ?? ""));
    default:
      throw new Error(`a value with the unknown signature ${String(map[SIGNATURE])} arrived`);
  }
}

function encode(value: unknown): JavaScriptValue | undefined {
  if (value === undefined || value === null) return value;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  // Code is never read back from a created resource, and echoing bundles would double the traffic.
  if (value instanceof Asset || value instanceof Archive) return undefined;
  if (value instanceof ResourceReference) {
    return { [SIGNATURE]: RESOURCE, urn: value.urn, id: value.id };
  }
  if (Array.isArray(value)) return value.map((item) => encode(item) ?? null);
  const map: Record<string, JavaScriptValue> = {};
  for (const [key, item] of Object.entries(value as Record<string, unknown>)) {
    const encoded = encode(item);
    if (encoded !== undefined) map[key] = encoded;
  }
  return map;
}

function mapValues(
  map: Record<string, unknown>,
  change: (value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

/** The real engine reads files when it creates what they are for; here they are read as soon as they are named. */
function assetOf(text: string | undefined, path: string | undefined, uri: string | undefined) {
  return new Asset(text ?? (path === undefined ? undefined : contentOf(path)), path, uri);
}

/** What files contained when they were named last: both regions ship the same ones. */
const contents = new Map<string, string>();

function contentOf(path: string): string {
  const text = readFileSync(path, "utf8");
  const before = contents.get(path);
  if (before === text) return before;
  contents.set(path, text);
  return text;
}

function optionalText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
