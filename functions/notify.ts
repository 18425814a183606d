import { readEvent } from "./core/event-reading";
import { alertFor, alertInput } from "./core/payment-alert";
import type { BasePorts, Remote } from "./core/ports";
import type { PaymentLimits } from "./core/settings";
import { callRepeatable } from "./store/call";

export interface NotifyPorts extends BasePorts {
  readonly sns: Remote;
  readonly alertsTopicArn: string;
  readonly limits: PaymentLimits;
}

/**
 * Tells the operators about payments that need their eyes. A repeated event repeats the same text,
 * which is better than a payment in doubt that nobody heard of.
 */
export function notify(ports: NotifyPorts) {
  return async (body: string): Promise<void> => {
    const event = readEvent(body);
    if (!event) throw Object.assign(new Error("not a payment event"), { name: "UnreadableEvent" });
    const alert = alertFor(event, ports.limits);
    if (!alert) return;
    await callRepeatable(ports, ports.sns, "Publish", alertInput(ports.alertsTopicArn, alert));
    for (const reason of alert.reasons) ports.metrics.count(METRICS[reason]);
  };
}

const METRICS = {
  failed: "AlertPaymentFailed",
  "in-doubt": "AlertPaymentInDoubt",
  "high-value": "AlertHighValue",
} as const;
