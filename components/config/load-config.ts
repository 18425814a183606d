import type { ObjectReader } from "./object-reader";

/** The load this stack is built for. Concurrency, warm throughput and the cost estimate follow from it. */
export interface LoadConfig {
  readonly peakPaymentsPerSecond: number;
  /** 95th percentile of accepting a payment. */
  readonly acceptP95Seconds: number;
  /** 95th percentile of processing one payment, the processor included. */
  readonly processP95Seconds: number;
  /** Status and session reads beside each payment. */
  readonly readsPerPayment: number;
  /** The account's quota of concurrent executions, per region. */
  readonly accountConcurrency: number;
  readonly monthlyPayments: number;
  /** Months of payments that the stack will hold. Nothing deletes payments: a shorter life of the stack does. */
  readonly keptMonths: number;
}

/** Reads `payments-dr:load`. */
export function readLoad(load: ObjectReader): LoadConfig {
  const seconds = { min: 0.01, max: 60, fraction: true } as const;
  const config: LoadConfig = {
    peakPaymentsPerSecond: load.number("peakPaymentsPerSecond", { min: 1, max: 50_000 }, 50),
    acceptP95Seconds: load.number("acceptP95Seconds", seconds, 0.15),
    processP95Seconds: load.number("processP95Seconds", seconds, 1),
    readsPerPayment: load.number("readsPerPayment", { min: 0, max: 100, fraction: true }, 2),
    accountConcurrency: load.number("accountConcurrency", { min: 10, max: 100_000 }, 1_000),
    monthlyPayments: load.number("monthlyPayments", { min: 1, max: 1e10 }, 1_000_000),
    keptMonths: load.number("keptMonths", { min: 1, max: 120 }, 12),
  };
  load.refuseUnknownFields();
  return config;
}
