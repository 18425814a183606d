/** Where time comes from: the simulator's virtual clock or the wall clock of the laptop. */
export interface Timeline {
  nowMs(): number;
  /** Runs later, unless cancelled. Reading the clock never moves it. */
  after(delayMs: number, run: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

/** An event, and the handle of whoever may still cancel it: one object, because there are so many. */
class Entry implements Timer {
  constructor(
    readonly atMs: number,
    readonly order: number,
    public run: (() => void) | undefined,
  ) {}

  cancel(): void {
    this.run = undefined;
  }
}

/** Virtual time: a binary heap of events; equal times run in the order they were scheduled. */
export class VirtualTimeline implements Timeline {
  private readonly heap: Entry[] = [];
  private order = 0;

  constructor(private current = 0) {}

  nowMs(): number {
    return this.current;
  }

  after(delayMs: number, run: () => void): Timer {
    const entry = new Entry(this.current + Math.max(0, delayMs), this.order++, run);
    this.push(entry);
    return entry;
  }

  /** Runs the next event and moves the clock to it; false when nothing is scheduled before the limit. */
  step(untilMs = Number.POSITIVE_INFINITY): boolean {
    for (;;) {
      const next = this.heap[0];
      if (!next || next.atMs > untilMs) return false;
      this.pop();
      if (!next.run) continue;
      this.current = next.atMs;
      next.run();
      return true;
    }
  }

  /** Moves the clock without running anything: only sensible when nothing is due before. */
  jumpTo(atMs: number): void {
    this.current = Math.max(this.current, atMs);
  }

  private before(a: Entry, b: Entry): boolean {
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Entry;
      if (!this.before(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.before(heap[child + 1] as Entry, heap[child] as Entry)) {
        child += 1;
      }
      const below = heap[child] as Entry;
      if (!this.before(below, last)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}

/** Real time, for the local cloud that a person uses. Timers do not keep the process alive. */
export const wallTimeline: Timeline = {
  nowMs: () => Date.now(),
  after(delayMs, run) {
    const handle = setTimeout(run, delayMs);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
