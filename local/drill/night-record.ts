import type { ReconciliationReport } from "../../functions/core/reconciliation-report";
import type { PaymentLimits } from "../../functions/core/settings";
import type { Topology } from "../topology/topology";
import type { DeadLetterDepth } from "./bookkeeper";
import type { ReadBooks } from "./books";
import type { ClientLine } from "./client-log";
import type { MachinePressure } from "./machine-watch";
import type { Moments } from "./moments";
import type { Scenario } from "./scenario";

/** Everything that is known about one night when it is over; all that is measured comes from here. */
export interface NightRecord {
  readonly run: number;
  readonly seed: string;
  readonly scenario: Scenario;
  readonly topology: Pick<Topology, "primary" | "secondary">;
  readonly moments: Moments;
  /** Why the story was not told to its end; undefined when it was. */
  readonly problem: string | undefined;
  readonly interrupted: boolean;
  readonly endedMs: number;
  readonly pressure: MachinePressure;
  readonly limits: PaymentLimits;
  readonly logFile: string;
  readonly ledgerFile: string;
  /** SHA-256 of all function bundles that ran. */
  readonly codeHash: string;
  readonly lines: readonly ClientLine[];
  readonly books: ReadBooks;
  readonly reconciliations: readonly ReconciliationReport[];
  /** Books that could not be read. */
  readonly unread: readonly string[];
  readonly deadLetters: readonly DeadLetterDepth[];
  /** Queue journals and events, to be searched for what must not be there. */
  readonly texts: readonly string[];
}
