import type { RegionFacts } from "./page-facts";

interface Depth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** What a region's process says about itself, once a second. */
interface RegionStatus {
  readonly queues: Readonly<Record<string, Depth>>;
  /** Payments that clients sent, since the process began. */
  readonly requests: number;
}

interface RegionNumbers {
  readonly requestsPerSecond: number;
  readonly queue: { readonly waiting: number; readonly inWork: number } | null;
  readonly deadLetters: number | null;
}

/** A report that is older than this says nothing about now. */
const FRESH_MS = 4_000;

/** The last reports of one region, turned into numbers for the page. */
export class RegionReport {
  private last: (RegionStatus & { readonly atMs: number }) | undefined;
  private requestsPerSecond = 0;

  constructor(private readonly facts: RegionFacts) {}

  note(status: unknown, atMs: number): void {
    const { queues = {}, requests = 0 } = (status ?? {}) as Partial<RegionStatus>;
    const seconds = this.last ? (atMs - this.last.atMs) / 1000 : 0;
    // A process that was restarted counts from the beginning again.
    const more = Math.max(0, requests - (this.last?.requests ?? requests));
    this.requestsPerSecond = seconds > 0 ? more / seconds : 0;
    this.last = { queues, requests, atMs };
  }

  numbers(nowMs: number): RegionNumbers {
    const { last } = this;
    if (!last || nowMs - last.atMs > FRESH_MS) {
      return { requestsPerSecond: 0, queue: null, deadLetters: null };
    }
    const queue = last.queues[this.facts.processingQueue];
    const waits = (name: string) => last.queues[name]?.visible ?? 0;
    return {
      requestsPerSecond: Math.round(this.requestsPerSecond * 10) / 10,
      queue: queue
        ? { waiting: queue.visible + queue.delayed, inWork: queue.inFlight }
        : { waiting: 0, inWork: 0 },
      deadLetters: this.facts.deadLetterQueues.reduce((sum, name) => sum + waits(name), 0),
    };
  }
}
