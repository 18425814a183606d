import type { Links } from "../engine/service";

/** What is broken in the local world right now; the supervisor tells every process of each change. */
export interface NetworkState {
  /** Regions whose machines are gone. */
  readonly dark: readonly string[];
  /** Directed pairs that nothing passes; "internet" and "processor" are places, too. */
  readonly cuts: readonly (readonly [from: string, to: string])[];
  /** Regions whose store endpoint swallows every call. */
  readonly storeDark: readonly string[];
  /** Regions about which every health check is told the opposite. */
  readonly lying: readonly string[];
  /** How long eventual replication takes. */
  readonly lagMs: number;
}

export const WHOLE: NetworkState = { dark: [], cuts: [], storeDark: [], lying: [], lagMs: 400 };

/** The state as the rules of a process ask for it. */
export class Network implements Links {
  state: NetworkState = WHOLE;

  canReach(from: string, to: string): boolean {
    const { dark, cuts } = this.state;
    if (dark.includes(from) || dark.includes(to)) return false;
    return !cuts.some(([source, target]) => source === from && target === to);
  }

  /** A question and its answer. */
  connected(a: string, b: string): boolean {
    return this.canReach(a, b) && this.canReach(b, a);
  }
}
