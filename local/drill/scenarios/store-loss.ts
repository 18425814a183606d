import type { Scenario } from "../scenario";

/** Everything in the primary runs, but its stores swallow every call. */
export const storeLoss: Scenario = {
  name: "store-loss",
  title: "the primary's stores swallow every call",
  background:
    "The region's API answers and its machines are fine, but the database endpoint does not: calls " +
    "are neither accepted nor refused. A shallow health check would call this region well.",
  expects: {
    automaticTakeovers: 1,
    moves: 2,
    ends: "primary",
    outage: true,
    zombie: "never stopped",
    latch: true,
  },
  async play(night) {
    await night.quietHours();
    night.strike(`the stores in ${night.primary} swallow every call`, () =>
      night.change({ storeDark: [night.primary] }),
    );
    await night.authorityMovesTo(night.standby);
    await night.clientsAreServedBy(night.standby);
    night.heal();
    await night.backlogDrains();
    await night.reconcile("after the takeover");
    await night.failBack();
  },
};
