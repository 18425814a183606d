import { existsSync, readFileSync } from "node:fs";

/** A charge as the processor's own ledger has it: another company's word about our money. */
export interface LedgerCharge {
  readonly key: string;
  readonly payment: string;
  readonly result: "approved" | "declined";
  readonly reference: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly at: number;
}

/** The processor's ledger as it is on disk; a processor that was never asked has none. */
export function readProcessorLedger(file: string): LedgerCharge[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as LedgerCharge);
}
