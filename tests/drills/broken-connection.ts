/** A connection that never came about, or broke. */
export function broken(code: "ECONNREFUSED" | "ECONNRESET"): Error {
  return Object.assign(new Error(code), { code });
}
