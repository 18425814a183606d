import type { Scenario } from "../scenario";

/** Nothing is wrong: an operator moves authority to the standby and back. */
export const graceful: Scenario = {
  name: "graceful",
  title: "an operator moves to the standby and back, nothing is wrong",
  background:
    "Maintenance, or a warning from the provider. A planned move goes the same way as a disaster, and " +
    "clients must not notice it.",
  expects: {
    automaticTakeovers: 0,
    moves: 2,
    ends: "primary",
    outage: false,
    zombie: "none",
    latch: true,
  },
  async play(night) {
    await night.quietHours();
    night.strike(`an operator moves authority to ${night.standby}`, () => undefined);
    await night.failOverGracefully();
    await night.clientsAreServedBy(night.standby);
    await night.backlogDrains();
    await night.reconcile("after the planned move");
    await night.failBack();
  },
};
