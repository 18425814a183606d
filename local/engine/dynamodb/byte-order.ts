/** Order of two strings by their UTF-8 bytes, which is how DynamoDB sorts. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return weight(x) - weight(y);
  }
  return a.length - b.length;
}

/**
 * UTF-16 puts surrogates (code points above U+FFFF) before U+E000; UTF-8 puts them last. Moving
 * them behind every other code unit gives the order of the bytes.
 */
function weight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x2800 : unit;
}

/** Bytes as a string with one character per byte: equality, order and map keys come for free. */
export function bytesToText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Whether two byte arrays have the same content. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && Buffer.compare(a, b) === 0;
}
