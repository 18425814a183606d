import {
  type Charge,
  type Missing,
  type PostedPayment,
  type RecordedPayment,
  recordedPayment,
} from "../core/payment-evidence";
import type { BasePorts, Remote, Sql } from "../core/ports";
import type { Processor } from "../core/processor";
import { errorName } from "../core/retry";
import { readPayment } from "./payments";
import { postedPayments } from "./posted-payments";

/** The processor's books: every charge under a key, which a look-up alone cannot tell. */
export interface ProcessorBooks {
  charges(key: string): Promise<readonly Charge[] | Missing>;
}

/** Whoever can be asked about payments; those left out are not asked, and the report says so. */
export interface InquiryPorts extends Pick<BasePorts, "log" | "clock" | "random" | "region"> {
  readonly transactionsTable: string;
  readonly processor?: ProcessorBooks | undefined;
  readonly ledger?: Sql | undefined;
  /** Other regions' replicas of the payments table. */
  readonly replicas?: Readonly<Record<string, Remote>>;
  /** Whether the archive holds a receipt. */
  readonly receipts?: ((key: string) => boolean) | undefined;
}

/** Questions asked at the same time: a report must not crowd out payments. */
const ASKED_AT_ONCE = 8;

/** Books as far as look-ups show them: what became of a key, not how often. */
export function lookedUpBooks(processor: Processor): ProcessorBooks {
  return {
    async charges(key) {
      const answer = await processor.lookup(key);
      if (answer.kind === "approved") return [{ reference: answer.reference }];
      return answer.kind === "unknown" ? "unknown" : "absent";
    },
  };
}

/** What the processor knows about the named payments. */
export async function askProcessor(
  ports: InquiryPorts,
  keys: readonly string[],
): Promise<(key: string) => readonly Charge[] | Missing> {
  const { processor } = ports;
  if (!processor) return () => "not-asked";
  const answers = await askEach(keys, (key) => processor.charges(key));
  return (key) => answers.get(key) ?? "not-asked";
}

/**
 * Whether the processor's word is needed: always in a full audit, else only where it can matter.
 */
export function needsProcessor(payment: RecordedPayment, depth: "open" | "all"): boolean {
  if (payment.inFlight) return false;
  return depth === "all" || (payment.maybe && payment.status !== "SUCCEEDED");
}

/** What the ledger holds of the named payments. */
export async function askLedger(
  ports: InquiryPorts,
  keys: readonly string[],
): Promise<(key: string) => PostedPayment | Missing> {
  if (!ports.ledger) return () => "not-asked";
  try {
    const posted = await postedPayments(ports.ledger, keys);
    return (key) => posted.get(key) ?? "absent";
  } catch (error) {
    ports.log.warn("the ledger did not answer", { error: errorName(error) });
    return () => "unknown";
  }
}

/** What the other regions' tables hold of the named payments. */
export async function askReplicas(
  ports: InquiryPorts,
  keys: readonly string[],
): Promise<(key: string) => Readonly<Record<string, RecordedPayment | Missing>>> {
  const regions = await Promise.all(
    Object.entries(ports.replicas ?? {}).map(async ([region, dynamo]) => {
      const answers = await askEach(keys, (key) => askTable(ports, dynamo, key));
      return [region, answers] as const;
    }),
  );
  return (key) =>
    Object.fromEntries(regions.map(([region, answers]) => [region, answers.get(key) ?? "unknown"]));
}

/** One payment in one table, strongly read; "unknown" when the table does not answer. */
export async function askTable(
  ports: InquiryPorts,
  dynamo: Remote,
  key: string,
): Promise<RecordedPayment | Missing> {
  try {
    const payment = await readPayment({ ...ports, dynamo }, key);
    return payment ? recordedPayment(payment, ports.clock.nowMs()) : "absent";
  } catch (error) {
    ports.log.warn("a table did not answer", { error: errorName(error) });
    return "unknown";
  }
}

async function askEach<Answer>(
  keys: readonly string[],
  ask: (key: string) => Promise<Answer>,
): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  const waiting = [...keys];
  const askOn = async (): Promise<void> => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      answers.set(key, await ask(key));
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, askOn));
  return answers;
}
