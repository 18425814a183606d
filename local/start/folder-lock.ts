import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Keeps a folder for this process: a second cloud in it would throw away what the first one wrote. What
 * a process that was killed has left behind is taken over. Returns how to give the folder back.
 */
export function lockFolder(folder: string, isAlive = isRunning): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "start.lock");
  const holder = holderOf(file);
  if (holder !== undefined && isAlive(holder)) {
    throw new Error(
      `npm start runs here already (process ${holder}): stop it with Ctrl-C in its terminal, ` +
        `or start another one beside it with npm start -- --port NUMBER (it holds ${file})`,
    );
  }
  if (holder !== undefined) rmSync(file);
  // Whoever creates the file has it, should two start in the same moment.
  writeFileSync(file, `${process.pid}\n`, { flag: "wx" });
  return () => {
    if (existsSync(file) && holderOf(file) === process.pid) rmSync(file);
  };
}

function holderOf(file: string): number | undefined {
  return existsSync(file) ? Number(readFileSync(file, "utf8").trim()) : undefined;
}

/** Asks without disturbing; a process of somebody else's is alive as well. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
