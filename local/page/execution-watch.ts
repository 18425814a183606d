import type { Execution } from "./cloud-reader";

const SHOWN = 6;

/** Workflows as they were last seen: what a dead region knew is remembered here. */
export class ExecutionWatch {
  private readonly known = new Map<string, Execution>();

  constructor(private readonly tell: (region: string, text: string) => void) {}

  note(found: readonly Execution[]): void {
    for (const execution of [...found].reverse()) {
      const { region, name, status, step, cause } = execution;
      const key = `${region} ${name}`;
      const before = this.known.get(key);
      this.known.set(key, execution);
      if (!before) this.tell(region, `workflow ${name} begins`);
      if (status === "RUNNING") {
        if (step && step !== before?.step) this.tell(region, `workflow ${name}: ${step}`);
      } else if (before?.status !== status) {
        const because = cause ? `: ${cause}` : "";
        this.tell(region, `workflow ${name} ${status.toLowerCase().replace("_", " ")}${because}`);
      }
    }
  }

  /** Cross-region: executions live and die with their region; nobody finishes these. */
  lost(region: string): void {
    for (const [key, execution] of this.known) {
      if (execution.region !== region || execution.status !== "RUNNING") continue;
      this.known.set(key, { ...execution, status: "ABORTED", cause: "its region died" });
      this.tell(region, `workflow ${execution.name} died with its region`);
    }
  }

  /** The latest first. */
  latest(): readonly Execution[] {
    return [...this.known.values()].sort((a, b) => b.startMs - a.startMs).slice(0, SHOWN);
  }
}
