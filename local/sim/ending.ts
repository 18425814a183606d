import { isTerminal } from "../../functions/core/payment-record";
import { divergedPayments, storedPayments } from "./facts-of-world";
import { BOOKS_CLOSE_MS, settleDoubts } from "./settlement";
import type { World } from "./world";

/** A charge that was lost on its way may land this much later. */
const LATE_EFFECTS_MS = 50_000;
/** The last of people's orders are carried out within this time. */
const SETTLING_MS = 5_000;
const LOOK_EVERY_MS = 1_000;
const SELDOM_MS = 5_000;

/** Decides when a run is over: what would follow is only more of the same. */
export class Ending {
  private readonly everyMs: number;
  private nextLookMs: number;
  private hasToSettle: boolean;

  constructor(private readonly world: World) {
    const { calmMs, healMs, settles } = world.scenario;
    const { timeline } = world;
    this.hasToSettle = settles;
    let quietMs = calmMs ?? LATE_EFFECTS_MS;
    if (settles && calmMs === undefined) {
      quietMs = BOOKS_CLOSE_MS + SETTLING_MS;
      timeline.after(healMs + BOOKS_CLOSE_MS, () => this.settle());
    }
    this.everyMs = calmMs === undefined ? SELDOM_MS : LOOK_EVERY_MS;
    this.nextLookMs = timeline.nowMs() + healMs + quietMs;
  }

  /** Asked after every event. */
  isReached(): boolean {
    const nowMs = this.world.timeline.nowMs();
    if (nowMs < this.nextLookMs) return false;
    this.nextLookMs += this.everyMs;
    if (this.world.scenario.calmMs !== undefined && !this.world.underWay.isNothing) return false;
    if (!isFinished(this.world)) return false;
    if (!this.hasToSettle) return true;
    // Every charge has landed: the books are complete.
    const takesMs = this.settle();
    this.nextLookMs = nowMs + takesMs + SETTLING_MS;
    return takesMs === 0;
  }

  private settle(): number {
    this.hasToSettle = false;
    return settleDoubts(this.world);
  }
}

/** Nothing that is stored waits for anybody any more. */
function isFinished(world: World): boolean {
  const { alerts } = world.history;
  for (const { alert, key, status } of storedPayments(world).values()) {
    if (alert || (!isTerminal(status) && status !== "IN_DOUBT")) return false;
    if (!world.scenario.fanOut) continue;
    if (status === "FAILED" && !alerts.has(`failed ${key}`)) return false;
    if (status === "IN_DOUBT" && !alerts.has(`in_doubt ${key}`)) return false;
  }
  return divergedPayments(world).length === 0;
}
