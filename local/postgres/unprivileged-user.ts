import { readFileSync } from "node:fs";

/** Whom a child process runs as; empty when it may run as we do. */
export interface ProcessUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root, so in a container it runs as one of these. */
const CANDIDATES = ["postgres", "nobody"];

/** An account for PostgreSQL's processes: our own, unless we are root. */
export function postgresUser(passwdFile = "/etc/passwd"): ProcessUser {
  if (process.getuid?.() !== 0) return {};
  const accounts = readFileSync(passwdFile, "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const candidate of CANDIDATES) {
    const account = accounts.find(([name]) => name === candidate);
    const uid = Number(account?.[2]);
    const gid = Number(account?.[3]);
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new Error(`PostgreSQL does not run as root, and there is no user ${CANDIDATES.join(", ")}`);
}
