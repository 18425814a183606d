import type { Scenario } from "../scenario";

/** The machines of the primary are gone, and come back later with their old queues. */
export const regionLoss: Scenario = {
  name: "region-loss",
  title: "the primary's machines are gone, and return later",
  background:
    "A region loses power or its network for longer than anybody wants to wait. Nothing that was " +
    "not on disk survives, and when it returns it believes what it believed last.",
  expects: {
    automaticTakeovers: 1,
    moves: 2,
    ends: "primary",
    outage: true,
    zombie: "restarted",
    latch: true,
  },
  async play(night) {
    await night.quietHours();
    night.strike(`every machine in ${night.primary} dies`, () => night.kill(night.primary));
    await night.authorityMovesTo(night.standby);
    await night.clientsAreServedBy(night.standby);
    await night.reviveAsZombie();
    await night.backlogDrains();
    await night.reconcile("after the takeover");
    await night.failBack();
  },
};
