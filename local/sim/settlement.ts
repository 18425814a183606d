import { splitKey } from "../../functions/core/payment-record";
import { storedPayments } from "./facts-of-world";
import type { World } from "./world";

/** No charge lands later than this after the world has healed: then the books are complete. */
export const BOOKS_CLOSE_MS = 52_000;

const BETWEEN_ORDERS_MS = 1_500;

/**
 * Two people end every doubt by the processor's books; the order is given twice, in either region.
 * Returns how long giving all orders takes.
 */
export function settleDoubts(world: World): number {
  let turn = 0;
  for (const { amountMinor, currency, key, status } of storedPayments(world).values()) {
    if (status !== "IN_DOUBT") continue;
    const charge = world.processor.charges.find((one) => one.key === key);
    if (charge && (charge.amountMinor !== amountMinor || charge.currency !== currency)) continue;
    const order = {
      ...splitKey(key),
      outcome: charge ? "processed" : "failed",
      reference: charge?.reference ?? "",
      reason: "settlement file",
      by: ["ann", "bob"],
    };
    world.history.note(`people settle ${key} as ${order.outcome}`);
    turn += 1;
    for (const region of [world.topology.primary, world.topology.secondary]) {
      const { name } = world.functionOf(region, "resolve");
      // One after the other, as a person would: the function has little concurrency of its own.
      world.timeline.after(turn * BETWEEN_ORDERS_MS, () => {
        void world.lambda.invoke(region, name, order);
      });
    }
  }
  return turn * BETWEEN_ORDERS_MS;
}
