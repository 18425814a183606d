import type { ObjectReader } from "./object-reader";
import { REASON } from "./reason";

/** Capacity that follows the load, in Aurora capacity units. */
export interface ServerlessCapacity {
  readonly minAcu: number;
  readonly maxAcu: number;
}

/** The double-entry ledger, a projection of finished payments. */
export type LedgerConfig =
  | { readonly kind: "none" }
  | {
      readonly kind: "aurora";
      readonly engineVersion: string;
      /** Absent when the capacity is serverless. */
      readonly instanceClass: string | undefined;
      readonly serverless: ServerlessCapacity | undefined;
      /** Readers in the secondary region; 0 is a headless secondary and needs a reason. */
      readonly readers: number;
      readonly headlessReason: string | undefined;
      readonly tls: boolean;
    };

const VERSION = { pattern: /^1[4-9]\.\d{1,2}$/, example: "16.8" };
const CLASS = { pattern: /^db\.(r[5-9]\w*|x\d\w*)\.\w+$/, example: "db.r6g.large" };

/** Reads `payments-dr:ledger`. */
export function readLedger(ledger: ObjectReader): LedgerConfig {
  const kind = ledger.oneOf("kind", ["none", "aurora"], "none");
  const capacity = ledger.nested("serverless");
  const serverless = capacity && {
    minAcu: capacity.number("minAcu", { min: 0.5, max: 256, fraction: true }, 0.5),
    maxAcu: capacity.number("maxAcu", { min: 1, max: 256, fraction: true }, 4),
  };
  const instanceClass = ledger.optionalText("instanceClass", CLASS);
  const readers = ledger.number("readers", { min: 0, max: 15 }, 1);
  const headlessReason = ledger.optionalText("headlessReason", REASON);
  const engineVersion = ledger.text("engineVersion", VERSION, "16.8");
  const tls = ledger.flag("tls", true);
  if (serverless !== undefined && serverless.minAcu > serverless.maxAcu) {
    ledger.refuse("serverless.minAcu", "is above maxAcu", "lower it");
  }
  if (serverless !== undefined && instanceClass !== undefined) {
    ledger.refuse("instanceClass", "contradicts serverless", "keep one of the two");
  }
  if (readers === 0 && headlessReason === undefined) {
    ledger.refuse("readers", "is 0: the secondary could not be promoted", "give a headlessReason");
  }
  capacity?.refuseUnknownFields();
  ledger.refuseUnknownFields();
  if (kind === "none") return { kind };
  return {
    kind,
    engineVersion,
    instanceClass: serverless === undefined ? (instanceClass ?? "db.r6g.large") : undefined,
    serverless,
    readers,
    headlessReason,
    tls,
  };
}
