import type { Scenario } from "../scenario";

/** The primary dies a second time, in the very moment in which it gets its authority back. */
export const failoverDuringFailback: Scenario = {
  name: "failover-during-failback",
  title: "the primary dies again while it fails back",
  background:
    "A region that has just recovered is the likeliest one to fail again, at the worst moment: its " +
    "workflow dies half-way, with authority already moved.",
  expects: {
    automaticTakeovers: 2,
    moves: 3,
    ends: "standby",
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
    await night.regionProvesItself();
    await night.orderFailback();
    await night.authorityMovesTo(night.primary);
    night.strike(`${night.primary} dies again in the middle of its failback`, () =>
      night.kill(night.primary),
    );
    await night.authorityMovesTo(night.standby);
    await night.clientsAreServedBy(night.standby);
    await night.reviveAsZombie();
    await night.backlogDrains();
    await night.reconcile("after the second takeover");
  },
};
