import {
  type ApiRequest,
  type ApiResponse,
  problemResponse,
  respondText,
  unavailableResponse,
} from "./core/http-api";
import { paymentKey } from "./core/payment-record";
import { acceptedBody } from "./core/payment-reply";
import { paymentReader } from "./core/payment-request";
import type { BasePorts, Remote } from "./core/ports";
import { errorName, failureOf } from "./core/retry";
import type { PaymentLimits } from "./core/settings";
import { acceptPayment, type PaymentStorePorts } from "./store/payments";

export interface ValidatePorts extends BasePorts, PaymentStorePorts {
  readonly sqs: Remote;
  readonly queueUrl: string;
  readonly limits: PaymentLimits;
}

/** POST /validate and POST /payments: accept a payment once, and hint that it waits. */
export function validate(ports: ValidatePorts) {
  const read = paymentReader(ports.limits);

  return async (request: ApiRequest): Promise<ApiResponse> => {
    const reading = read(request.principal.tenant, request.body);
    if (!reading.ok) {
      const detail = "The payment was not accepted; nothing was stored.";
      return problemResponse(400, "invalid-request", detail, reading.problems);
    }
    const { payment } = reading;
    let acceptance: Awaited<ReturnType<typeof acceptPayment>>;
    try {
      acceptance = await acceptPayment(ports, payment);
    } catch (error) {
      if (failureOf(error) === "permanent") throw error;
      ports.metrics.count("StoreUnavailable");
      ports.log.warn("store did not answer", { error: errorName(error) });
      return unavailableResponse();
    }
    if (acceptance === "conflict") {
      return problemResponse(409, "conflict", "This transaction_id names a different payment.");
    }
    ports.metrics.count(acceptance === "accepted" ? "PaymentAccepted" : "PaymentReplayed");
    // The payment is durable and the reply is decided: from here on nothing may turn it into an error.
    await hint(ports, paymentKey(payment.tenant, payment.transactionId));
    const status = request.path.endsWith("/payments") ? 202 : 200;
    const replayed: Record<string, string> =
      acceptance === "replayed" ? { "Idempotent-Replayed": "true" } : {};
    return respondText(status, acceptedBody(payment), replayed);
  };
}

/**
 * The queue message is a hint that saves time: losing it costs seconds, because the sweeper finds every
 * payment that waits. A replay hints again, since the first request may have died before its hint.
 */
async function hint(ports: ValidatePorts, key: string): Promise<void> {
  try {
    await ports.sqs.send("SendMessage", { QueueUrl: ports.queueUrl, MessageBody: key });
  } catch (error) {
    ports.metrics.count("HintLost");
    ports.log.warn("hint was not sent", { error: errorName(error) });
  }
}
