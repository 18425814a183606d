/** A request as it arrives, from a socket or from an SDK client in the same process. */
export interface WireRequest {
  readonly method: string;
  /** Name and port the request was sent to, as the client wrote them. */
  readonly host: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names; repeated headers joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An answer before it is written to a socket or handed to a client. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** A body of text as bytes. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

/** A body of bytes as text. */
export function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}
