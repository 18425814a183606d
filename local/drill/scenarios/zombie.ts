import type { Scenario } from "../scenario";

const AS_A_ZOMBIE_MS = 30_000;

/** The primary is isolated, not dead: it works on until its lease ends, and returns unchanged. */
export const zombie: Scenario = {
  name: "zombie",
  title: "the primary is isolated, works on, and returns unaware",
  background:
    "The most dangerous machine is the one that does not know that it was replaced: its processes, " +
    "queues and beliefs are all intact when the network lets it back in, and stale clients find it.",
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
    night.strike(`${night.primary} is isolated and works on`, () =>
      night.cutOff(night.primary, night.placesAround(night.primary)),
    );
    await night.authorityMovesTo(night.standby);
    await night.clientsAreServedBy(night.standby);
    night.heal();
    night.say(`${night.primary} is back with everything it had, and does not know yet`);
    await night.sleep(AS_A_ZOMBIE_MS);
    await night.backlogDrains();
    await night.reconcile("after the return of the zombie");
    await night.failBack();
  },
};
