import type { Links } from "../engine/service";
import type { WindowFault } from "./fault-kinds";
import type { FaultWindow, Place } from "./scenario";

const REGIONS: readonly Place[] = ["primary", "secondary", "witness"];

/** What is broken right now. Windows open and close it; everything in the world asks it. */
export class WorldConditions implements Links {
  private readonly broken: Partial<Record<WindowFault, Partial<Record<Place, number>>>> = {};
  private readonly blocked: Partial<Record<Place, Partial<Record<Place, number>>>> = {};
  /** Nothing is broken most of the time; then nothing needs to be looked up. */
  private openWindows = 0;

  constructor(private readonly placeOf: (region: string) => Place) {}

  get anyOpen(): boolean {
    return this.openWindows > 0;
  }

  open(window: FaultWindow): void {
    this.openWindows += 1;
    this.count(window, 1);
  }

  close(window: FaultWindow): void {
    this.openWindows -= 1;
    this.count(window, -1);
  }

  has(kind: WindowFault, at: Place): boolean {
    return this.openWindows > 0 && (this.broken[kind]?.[at] ?? 0) > 0;
  }

  /** Whether a whole region is gone, for whatever reason. */
  isDown(place: Place): boolean {
    return this.has("region-down", place) || this.has("region-flapping", place);
  }

  /** Whether a packet gets from one place to another. */
  passes(from: Place, to: Place): boolean {
    if (this.openWindows === 0 || from === to) return true;
    if (this.isDown(from) || this.isDown(to)) return false;
    return (this.blocked[from]?.[to] ?? 0) === 0;
  }

  /** A question and its answer. */
  connected(from: Place, to: Place): boolean {
    return this.openWindows === 0 || (this.passes(from, to) && this.passes(to, from));
  }

  canReach(from: string, to: string): boolean {
    return this.openWindows === 0 || this.passes(this.placeOf(from), this.placeOf(to));
  }

  private count(window: FaultWindow, by: number): void {
    const { kind, at, to } = window;
    if (kind === "cut" || kind === "half-cut") {
      this.block(at, to, by);
      if (kind === "cut") this.block(to, at, by);
      return;
    }
    if (kind === "isolated") {
      for (const other of REGIONS) {
        this.block(at, other, by);
        this.block(other, at, by);
      }
      return;
    }
    const counts = this.broken[kind] ?? {};
    counts[at] = (counts[at] ?? 0) + by;
    this.broken[kind] = counts;
  }

  private block(from: Place, to: Place, by: number): void {
    const counts = this.blocked[from] ?? {};
    counts[to] = (counts[to] ?? 0) + by;
    this.blocked[from] = counts;
  }
}

/** Flapping is a row of short outages; everything else is one. */
export function stretchesOf(window: FaultWindow, healMs: number): FaultWindow[] {
  if (window.kind !== "region-flapping") return [window];
  const everyMs = 15_000;
  const stretches: FaultWindow[] = [];
  for (let fromMs = window.fromMs; fromMs < window.untilMs; fromMs += 2 * everyMs) {
    stretches.push({ ...window, fromMs, untilMs: Math.min(healMs, fromMs + everyMs) });
  }
  return stretches;
}
