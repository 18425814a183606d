import type { Night } from "./night";

/** What has to come true in a night, beyond what is promised for every night. */
export interface Expectations {
  /** How often the standby takes over by its own decision. */
  readonly automaticTakeovers: number;
  /** How often authority changes hands altogether. */
  readonly moves: number;
  /** Where authority is in the morning. */
  readonly ends: "primary" | "standby";
  /** Whether clients may notice anything at all. */
  readonly outage: boolean;
  /** How the old primary comes back while the standby has authority. */
  readonly zombie: "restarted" | "never stopped" | "none";
  /** Whether DNS has to keep clients away from the old primary until the failback. */
  readonly latch: boolean;
}

/** A disaster as a story: read it to know what happens. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** Why it is severe and plausible, for people who were not there. */
  readonly background: string;
  readonly expects: Expectations;
  play(night: Night): Promise<void>;
}
