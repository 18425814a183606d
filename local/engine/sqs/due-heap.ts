import type { Message } from "./message";

interface Entry {
  readonly atMs: number;
  readonly message: Message;
}

const minimumBeforeCompaction = 64;

/**
 * Messages by the time something becomes due. Entries are never searched for: one that no longer
 * counts (deleted, received again) is skipped when it comes up, and swept when there are many.
 */
export class DueHeap {
  private entries: Entry[] = [];
  private compactAt = minimumBeforeCompaction;

  constructor(private readonly counts: (atMs: number, message: Message) => boolean) {}

  push(atMs: number, message: Message): void {
    if (this.entries.length >= this.compactAt) this.compact();
    const entry = { atMs, message };
    let index = this.entries.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.entries[parent] as Entry;
      if (!before(entry, above)) break;
      this.entries[index] = above;
      index = parent;
    }
    this.entries[index] = entry;
  }

  /** The next message due at or before this time. */
  pop(untilMs: number): Message | undefined {
    for (;;) {
      const top = this.entries[0];
      if (!top || top.atMs > untilMs) return undefined;
      this.removeTop();
      if (this.counts(top.atMs, top.message)) return top.message;
    }
  }

  /** When the next message is due, stale entries aside. */
  nextAtMs(): number | undefined {
    for (;;) {
      const top = this.entries[0];
      if (!top) return undefined;
      if (this.counts(top.atMs, top.message)) return top.atMs;
      this.removeTop();
    }
  }

  clear(): void {
    this.entries = [];
    this.compactAt = minimumBeforeCompaction;
  }

  private compact(): void {
    this.entries = this.entries.filter(({ atMs, message }) => this.counts(atMs, message));
    // A sorted array is a valid heap.
    this.entries.sort((a, b) => (before(a, b) ? -1 : 1));
    this.compactAt = Math.max(minimumBeforeCompaction, this.entries.length * 2);
  }

  private removeTop(): void {
    const { entries } = this;
    const last = entries.pop() as Entry;
    if (entries.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= entries.length) break;
      if (
        child + 1 < entries.length &&
        before(entries[child + 1] as Entry, entries[child] as Entry)
      )
        child += 1;
      const below = entries[child] as Entry;
      if (!before(below, last)) break;
      entries[index] = below;
      index = child;
    }
    entries[index] = last;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.message.serial < b.message.serial);
}
