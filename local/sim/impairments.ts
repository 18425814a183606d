import type { WorldConditions } from "./conditions-of-the-world";
import type { Place } from "./scenario";

/** A takeover may follow something that has just ended: detection looks back this far. */
const LOOKS_BACK_MS = 45_000;
/** An alarm is weighed for a while, and delivered again for minutes when its handler dies. */
const ALARM_COUNTS_FOR_MS = 345_000;
/** A detector calls a heartbeat silent after this long. */
const SILENT_AFTER_MS = 15_000;
/** A row of bad looks that is one short of the default policy's, as the first may be older. */
const ROW = 2;

/** Why a takeover happened, as the world knows it and no detector can. */
export interface Justification {
  /** Vantage points that truly could not reach the old region, or truly heard nothing from it. */
  readonly trulyBad: number;
  /** Vantage points that lied about it, and alarms, which speak of something else. */
  readonly liars: number;
}

/** What truly could be seen of each region, for judging whoever acted on what was seen. */
export class Impairments {
  /** When each observer last could not reach each place; the newest few. */
  private readonly badLooks = new Map<string, number[]>();
  private readonly beats = new Map<string, number>();
  private readonly silences = new Map<string, number>();
  private readonly lies = new Map<string, number>();
  private readonly alarms = new Map<Place, number>();
  /** When regions were dark, in order; the end of the last time may lie ahead. */
  private readonly darkness = new Map<Place, { readonly fromMs: number; untilMs: number }[]>();

  constructor(
    private readonly conditions: WorldConditions,
    private readonly nowMs: () => number,
  ) {}

  /** An observer asked a place for its health; `well` is the truth, whatever the observer says. */
  noteLook(observer: Place, target: Place, well: boolean): void {
    if (well) return;
    const key = `${observer}>${target}`;
    const looks = this.badLooks.get(key) ?? [];
    looks.push(this.nowMs());
    this.badLooks.set(key, looks.slice(-ROW));
  }

  noteHeartbeat(place: Place): void {
    const nowMs = this.nowMs();
    const lastMs = this.beats.get(place) ?? 0;
    if (nowMs - lastMs >= SILENT_AFTER_MS) this.silences.set(place, nowMs);
    this.beats.set(place, nowMs);
  }

  noteLie(teller: Place, about: Place): void {
    this.lies.set(`${teller}>${about}`, this.nowMs());
  }

  noteAlarm(about: Place): void {
    this.alarms.set(about, this.nowMs());
  }

  noteDark(place: Place): void {
    const times = this.darkness.get(place) ?? [];
    times.push({ fromMs: this.nowMs(), untilMs: Number.POSITIVE_INFINITY });
    this.darkness.set(place, times);
  }

  noteLight(place: Place): void {
    const last = this.darkness.get(place)?.at(-1);
    if (last) last.untilMs = this.nowMs();
  }

  /** `waitedMs`: how long the decision may have waited for people. */
  justificationFor(old: Place, next: Place, waitedMs: number): Justification {
    const withinMs = this.withStandstill(next, LOOKS_BACK_MS + waitedMs);
    const looks = [next, "witness"].filter((observer) => {
      const times = this.badLooks.get(`${observer}>${old}`) ?? [];
      return times.length >= ROW && this.isRecent(times[0], withinMs);
    });
    const lies = [next, "witness"].filter((teller) =>
      this.isRecent(this.lies.get(`${teller}>${old}`), withinMs),
    );
    const alarmed = this.isRecent(this.alarms.get(old), ALARM_COUNTS_FOR_MS + waitedMs);
    const isSilent = this.nowMs() - (this.beats.get(old) ?? 0) >= SILENT_AFTER_MS;
    const wasSilent = isSilent || this.isRecent(this.silences.get(old), withinMs);
    return {
      trulyBad: looks.length + (wasSilent ? 1 : 0),
      liars: lies.length + (alarmed ? 1 : 0),
    };
  }

  isHealthy(place: Place): boolean {
    return !this.conditions.isDown(place);
  }

  /** A workflow stands still with its region and goes on where it was: that time does not count. */
  private withStandstill(place: Place, withinMs: number): number {
    let longMs = withinMs;
    for (const { fromMs, untilMs } of [...(this.darkness.get(place) ?? [])].reverse()) {
      const isOver = Number.isFinite(untilMs);
      if (isOver && this.isRecent(untilMs, longMs)) longMs += untilMs - fromMs;
    }
    return longMs;
  }

  private isRecent(atMs: number | undefined, withinMs: number): boolean {
    return atMs !== undefined && this.nowMs() - atMs <= withinMs;
  }
}
