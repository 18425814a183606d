import type { Scenario } from "../scenario";
import { failoverDuringFailback } from "./failover-during-failback";
import { flapping } from "./flapping";
import { graceful } from "./graceful";
import { lyingHealth } from "./lying-health";
import { partition } from "./partition";
import { regionLoss } from "./region-loss";
import { storeLoss } from "./store-loss";
import { zombie } from "./zombie";

/** Every disaster that the drill can play, the default one first. */
export const SCENARIOS: readonly Scenario[] = [
  regionLoss,
  partition,
  storeLoss,
  lyingHealth,
  flapping,
  failoverDuringFailback,
  zombie,
  graceful,
];
