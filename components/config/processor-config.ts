import type { Consistency, ProcessorSettings } from "../../functions/core/settings";
import type { ObjectReader } from "./object-reader";

/** The sandbox behaves like the best kind of processor: tier A, which remembers keys for a month. */
const SANDBOX: ProcessorSettings = {
  kind: "sandbox",
  idempotencyKey: true,
  keyRetentionSeconds: 30 * 24 * 3600,
  lookup: true,
  timeoutMs: 10_000,
  maxInFlightMs: 30_000,
};

const URL = { pattern: /^https:\/\/[^\s/]+(\/\S*)?$/, example: "https://processor.your-bank.com" };
const SECRET = { pattern: /^[A-Za-z0-9/_+=.@-]{1,400}$/, example: "payments/processor" };

/** Cross-region: under eventual consistency a call has to end within the authority lease of five seconds. */
const TIMEOUT_MS = { strong: 10_000, eventual: 4_000 } as const;

/** Reads `payments-dr:processor`: who charges, and what it can promise. */
export function readProcessor(
  processor: ObjectReader,
  consistency: Consistency,
): ProcessorSettings {
  const kind = processor.oneOf("kind", ["sandbox", "http"], "sandbox");
  const url = processor.optionalText("url", URL);
  const secretId = processor.optionalText("secretId", SECRET);
  const isHttp = kind === "http";
  if (isHttp && url === undefined) {
    processor.refuse("url", "is missing with kind http", "name the processor's base address");
  }
  // A real processor is trusted with nothing it was not said to promise.
  const settings: ProcessorSettings = {
    kind,
    ...(url === undefined ? {} : { url }),
    ...(secretId === undefined ? {} : { secretId }),
    idempotencyKey: processor.flag("idempotencyKey", isHttp ? false : SANDBOX.idempotencyKey),
    keyRetentionSeconds: processor.number(
      "keyRetentionSeconds",
      { min: 0, max: 400 * 24 * 3600 },
      isHttp ? 0 : SANDBOX.keyRetentionSeconds,
    ),
    lookup: processor.flag("lookup", isHttp ? false : SANDBOX.lookup),
    timeoutMs: processor.number("timeoutMs", { min: 100, max: 25_000 }, TIMEOUT_MS[consistency]),
    maxInFlightMs: processor.number(
      "maxInFlightMs",
      { min: 100, max: 24 * 3600_000 },
      SANDBOX.maxInFlightMs,
    ),
  };
  processor.refuseUnknownFields();
  return settings;
}
