import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";

/** Where the numbers come from: they mean little elsewhere, their ratios do. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** Mean number of runnable processes in the last minute, before the run began. */
  readonly load: number;
}

export function thisMachine(): Machine {
  const all = cpus();
  return {
    cpu: (all[0]?.model ?? "unknown processor").trim(),
    cores: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

export function machineText({ cpu, cores, memoryGb, system, node, load }: Machine): string {
  const busy = load > cores / 2 ? " (busy: trust the ratios only)" : "";
  return `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}, load ${load}${busy}`;
}
