import { paymentKey } from "./core/payment-record";
import type { BasePorts } from "./core/ports";
import { resolutionOrderFrom, statusOf } from "./core/resolution-order";
import { StepError } from "./core/step-error";
import { type PaymentStorePorts, readPayment, resolvePayment } from "./store/payments";

export interface ResolvePorts extends BasePorts, PaymentStorePorts {}

/**
 * Ends a doubt: two people say what happened to the money, from the processor's settlement file for
 * instance. The sweeper tells the rest of the company. Invoked by an operator, never by the product.
 */
export function resolve(ports: ResolvePorts) {
  return async (event: unknown): Promise<{ readonly status: string }> => {
    const order = resolutionOrderFrom(event);
    const key = paymentKey(order.tenant, order.transactionId);
    const payment = await readPayment(ports, key);
    if (!payment) throw new StepError("NotFound", `there is no payment ${order.transactionId}`);
    const status = statusOf(order);
    // A repeated order finds its own result.
    const done = payment.status === status && (payment.reference ?? "") === order.reference;
    if (done) return { status };
    if (payment.status !== "IN_DOUBT") {
      throw new StepError("NotInDoubt", `the payment is ${payment.status}, nothing was changed`);
    }
    const { fingerprint, version: seenVersion } = payment;
    const { reference } = order;
    const reason = `${order.reason} (${order.by.join(", ")})`;
    if (
      !(await resolvePayment(ports, { key, seenVersion, fingerprint, status, reference, reason }))
    ) {
      throw new StepError("Superseded", "the payment changed meanwhile: look at it again");
    }
    ports.metrics.count("DoubtResolved");
    ports.log.info("a doubt was resolved", { key, status, by: order.by.join(", ") });
    return { status };
  };
}
