import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reconciliationHtml } from "../../functions/core/reconciliation-html";
import type { NightRecord } from "./night-record";

/** Keeps what others can check the report against; returns the files by name. */
export function keepEvidence(night: NightRecord, folder: string): Record<string, string> {
  const ledger = join(folder, "processor-ledger.jsonl");
  if (existsSync(night.ledgerFile)) copyFileSync(night.ledgerFile, ledger);
  const files: Record<string, string> = {
    "client-log.jsonl": night.logFile,
    "processor-ledger.jsonl": ledger,
  };
  for (const [index, report] of night.reconciliations.entries()) {
    const name = `reconciliation-${index + 1}`;
    const file = join(folder, `${name}.json`);
    files[`${name}.json`] = file;
    writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
    writeFileSync(join(folder, `${name}.html`), reconciliationHtml(report));
  }
  return files;
}
