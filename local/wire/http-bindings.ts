import type { Shape, Slot } from "./shape";
import type { WireRequest } from "./wire-message";
import { decodeText, encodeText } from "./xml-values";

type Members = Record<string, unknown>;

/** Reads the members that travel in the path, the query and the headers. */
export function decodeBound(
  shape: Shape,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
): Members {
  const target: Members = {};
  for (const [name, slot] of shape.members) {
    const value = decodeSlot(name, slot, request, labels);
    if (value !== undefined) target[name] = value;
  }
  return target;
}

function decodeSlot(
  name: string,
  slot: Slot,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
): unknown {
  const { httpHeader, httpPrefixHeaders, httpQuery, httpLabel } = slot.traits;
  if (httpLabel)
    return labels[name] === undefined ? undefined : decodeText(slot.shape, labels[name]);
  if (httpQuery) {
    const values = request.query.getAll(String(httpQuery));
    if (values.length === 0) return undefined;
    return slot.shape.kind === "list" ? values : decodeText(slot.shape, values[0] as string);
  }
  if (typeof httpPrefixHeaders === "string") {
    const prefix = httpPrefixHeaders.toLowerCase();
    const found = Object.entries(request.headers).filter(([header]) => header.startsWith(prefix));
    if (found.length === 0) return undefined;
    return Object.fromEntries(found.map(([header, value]) => [header.slice(prefix.length), value]));
  }
  if (typeof httpHeader !== "string") return undefined;
  const header = request.headers[httpHeader.toLowerCase()];
  if (header === undefined) return undefined;
  if (slot.shape.kind === "list") return header.split(",").map((item) => item.trim());
  return decodeText(slot.shape, header);
}

/** Writes the members of an answer that travel as headers. */
export function encodeHeaders(shape: Shape, output: Members): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, slot] of shape.members) {
    const value = output[name];
    if (value === undefined || value === null) continue;
    const { httpHeader, httpPrefixHeaders } = slot.traits;
    if (typeof httpPrefixHeaders === "string") {
      for (const [key, text] of Object.entries(value as Record<string, string>)) {
        headers[`${httpPrefixHeaders}${key}`.toLowerCase()] = text;
      }
    } else if (typeof httpHeader === "string") {
      headers[httpHeader.toLowerCase()] = Array.isArray(value)
        ? value.join(", ")
        : encodeText(slot.shape, value, "http-date");
    }
  }
  return headers;
}

/** The member that is the whole body, if the operation has one. */
export function payloadOf(shape: Shape): Slot | undefined {
  return [...shape.members.values()].find((slot) => slot.traits.httpPayload);
}

/** The member that carries the status of the answer, if the operation has one. */
export function statusOf(shape: Shape, output: Members): number | undefined {
  for (const [name, slot] of shape.members) {
    if (slot.traits.httpResponseCode && typeof output[name] === "number") return output[name];
  }
  return undefined;
}
