import type { RateFault, WindowFault } from "./fault-kinds";
import type { PolicyName } from "./policies";

export type Mode = "strong" | "eventual";
export type ProcessorKind = "idempotent" | "lookup" | "none";

/** Where things are, as far as packets are concerned. */
export type Place = "primary" | "secondary" | "witness" | "internet" | "processor";

export interface FaultWindow {
  readonly kind: WindowFault;
  readonly at: Place;
  /** The other end of a cut. */
  readonly to: Place;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface PaymentPlan {
  readonly id: string;
  readonly atMs: number;
  readonly amountMinor: number;
  readonly currency: "USD" | "EUR" | "GBP";
  readonly method: string;
  /** "valid", or what is wrong with the request on purpose. */
  readonly shape: "valid" | "malformed" | "card-number" | "too-large" | "float-trap";
  /** Where the client sends it: what DNS says, a cached old answer, or forever the same region. */
  readonly resolver: "dns" | "stale" | "primary" | "secondary";
  /** The same request is sent by this many clients at once. */
  readonly copies: number;
  /** Another body under the same identifier, this much later. */
  readonly conflictAfterMs: number | undefined;
  /** Somebody asks what became of it, at these times after it was sent. */
  readonly readsAfterMs: readonly number[];
  readonly patienceMs: number;
}

/**
 * `disaster`: any mixture of faults. `clean-loss`: one region is lost and nothing else is wrong, so that
 * the promised outage can be measured. `long-night`: nothing computes anywhere for longer than the
 * processor remembers its keys. `long-outage`: the processor refuses for so long that attempts run out.
 */
export type ScenarioKind = "disaster" | "clean-loss" | "long-night" | "long-outage";

/** How the people who are asked for approval behave. */
export type Approvers = "prompt" | "slow" | "divided" | "refusing" | "silent";

export interface Scenario {
  readonly seed: string;
  readonly kind: ScenarioKind;
  readonly mode: Mode;
  readonly processor: ProcessorKind;
  readonly policy: PolicyName;
  readonly approvers: Approvers;
  readonly payments: readonly PaymentPlan[];
  readonly windows: readonly FaultWindow[];
  readonly rates: Readonly<Partial<Record<RateFault, number>>>;
  /** Wall clocks of the two regions are off by this much. */
  readonly skewMs: Readonly<Record<"primary" | "secondary", number>>;
  /** Until then the secondary runs the previous release with its settings; 0: it never did. */
  readonly upgradedAtMs: number;
  /** Events are followed through their queues to the functions behind them, too. */
  readonly fanOut: boolean;
  /** In the end people settle the payments in doubt from the processor's books. */
  readonly settles: boolean;
  readonly healMs: number;
  /**
   * How long calm has to last before the run may end, once nothing is under way any more.
   * @default as long as the latest charge may take to land, whether or not there is one
   */
  readonly calmMs?: number;
  readonly endMs: number;
}

/** What a seed does not decide. */
export interface ScenarioOptions {
  readonly mode: Mode;
  readonly processor: ProcessorKind;
}
