import { currencyExponent } from "./currency";
import { toMajor } from "./money";
import type { PaymentEvent } from "./payment-event";
import { limitMinor } from "./payment-request";
import type { PaymentLimits } from "./settings";

/** Why people are told about a payment. */
export type AlertReason = "failed" | "in-doubt" | "high-value";

/** A message to the operators about one payment. */
export interface PaymentAlert {
  readonly reasons: readonly AlertReason[];
  readonly subject: string;
  readonly message: string;
}

const TITLES: Readonly<Record<AlertReason, string>> = {
  failed: "Payment failed",
  "in-doubt": "Payment in doubt",
  "high-value": "High-value payment",
};

/**
 * What the operators have to know about an event, if anything. A bank that declines is everyday
 * business; a payment that failed, or of which nobody knows whether it was charged, is not.
 */
export function alertFor(event: PaymentEvent, limits: PaymentLimits): PaymentAlert | undefined {
  const reasons: AlertReason[] = [];
  if (event.kind === "failed") reasons.push("failed");
  if (event.kind === "in_doubt") reasons.push("in-doubt");
  if (isHighValue(event, limits)) reasons.push("high-value");
  const [first] = reasons;
  if (!first) return undefined;
  const exponent = currencyExponent(event.currency);
  const amount =
    exponent === undefined
      ? `${event.amount_minor} minor units`
      : toMajor(BigInt(event.amount_minor), exponent);
  return {
    reasons,
    // SNS takes at most 99 characters of plain ASCII; identifiers can be longer and go into the
    // text.
    subject: `${TITLES[first]}: ${amount} ${event.currency}`,
    message: JSON.stringify({
      type: "payment-alert",
      reasons,
      kind: event.kind,
      tenant: event.tenant,
      transaction_id: event.transaction_id,
      amount,
      currency: event.currency,
      accepted_at: new Date(event.accepted_at).toISOString(),
      ...(event.reference ? { reference: event.reference } : {}),
      ...(event.reason ? { reason: event.reason } : {}),
    }),
  };
}

/** A currency that we cannot convert is worth a look as well. */
function isHighValue(event: PaymentEvent, limits: PaymentLimits): boolean {
  const exponent = currencyExponent(event.currency);
  if (exponent === undefined) return true;
  return BigInt(event.amount_minor) > limitMinor(limits.alertAbove, exponent);
}

/** The SNS input for an alert; the attributes let subscribers filter without reading it. */
export function alertInput(topicArn: string, alert: PaymentAlert) {
  return {
    TopicArn: topicArn,
    Subject: alert.subject,
    Message: alert.message,
    MessageAttributes: {
      type: { DataType: "String", StringValue: "payment-alert" },
      reasons: { DataType: "String.Array", StringValue: JSON.stringify(alert.reasons) },
    },
  };
}
