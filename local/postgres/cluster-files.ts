import { chown, copyFile, lchown, mkdir, readdir, readlink, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ProcessUser } from "./unprivileged-user";

/** Makes a data directory that PostgreSQL's own user owns and nobody else can read. */
export async function makeDataDir(path: string, user: ProcessUser): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
  await own(path, user);
}

/** Belongs to the running server, or is fetched over the replication stream. */
const NOT_COPIED = new Set(["postmaster.pid", "postmaster.opts", "pg_internal.init"]);
const EMPTIED = new Set(["pg_wal", "pg_replslot", "pg_stat_tmp", "pg_subtrans", "pg_dynshmem"]);

/**
 * Copies a data directory while its server runs, between `pg_backup_start` and `pg_backup_stop`.
 */
export async function copyDataDir(from: string, to: string, user: ProcessUser): Promise<void> {
  await makeDataDir(to, user);
  await copyEntries(from, to, user, 0);
  await makeDataDir(join(to, "pg_wal", "archive_status"), user);
}

async function copyEntries(
  from: string,
  to: string,
  user: ProcessUser,
  depth: number,
): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (NOT_COPIED.has(entry.name) || entry.name.startsWith("pgsql_tmp")) continue;
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      await makeDataDir(target, user);
      if (depth === 0 && EMPTIED.has(entry.name)) continue;
      await copyEntries(source, target, user, depth + 1);
    } else if (entry.isSymbolicLink()) {
      await symlink(await readlink(source), target);
      if (user.uid !== undefined) await lchown(target, user.uid, user.gid ?? user.uid);
    } else {
      await copyIfThere(source, target, user);
    }
  }
}

/** A running server deletes files under our hands; what it deleted, the log replays. */
async function copyIfThere(source: string, target: string, user: ProcessUser): Promise<void> {
  try {
    await copyFile(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  await own(target, user);
}

/** Hands a file or folder to PostgreSQL's user. */
export async function own(path: string, user: ProcessUser): Promise<void> {
  if (user.uid !== undefined) await chown(path, user.uid, user.gid ?? user.uid);
}
