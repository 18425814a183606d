import { AwsError } from "../engine/aws-error";
import type { WireRequest } from "./wire-message";

/**
 * Takes the framing off a streamed upload. A client that computes a checksum while it sends puts
 * the body into chunks and the checksum into a trailer; storing the frames would corrupt the
 * object. Trailers become headers, as if the client had known the checksum before.
 */
export function withoutChunks(request: WireRequest): WireRequest {
  const codings = (request.headers["content-encoding"] ?? "").split(",").map((c) => c.trim());
  const isStreaming = request.headers["x-amz-content-sha256"]?.startsWith("STREAMING-") ?? false;
  if (!codings.includes("aws-chunked") && !isStreaming) return request;
  const { body, trailers } = unframe(request.body);
  const declared = request.headers["x-amz-decoded-content-length"];
  if (declared !== undefined && Number(declared) !== body.length) {
    throw new AwsError("IncompleteBody", `expected ${declared} bytes and received ${body.length}`);
  }
  const headers: Record<string, string> = { ...request.headers, ...trailers };
  const rest = codings.filter((coding) => coding && coding !== "aws-chunked").join(",");
  if (rest) headers["content-encoding"] = rest;
  else delete headers["content-encoding"];
  headers["content-length"] = String(body.length);
  return { ...request, headers, body };
}

const lineEnd = Buffer.from("\r\n");

function unframe(framed: Uint8Array): { body: Uint8Array; trailers: Record<string, string> } {
  const source = Buffer.from(framed.buffer, framed.byteOffset, framed.byteLength);
  const parts: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const [header, start] = readLine(source, offset);
    const size = Number.parseInt(header.split(";")[0] ?? "", 16);
    if (Number.isNaN(size)) throw malformed();
    offset = start;
    if (size === 0) break;
    const end = offset + size;
    if (!source.subarray(end, end + lineEnd.length).equals(lineEnd)) throw malformed();
    parts.push(source.subarray(offset, end));
    offset = end + lineEnd.length;
  }
  return { body: Buffer.concat(parts), trailers: readTrailers(source, offset) };
}

function readTrailers(source: Buffer, from: number): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (const line of source.subarray(from).toString("latin1").split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0)
      trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return trailers;
}

function readLine(source: Buffer, from: number): [line: string, next: number] {
  const end = source.indexOf(lineEnd, from);
  if (end < 0) throw malformed();
  return [source.toString("latin1", from, end), end + lineEnd.length];
}

function malformed(): AwsError {
  return new AwsError("IncompleteBody", "the chunks of the body do not add up");
}
