import { isTerminal, type PaymentRecord, paymentKey } from "./core/payment-record";
import type { BasePorts, Remote } from "./core/ports";
import { NO_ANSWER } from "./core/processing";
import { errorName } from "./core/retry";
import type { PaymentLimits } from "./core/settings";
import { StepError } from "./core/step-error";
import { syntheticPayment } from "./core/synthetic-payment";
import { requireOwnRegion, type StepEvent, workflowInputFrom } from "./core/workflow";
import { acceptPayment, type PaymentStorePorts, readPayment } from "./store/payments";
import { probeRegion, type RegionHealthPorts } from "./store/region-health";

export interface VerifyPorts extends BasePorts, PaymentStorePorts, RegionHealthPorts {
  readonly sqs: Remote;
  readonly queueUrl: string;
  readonly limits: PaymentLimits;
}

/** What the processor said about the synthetic payment. */
export type ProcessorVerdict = "approved" | "declined" | "rejected";

export interface Verification {
  readonly verified: true;
  readonly transactionId: string;
  readonly processor: ProcessorVerdict;
}

/** Well inside the function's own deadline; the state machine repeats the step. */
const PATIENCE_MS = 15_000;
const POLL_MS = 500;

/**
 * Proves that the region works after its takeover: its public name answers, and a synthetic payment is
 * accepted, queued, put to the processor and its answer recorded. Anything less throws.
 */
export function verify(ports: VerifyPorts) {
  return async (event: StepEvent): Promise<Verification> => {
    const input = workflowInputFrom(event.input);
    requireOwnRegion(input, ports.region);
    const untilMs = ports.clock.monoMs() + PATIENCE_MS;
    const { health, status } = await probeRegion(ports, ports.region);
    if (health !== "good") {
      throw new StepError("VerificationFailed", `/health is ${health} (${status ?? "no answer"})`);
    }
    const payment = syntheticPayment(input, ports.limits, ports.clock.nowMs());
    if ((await acceptPayment(ports, payment)) === "conflict") {
      throw new StepError("VerificationFailed", "the synthetic payment met another one");
    }
    const key = paymentKey(payment.tenant, payment.transactionId);
    await hint(ports, key);
    for (;;) {
      const record = await readPayment(ports, key);
      if (record && isTerminal(record.status)) {
        const processor = verdictOf(record);
        ports.log.info("verified", { key, processor });
        return { verified: true, transactionId: payment.transactionId, processor };
      }
      if (ports.clock.monoMs() + POLL_MS > untilMs) {
        const state = record?.status ?? "missing";
        throw new StepError("VerificationFailed", `the synthetic payment is still ${state}`);
      }
      await ports.clock.sleep(POLL_MS);
    }
  };
}

/**
 * The way to be proved leads to the processor and back: a definite no has gone all of it, like a
 * yes. A payment that failed for want of an answer has not, and proves nothing.
 */
function verdictOf({ status, reason }: PaymentRecord): ProcessorVerdict {
  if (status === "SUCCEEDED") return "approved";
  if (status === "DECLINED") return "declined";
  if (status === "FAILED" && reason !== undefined && reason !== NO_ANSWER) return "rejected";
  throw new StepError("VerificationFailed", `the synthetic payment ended as ${status}`);
}

/** As in the product itself the message only saves time: the sweep that runs beside finds the payment. */
async function hint(ports: VerifyPorts, key: string): Promise<void> {
  try {
    await ports.sqs.send("SendMessage", { QueueUrl: ports.queueUrl, MessageBody: key });
  } catch (error) {
    ports.log.warn("hint was not sent", { error: errorName(error) });
  }
}
