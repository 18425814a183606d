import type { Timeline, Timer } from "../timeline";

/** Somebody who waits for messages: `offer` answers whether it has got what it came for. */
export interface Waiter {
  offer(): boolean;
  fail(error: Error): void;
}

/** What the room looks at; both answers are about the present moment. */
interface WaitedFor {
  hasVisible(): boolean;
  nextVisibleAtMs(): number | undefined;
}

/** Those who wait on a queue. Only a queue that somebody waits on has a timer, and only one. */
export class WaitingRoom {
  private waiters: Waiter[] = [];
  private wake: { atMs: number; timer: Timer } | undefined;

  constructor(
    private readonly timeline: Timeline,
    private readonly queue: WaitedFor,
  ) {}

  join(waiter: Waiter): void {
    this.waiters.push(waiter);
    this.serve();
  }

  leave(waiter: Waiter): void {
    this.waiters = this.waiters.filter((other) => other !== waiter);
  }

  /** Gives visible messages to those who wait for them, first come, first served. */
  serve(): void {
    if (this.waiters.length === 0) return;
    if (this.queue.hasVisible()) {
      const waiting = this.waiters;
      this.waiters = [];
      this.waiters = [...waiting.filter((waiter) => !waiter.offer()), ...this.waiters];
    }
    this.setWake();
  }

  /** Nothing will ever come: everybody learns why. */
  close(reason: Error): void {
    const waiting = this.waiters;
    this.waiters = [];
    this.wake?.timer.cancel();
    this.wake = undefined;
    for (const waiter of waiting) waiter.fail(reason);
  }

  private setWake(): void {
    const atMs = this.waiters.length > 0 ? this.queue.nextVisibleAtMs() : undefined;
    if (this.wake && this.wake.atMs === atMs) return;
    this.wake?.timer.cancel();
    this.wake = undefined;
    if (atMs === undefined) return;
    const timer = this.timeline.after(atMs - this.timeline.nowMs(), () => {
      this.wake = undefined;
      this.serve();
    });
    this.wake = { atMs, timer };
  }
}
