import { fork } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Told } from "./measure-one";
import { crashed, type Row } from "./row";

export interface Observer {
  report(row: Row): void;
  say(text: string): void;
  readonly signal: AbortSignal;
}

const PATIENCE_MS = 5_000;
const ROOT = join(__dirname, "../..");

/**
 * Runs one measurement in a process of its own: it neither inherits the others' memory and compiled
 * code nor takes them with it when it crashes. Resolves when it has ended, however it did.
 */
export async function runMeasurement(
  name: string,
  { report, say, signal }: Observer,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "payments-dr-bench-"));
  // PostgreSQL runs as another user when we are root.
  chmodSync(folder, 0o755);
  const child = fork(
    join(ROOT, "scripts/run.js"),
    ["scripts/bench/measure-one", name, folder],
    // What the measured functions print is part of their work, but nobody wants to read it.
    { cwd: ROOT, stdio: ["ignore", "ignore", "pipe", "ipc"] },
  );
  let complaints = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-2_000);
  });
  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill("SIGTERM");
    patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  };
  signal.addEventListener("abort", stop, { once: true });
  child.on("message", (told: Told) => {
    if ("row" in told) report(told.row);
    else say(told.progress);
  });
  const code = await new Promise<number>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (exit) => resolve(exit ?? 1));
  });
  clearTimeout(patience);
  signal.removeEventListener("abort", stop);
  rmSync(folder, { recursive: true, force: true });
  if (code === 0 || signal.aborted) return;
  say(complaints.trim());
  report(crashed(name, complaints.trim().split("\n").at(-1) || `exit code ${code}`));
}
