import { findPostgres } from "../postgres/postgres-binaries";

/** Which ledger the local stack gets. */
export interface LedgerChoice {
  readonly overrides: readonly string[];
  /** What people should know about the choice. */
  readonly note: string | undefined;
}

/** Functions reach the database over loopback, where there is nothing to encrypt. */
const AURORA = ["ledger.kind=aurora", "ledger.tls=false", 'network={"egress":"nat-single"}'];

/**
 * `aurora` runs two real PostgreSQL clusters, `none` none, and `auto` whatever this machine allows.
 */
export function chooseLedger(
  wanted: string,
  find: () => unknown = () => findPostgres(),
): LedgerChoice {
  if (wanted === "none") return { overrides: [], note: undefined };
  if (wanted !== "aurora" && wanted !== "auto") {
    throw new Error(`--ledger ${wanted} is none of auto, aurora and none`);
  }
  try {
    find();
    return { overrides: AURORA, note: undefined };
  } catch (error) {
    const reason = (error as Error).message;
    if (wanted === "aurora") throw new Error(`--ledger aurora: ${reason}`);
    return { overrides: [], note: `The stack runs without its ledger (ledger: none): ${reason}` };
  }
}
