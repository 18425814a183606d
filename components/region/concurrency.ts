import { FUNCTION_NAMES, type FunctionName } from "../../functions/core/function-catalogue";
import type { StackConfig } from "../config";
import { declaredFunctions } from "./declared-functions";

/** AWS refuses reservations that leave fewer unreserved executions than this in a region. */
export const UNRESERVED_FLOOR = 100;

/** Room above the average that Little's law gives: bursts, cold starts and one retry in three. */
const HEADROOM = 1.3;

/** Functions that no client load drives need a few: a schedule, its retry, an operator beside them. */
const STEADY = 3;

/**
 * Reserved concurrency of every function from the declared load, by Little's law:
 * concurrency = arrivals per second × seconds each.
 */
export function reservationsOf(
  config: Pick<StackConfig, "load">,
): Readonly<Record<FunctionName, number>> {
  const { load } = config;
  const byLoad = (perSecond: number, seconds: number, floor: number) =>
    Math.max(floor, Math.ceil(perSecond * seconds * HEADROOM));
  const peak = load.peakPaymentsPerSecond;
  const reads = peak * load.readsPerPayment;
  const driven: Partial<Record<FunctionName, number>> = {
    validate: byLoad(peak, load.acceptP95Seconds, 5),
    payment: byLoad(reads / 2, load.acceptP95Seconds, 5),
    session: byLoad(reads / 2, load.acceptP95Seconds, 5),
    authorizer: byLoad(peak + reads, load.acceptP95Seconds / 2, 5),
    process: byLoad(peak, load.processP95Seconds, 5),
    // About 16 health checkers ask each endpoint in every interval, and all may ask at once.
    health: 10,
    latch: 10,
    notify: byLoad(peak / 10, 0.5, 5),
    ledger: byLoad(peak / 10, 0.5, 5),
    archive: 5,
  };
  const all = FUNCTION_NAMES.map((name) => [name, driven[name] ?? STEADY]);
  return Object.fromEntries(all) as Readonly<Record<FunctionName, number>>;
}

/** What all functions that the stack declares in one region reserve together. */
export function totalReserved(config: StackConfig): number {
  const reservations = reservationsOf(config);
  return declaredFunctions(config).reduce((sum, name) => sum + reservations[name], 0);
}
