import { minorDigits } from "./core/currency";
import {
  type ApiRequest,
  type ApiResponse,
  problemResponse,
  respond,
  unavailableResponse,
} from "./core/http-api";
import { toMajor } from "./core/money";
import {
  type PaymentRecord,
  type PaymentStatus,
  paymentKey,
  splitKey,
} from "./core/payment-record";
import type { BasePorts } from "./core/ports";
import { TRANSACTION_ID_PATTERN } from "./core/request-schema";
import { errorName, failureOf } from "./core/retry";
import { type PaymentStorePorts, readPayment } from "./store/payments";

export interface PaymentPorts extends BasePorts, PaymentStorePorts {}

const IDENTIFIER = new RegExp(TRANSACTION_ID_PATTERN);

/** The names that the outside world uses for a payment's states. */
const SHOWN: Readonly<Record<PaymentStatus, string>> = {
  ACCEPTED: "accepted",
  PROCESSING: "processing",
  IN_DOUBT: "in_doubt",
  SUCCEEDED: "processed",
  DECLINED: "declined",
  FAILED: "failed",
  CANCELLED: "cancelled",
};

/** GET /payments/{transaction_id}: the live state, in whichever region is asked. */
export function payment(ports: PaymentPorts) {
  return async (request: ApiRequest): Promise<ApiResponse> => {
    const id = request.parameters.transaction_id ?? "";
    if (!IDENTIFIER.test(id)) {
      const problem = {
        pointer: "/transaction_id",
        detail: `must match ${TRANSACTION_ID_PATTERN}`,
      };
      return problemResponse(400, "invalid-request", "The identifier is not valid.", [problem]);
    }
    let record: PaymentRecord | undefined;
    try {
      record = await readPayment(ports, paymentKey(request.principal.tenant, id));
    } catch (error) {
      if (failureOf(error) === "permanent") throw error;
      ports.metrics.count("StoreUnavailable");
      ports.log.warn("store did not answer", { error: errorName(error) });
      return unavailableResponse();
    }
    if (!record) return problemResponse(404, "not-found", "No payment has this transaction_id.");
    return respond(200, shown(record));
  };
}

function shown(record: PaymentRecord) {
  const { transactionId } = splitKey(record.key);
  const exponent = minorDigits(record.currency);
  return {
    transaction_id: transactionId,
    status: SHOWN[record.status],
    amount: toMajor(BigInt(record.amountMinor), exponent),
    currency: record.currency,
    customer_id: record.customer,
    payment_method: record.method,
    accepted_at: new Date(record.createdMs).toISOString(),
    ...(record.reference ? { reference: record.reference } : {}),
    ...(record.reason ? { reason: record.reason } : {}),
  };
}
