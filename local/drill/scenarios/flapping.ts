import type { Scenario } from "../scenario";

const DOWN_MS = 30_000;
const UP_MS = 12_000;
const TIMES = 3;

/** The primary's network comes and goes. */
export const flapping: Scenario = {
  name: "flapping",
  title: "the primary's network comes and goes",
  background:
    "A half-repaired network is worse than a dead one: whoever follows every change moves traffic and " +
    "authority to and fro. There is one takeover, and it stays.",
  expects: {
    automaticTakeovers: 1,
    moves: 2,
    ends: "primary",
    outage: true,
    zombie: "never stopped",
    latch: true,
  },
  async play(night) {
    const everybody = night.placesAround(night.primary);
    const down = () => night.cutOff(night.primary, everybody);
    await night.quietHours();
    night.strike(`the network of ${night.primary} begins to flap`, down);
    for (let times = 1; times < TIMES; times++) {
      await night.sleep(DOWN_MS);
      night.heal();
      await night.sleep(UP_MS);
      night.say(`the network of ${night.primary} fails again`);
      down();
    }
    await night.sleep(DOWN_MS);
    night.heal();
    await night.authorityMovesTo(night.standby);
    await night.clientsAreServedBy(night.standby);
    await night.backlogDrains();
    await night.reconcile("after the flapping");
    await night.failBack();
  },
};
