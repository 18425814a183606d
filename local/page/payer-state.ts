import type { SecondHistory } from "./second-counts";

/** The demo client as the page shows it. */
export interface PayerState {
  readonly loadOn: boolean;
  /** What it sends while load is on. */
  readonly perSecond: number;
  readonly sent: number;
  readonly accepted: number;
  /** Charged by the processor, or declined by it: finished in either case. */
  readonly processed: number;
  /** Refused, or given up by a customer who had waited too long. */
  readonly failed: number;
  /** Sent, without an answer so far. */
  readonly trying: number;
  /** How long every try has been failing; undefined while tries succeed. */
  readonly failingForMs: number | undefined;
  /** How long the last interruption was: from the first failed try to the next acceptance. */
  readonly lastOutageMs: number | undefined;
  readonly latencyMs: { readonly p50: number; readonly p95: number } | undefined;
  readonly history: SecondHistory;
}

/** A client that pays through DNS. */
export interface Payer {
  state(): PayerState;
  /** Sends one payment. */
  pay(): void;
  startLoad(): void;
  stopLoad(): void;
  stop(): void;
}
