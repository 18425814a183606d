import type { Random } from "../engine/random";
import { CALL_FAULTS, type CallFault } from "./fault-kinds";
import type { Scenario } from "./scenario";

/** What becomes of one remote call. */
export type Fate = CallFault | "well";

/** Draws a call's fate from the scenario's rates with a single random number. */
export class Fates {
  private readonly bounds: readonly { readonly below: number; readonly fate: Fate }[];
  private readonly most: number;

  constructor(rates: Scenario["rates"]) {
    let sum = 0;
    const bounds: { below: number; fate: Fate }[] = [];
    for (const fate of CALL_FAULTS) {
      const rate = rates[fate];
      if (!rate) continue;
      sum += rate / CALL_FAULTS.length;
      bounds.push({ below: sum, fate });
    }
    this.bounds = bounds;
    this.most = sum;
  }

  draw(random: Random): Fate {
    if (this.most === 0) return "well";
    const number = random.next();
    if (number >= this.most) return "well";
    for (const { below, fate } of this.bounds) if (number < below) return fate;
    return "well";
  }
}
