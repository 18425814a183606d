import type { WorkflowInput } from "../../functions/core/workflow";
import type { DrillClock } from "./drill-clock";
import type { Moments, MoveMoment } from "./moments";
import type { Operator } from "./operator";

export interface AuthorityWatchWorld {
  readonly operator: Operator;
  readonly clock: DrillClock;
  readonly moments: Moments;
  readonly regions: readonly string[];
  readonly isDark: (region: string) => boolean;
  readonly say: (text: string, data?: unknown) => void;
}

const LOOK_EVERY_MS = 500;

/**
 * Follows the control item and the workflow's executions, as an operator's screen would. Executions of a
 * region that dies are remembered here, because the local cloud loses them with the region's process.
 */
export class AuthorityWatch {
  private stopped = false;
  private readonly known = new Map<string, MoveMoment>();
  private watching: Promise<void> = Promise.resolve();

  constructor(private readonly world: AuthorityWatchWorld) {}

  start(): void {
    this.watching = this.watch();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.watching;
    await this.lookAtExecutions();
  }

  private async watch(): Promise<void> {
    const { clock } = this.world;
    while (!this.stopped) {
      try {
        if (await this.lookAtAuthority()) await this.lookAtExecutions();
        await clock.sleep(LOOK_EVERY_MS);
      } catch {
        // The region that was asked is just going dark, or the drill ends: look again, or stop.
        if (await this.interrupted()) return;
      }
    }
  }

  private interrupted(): Promise<boolean> {
    return this.world.clock.sleep(LOOK_EVERY_MS).then(
      () => false,
      () => true,
    );
  }

  /** True when authority has changed. */
  private async lookAtAuthority(): Promise<boolean> {
    const { operator, clock, moments, regions, isDark, say } = this.world;
    const region = regions.find((one) => !isDark(one));
    if (region === undefined) return false;
    const { active, epoch, phase, changedMs, by, why } = await operator.authority(region);
    const last = moments.authorities.at(-1);
    if (last?.epoch === epoch && last.phase === phase) return false;
    const seenMs = clock.nowMs();
    moments.authorities.push({ atMs: changedMs, seenMs, active, epoch, phase, by, why });
    if (last)
      say(`authority is with ${active}, epoch ${epoch}, by ${by}: ${why}`, { epoch, phase });
    return true;
  }

  private async lookAtExecutions(): Promise<void> {
    const { operator, moments, regions, isDark } = this.world;
    for (const region of regions) {
      if (isDark(region)) continue;
      try {
        for (const one of await operator.executions(region)) {
          const input = JSON.parse(one.input ?? "{}") as Partial<WorkflowInput>;
          const { by = "", kind = "failover", epoch = 0 } = input;
          this.known.set(one.executionArn ?? "", {
            ...{ region, name: one.name ?? "", by, kind, status: one.status ?? "" },
            epoch: epoch + 1,
            startedMs: one.startDate?.getTime() ?? 0,
            endedMs: one.stopDate?.getTime(),
            reason: one.error,
          });
        }
      } catch {
        // What was known before stays known.
      }
    }
    moments.moves = [...this.known.values()].sort((a, b) => a.startedMs - b.startedMs);
  }
}
