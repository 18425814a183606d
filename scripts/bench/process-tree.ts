import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly residentKb: number;
}

/** A process and everything it started, as a listing of all processes shows it. */
export function treeOf(root: number, listing: string): Process[] {
  const all = listing.split("\n").flatMap((line): Process[] => {
    const [pid, parent, residentKb] = line.trim().split(/\s+/).map(Number);
    if (!pid || parent === undefined || residentKb === undefined) return [];
    return [{ pid, parent, residentKb }];
  });
  const tree = all.filter(({ pid }) => pid === root);
  // Grows while it is walked: the children of children are found in their turn.
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/**
 * Memory of a process and everything it started, or of the latter only. What several of them share, such as the pages of
 * Node itself, is counted once where the system tells (Linux), and once per process elsewhere.
 */
export function treeMemoryMb(root: number, withRoot = true): number {
  const listing = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss="], { encoding: "utf8" });
  const counted = treeOf(root, listing).filter(({ pid }) => withRoot || pid !== root);
  const kilobytes = counted.map(({ pid, residentKb }) => proportionalKb(pid) ?? residentKb);
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1000;
}

function proportionalKb(pid: number): number | undefined {
  const file = `/proc/${pid}/smaps_rollup`;
  try {
    const share = existsSync(file) && /^Pss:\s+(\d+)/m.exec(readFileSync(file, "utf8"))?.[1];
    return share ? Number(share) : undefined;
  } catch {
    // It has just ended.
    return undefined;
  }
}

/** CPU seconds of everything that a process has started and that still runs. */
export function startedSeconds(root: number): number {
  const listing = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss="], { encoding: "utf8" });
  const started = treeOf(root, listing).filter(({ pid }) => pid !== root);
  return started.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
}

function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program, in brackets, may itself hold blanks.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return coarseSeconds(pid);
  }
}

const TICKS_PER_SECOND = 100;

/** Where there is no /proc: hours, minutes and seconds, as `ps` counts them. */
function coarseSeconds(pid: number): number {
  try {
    const text = execFileSync("ps", ["-o", "time=", "-p", String(pid)], { encoding: "utf8" });
    return text
      .trim()
      .split(/[-:]/)
      .reduce((sum, part) => sum * 60 + Number(part), 0);
  } catch {
    // It has just ended.
    return 0;
  }
}

/** Looks at a tree of processes again and again; answers the most it ever held. */
export function watchMemory(root: number, everyMs: number): () => number {
  let mostMb = 0;
  const look = () => {
    mostMb = Math.max(mostMb, treeMemoryMb(root));
  };
  const timer = setInterval(look, everyMs);
  return () => {
    clearInterval(timer);
    return mostMb;
  };
}

/** CPU seconds of a shell's children, from what its `times` prints: two lines, its own come first. */
export function childrenSeconds(times: string): number {
  const line = times.trim().split("\n").at(-1) ?? "";
  const parts = [...line.matchAll(/(\d+)m([\d.,]+)s/g)];
  if (parts.length !== 2) throw new Error(`not what "times" prints: ${times}`);
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds?.replace(",", ".")),
    0,
  );
}
