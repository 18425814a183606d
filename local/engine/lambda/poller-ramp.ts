import type { Timeline } from "../timeline";

const batchesAtFirst = 5;
const batchesMorePerMinute = 300;
const batchesAtMost = 1250;

/** How many batches a poller keeps in work: few at first, more for as long as the backlog lasts. */
export class PollerRamp {
  private sinceMs: number;

  constructor(
    private readonly timeline: Timeline,
    private readonly maximum = batchesAtMost,
  ) {
    this.sinceMs = timeline.nowMs();
  }

  /** Whether one more batch may begin beside this many. */
  allows(concurrent: number): boolean {
    if (concurrent < batchesAtFirst && concurrent < this.maximum) return true;
    const minutes = Math.floor((this.timeline.nowMs() - this.sinceMs) / 60_000);
    return concurrent < Math.min(this.maximum, batchesAtFirst + minutes * batchesMorePerMinute);
  }

  /** The backlog is gone, or the function is throttled: back to few. */
  restart(): void {
    this.sinceMs = this.timeline.nowMs();
  }
}
