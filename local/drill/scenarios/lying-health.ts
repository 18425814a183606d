import type { Scenario } from "../scenario";

const LIES_MS = 75_000;

/** Route 53 is told that the primary is broken, and it is not. */
export const lyingHealth: Scenario = {
  name: "lying-health",
  title: "health checks call a healthy primary broken",
  background:
    "Health checkers are wrong, or look at a region through a broken network of their own. DNS moves, " +
    "which is harmless because any region accepts payments; authority must not move on one liar's word.",
  expects: {
    automaticTakeovers: 0,
    moves: 0,
    ends: "primary",
    outage: false,
    zombie: "none",
    latch: false,
  },
  async play(night) {
    await night.quietHours();
    night.strike(`health checkers call ${night.primary} broken, and it is not`, () =>
      night.change({ lying: [night.primary] }),
    );
    await night.clientsAreServedBy(night.standby);
    await night.sleep(LIES_MS);
    night.heal();
    await night.clientsAreServedBy(night.primary);
    await night.backlogDrains();
    await night.reconcile("after the lies");
  },
};
