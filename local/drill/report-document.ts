import type { ReconciliationReport } from "../../functions/core/reconciliation-report";
import type { Check } from "./check";
import type { Deviation } from "./deviations";
import type { LogEntry } from "./event-log";
import type { NightMeasure } from "./measured";
import type { Objectives } from "./objectives";
import type { Spread } from "./percentile";
import type { Provenance } from "./provenance";
import type { Obligation } from "./regulation";
import type { Bucket } from "./series";

export const REPORT_SCHEMA = "payments-dr/drill-report/1";

/** One night of the exercise. */
export interface RunReport {
  readonly run: number;
  readonly seed: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly measured: NightMeasure;
  readonly checks: readonly Check[];
  readonly reconciliations: readonly ReconciliationReport[];
  readonly series: readonly Bucket[];
  /** Moments that the plots mark, in seconds since the night began. */
  readonly marks: readonly { readonly atSeconds: number; readonly text: string }[];
  /** SHA-256 of what the run left behind: the clients' log and the processor's ledger. */
  readonly evidence: Readonly<Record<string, string>>;
}

/** The numbers of the whole exercise; null where a run did not measure them. */
export interface Measured {
  readonly rtoSeconds: Spread;
  readonly acceptGapSeconds: Spread;
  readonly detectionSeconds: Spread;
  readonly decisionSeconds: Spread;
  readonly authoritySeconds: Spread;
  readonly firstSuccessSeconds: Spread;
  readonly backlogDrainedSeconds: Spread;
  readonly failbackSeconds: Spread;
  readonly rpo: {
    readonly records: number | null;
    readonly seconds: number | null;
    readonly money: Readonly<Record<string, string>>;
  };
  readonly acknowledged: number;
  readonly lost: number | null;
  readonly doubleCharged: number | null;
  readonly wrongAmounts: number | null;
  readonly inDoubt: number | null;
  readonly conflictsRefused: number;
  readonly serverErrors: number;
  readonly noAnswer: number;
  readonly alerts: number;
}

/** A check that failed: somebody has to own it and say until when. */
export interface Finding {
  readonly run: number;
  readonly check: string;
  readonly found: string;
  readonly owner: string;
  readonly due: string;
}

/** What auditors get of one exercise. */
export interface DrillReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly exercise: {
    readonly id: string;
    readonly scenario: string;
    readonly title: string;
    readonly background: string;
    readonly target: string;
    readonly startedAt: string;
    readonly endedAt: string;
    readonly operator: string;
    /** False when somebody stopped it: then nothing is proved by it. */
    readonly complete: boolean;
    readonly passed: boolean;
  };
  readonly provenance: Provenance;
  readonly parameters: { readonly runs: number; readonly scale: number; readonly rate: number };
  readonly objectives: Objectives;
  readonly measured: Measured;
  readonly checks: readonly (Check & { readonly run: number })[];
  readonly findings: readonly Finding[];
  readonly deviations: readonly Deviation[];
  readonly realAndSimulated: {
    readonly real: readonly string[];
    readonly simulated: readonly string[];
  };
  readonly obligations: readonly Obligation[];
  readonly runs: readonly RunReport[];
  readonly events: readonly LogEntry[];
  readonly chain: { readonly algorithm: "sha256"; readonly lastHash: string };
  readonly signOff: readonly SignOff[];
}

/** To be filled in by people, on paper or in a signed copy. */
export interface SignOff {
  readonly role: string;
  readonly name: string;
  readonly date: string;
  readonly signature: string;
}
