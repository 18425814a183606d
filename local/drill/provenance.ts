import { execFileSync, type StdioOptions } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { canonicalJson } from "../../functions/core/evidence";

/** What exactly was drilled, so that somebody else can drill the same. */
export interface Provenance {
  readonly product: string;
  readonly version: string;
  /** "unknown" outside of a repository. */
  readonly commit: string;
  /** The working tree held changes that no commit has. */
  readonly modified: boolean;
  readonly node: string;
  readonly machine: string;
  /** SHA-256 of the stack's configuration, without secrets. */
  readonly configurationHash: string;
  readonly configuration: Readonly<Record<string, string>>;
  /** SHA-256 of all function bundles that ran. */
  readonly codeHash: string;
}

const ROOT = join(__dirname, "../..");

export function provenanceOf(
  configuration: Readonly<Record<string, string>>,
  codeHash: string,
): Provenance {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    name: string;
    version: string;
  };
  const status = git("status", "--porcelain");
  const [cpu] = cpus();
  return {
    product: name,
    version,
    commit: git("rev-parse", "HEAD") ?? "unknown",
    modified: status === undefined || status !== "",
    node: process.version,
    machine: `${cpus().length} × ${cpu?.model.trim() ?? "unknown"}, ${gigabytes()} GB`,
    configurationHash: sha256(canonicalJson(configuration)),
    configuration,
    codeHash,
  };
}

export function sha256(text: string | Buffer): string {
  return createHash("sha256").update(text).digest("hex");
}

function gigabytes(): number {
  return Math.round(totalmem() / 1024 ** 3);
}

function git(...args: string[]): string | undefined {
  try {
    const stdio: StdioOptions = ["ignore", "pipe", "ignore"];
    return execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio }).trim();
  } catch {
    return undefined;
  }
}
