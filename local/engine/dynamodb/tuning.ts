import type { Random } from "../random";
import type { Timeline } from "../timeline";

/** How a table behaves in time. The simulator turns these knobs while it runs. */
export interface Tuning {
  readonly timeline: Timeline;
  readonly random: Random;
  /** How far a global secondary index is behind its table. */
  indexLagMs: number;
  /** How far an eventually consistent read may be behind: each read draws its own age. */
  readLagMs: number;
  /** Cross-region: writes of two regions to one item within this time conflict; 0 never. */
  conflictWindowMs: number;
  /** How long an item outlives its time to live; AWS promises days, not seconds. */
  ttlDelayMs: number;
}

/** The knobs alone. */
export type Knobs = Pick<Tuning, "indexLagMs" | "readLagMs" | "conflictWindowMs" | "ttlDelayMs">;

/** What a table does when nobody turned a knob. */
export const DEFAULT_KNOBS: Knobs = {
  indexLagMs: 0,
  readLagMs: 0,
  conflictWindowMs: 20,
  ttlDelayMs: 0,
};
