/**
 * What the adapter calls an error of PostgreSQL, so that a log line tells which one it was without
 * showing its text, which may quote data.
 */
export function sqlErrorName(sqlState: string): string {
  return `Postgres${sqlState}`;
}

/** Serialisation failure, deadlock: nothing was written, and the same work may succeed at once. */
const COLLISIONS: ReadonlySet<string> = new Set([sqlErrorName("40001"), sqlErrorName("40P01")]);

/** Whether two writers got into each other's way. */
export function isCollision(errorName: string): boolean {
  return COLLISIONS.has(errorName);
}

const READ_ONLY = "25006";

/** Whether the database only follows another one, which is where to write. */
export function isReadOnly(name: string): boolean {
  return name === sqlErrorName(READ_ONLY);
}

/**
 * Whether the connection is of no use after the error: it is broken, the server is going away, or
 * it leads to a server that no longer accepts writes.
 * Cross-region: a connection made before a promotion may still lead to the former writer.
 */
export function leavesConnectionUnusable(sqlState: string | undefined): boolean {
  if (sqlState === undefined || !/^[0-9A-Z]{5}$/.test(sqlState)) return true;
  return sqlState.startsWith("08") || sqlState.startsWith("57P") || sqlState === READ_ONLY;
}
