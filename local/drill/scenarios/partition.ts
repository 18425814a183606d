import type { Scenario } from "../scenario";

/** The primary is cut off from the other regions, but clients still reach it. */
export const partition: Scenario = {
  name: "partition",
  title: "the primary loses the other regions, not its clients",
  background:
    "The links between regions fail while the internet is fine: both sides are alive, and each " +
    "could believe that the other one is dead. Only one of them may move money.",
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
    const others = night.placesAround(night.primary).filter((place) => place !== "internet");
    night.strike(`${night.primary} is cut off from ${others.join(" and ")}`, () =>
      night.cutOff(night.primary, others),
    );
    await night.authorityMovesTo(night.standby);
    await night.clientsAreServedBy(night.standby);
    night.heal();
    await night.backlogDrains();
    await night.reconcile("after the takeover");
    await night.failBack();
  },
};
