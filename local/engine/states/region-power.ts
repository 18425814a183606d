import type { Timeline, Timer } from "../timeline";

/** A call whose answer was on its way when the region went dark: nobody knows whether it was done. */
export class LostCall extends Error {
  constructor() {
    super("the answer was lost with the region");
    this.name = "LostCall";
  }
}

interface Alarm {
  readonly atMs: number;
  run: (() => void) | undefined;
}

/**
 * What keeps the executions of one region going. A dark region's timers do not ring and its calls
 * get no answer; when it recovers, overdue timers ring in order and lost calls fail. Executions
 * themselves survive, because Step Functions stores every step before it goes on.
 */
export class RegionPower {
  private on = true;
  private readonly overdue: Alarm[] = [];
  private readonly inFlight = new Set<() => void>();
  private readonly waiting: (() => void)[] = [];
  private lost: (() => void)[] = [];

  constructor(private readonly timeline: Timeline) {}

  get isOn(): boolean {
    return this.on;
  }

  at(atMs: number, run: () => void): Timer {
    const alarm: Alarm = { atMs, run };
    const timer = this.timeline.after(atMs - this.timeline.nowMs(), () => {
      if (this.on) alarm.run?.();
      else this.overdue.push(alarm);
    });
    return {
      cancel: () => {
        alarm.run = undefined;
        timer.cancel();
      },
    };
  }

  /** Makes a call whose answer is lost if the region goes dark before it arrives. */
  call<T>(start: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const lose = () => reject(new LostCall());
      this.inFlight.add(lose);
      const arrives = (settle: () => void) => {
        if (this.inFlight.delete(lose)) settle();
      };
      new Promise<T>((answer) => answer(start())).then(
        (value) => arrives(() => resolve(value)),
        (error) => arrives(() => reject(error)),
      );
    });
  }

  /** Resolves at once in a living region, and on recovery in a dark one. */
  whenOn(): Promise<void> {
    if (this.on) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  kill(): void {
    this.on = false;
    this.lost.push(...this.inFlight);
    this.inFlight.clear();
  }

  revive(): void {
    if (this.on) return;
    this.on = true;
    for (const alarm of this.overdue.splice(0).sort((a, b) => a.atMs - b.atMs)) alarm.run?.();
    for (const lose of this.lost.splice(0)) lose();
    for (const proceed of this.waiting.splice(0)) proceed();
  }
}
