import type { Timeline, Timer } from "../timeline";
import type { Alarm, AlarmTransition } from "./alarm";

/** The alarms of one region and the clockwork that evaluates them. */
export class AlarmRoom {
  readonly alarms = new Map<string, Alarm>();
  private timer: Timer | undefined;
  private running = true;

  constructor(
    private readonly timeline: Timeline,
    private readonly changed: (transition: AlarmTransition) => void,
  ) {}

  add(alarm: Alarm): void {
    this.alarms.set(alarm.declaration.name, alarm);
    this.arm();
  }

  start(): void {
    this.running = true;
    this.arm();
  }

  stop(): void {
    this.running = false;
    this.timer?.cancel();
    this.timer = undefined;
  }

  private arm(): void {
    this.timer?.cancel();
    this.timer = undefined;
    if (!this.running || this.alarms.size === 0) return;
    const tickMs = Math.min(...[...this.alarms.values()].map((alarm) => alarm.tickMs));
    const nowMs = this.timeline.nowMs();
    const atMs = (Math.floor(nowMs / tickMs) + 1) * tickMs;
    this.timer = this.timeline.after(atMs - nowMs, () => {
      for (const alarm of this.alarms.values()) {
        if (atMs % alarm.tickMs !== 0) continue;
        const transition = alarm.evaluate();
        if (transition) this.changed(transition);
      }
      this.arm();
    });
  }
}
