import type { Timer } from "../../timeline";
import type { Item } from "../attribute-value";
import type { KeyPosition } from "../key";
import type { ItemVersion } from "../store/item-version";
import type { TableContext } from "./replica";

/** A write on its way from one region of an eventual table to another. */
export interface ReplicatedWrite {
  readonly position: KeyPosition;
  readonly item: Item | undefined;
  readonly bound: number;
  readonly version: ItemVersion;
  readonly sentMs: number;
  readonly expired: boolean;
}

/** How fast writes travel between two regions. */
export interface ReplicationPace {
  lagMs: number;
  /** Writes pile up until replication is resumed. */
  stopped: boolean;
}

/**
 * Cross-region: the log of writes that one region has not yet delivered to another. A cut link or a
 * dark region traps them here; they leave in order when the way is free again.
 */
export class ReplicationQueue {
  private writes: ReplicatedWrite[] = [];
  private timer: Timer | undefined;

  constructor(
    private readonly table: TableContext,
    readonly from: string,
    readonly to: string,
    readonly pace: ReplicationPace,
    private readonly deliver: (write: ReplicatedWrite) => void,
  ) {}

  get length(): number {
    return this.writes.length;
  }

  /** When the oldest trapped write was made. */
  get oldestMs(): number | undefined {
    return this.writes[0]?.sentMs;
  }

  push(write: ReplicatedWrite): void {
    this.writes.push(write);
    if (!this.timer) this.settle();
  }

  /** Delivers what is due and schedules the rest; called whenever the way may have become free. */
  settle(): void {
    this.timer?.cancel();
    this.timer = undefined;
    if (this.writes.length === 0) return;
    if (this.pace.stopped || !this.table.network.canSend(this.from, this.to)) return;
    const now = this.table.tuning.timeline.nowMs();
    const { lagMs } = this.pace;
    let due = 0;
    while (due < this.writes.length && (this.writes[due]?.sentMs ?? 0) + lagMs <= now) due += 1;
    for (const write of this.writes.splice(0, due)) this.deliver(write);
    const next = this.writes[0];
    if (!next) return;
    this.timer = this.table.tuning.timeline.after(next.sentMs + lagMs - now, () => this.settle());
  }

  /** Forgets everything that was not delivered, as if the region's disks were gone. */
  lose(): ReplicatedWrite[] {
    this.timer?.cancel();
    this.timer = undefined;
    return this.writes.splice(0);
  }
}
