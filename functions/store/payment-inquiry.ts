import type { Charge, Missing, PostedPayment, RecordedPayment } from "../core/payment-evidence";
import type { BasePorts, Remote } from "../core/ports";
import type { Processor } from "../core/processor";
import { errorName } from "../core/retry";
import { byKey, type LedgerBooks } from "./ledger-books";

/** The processor's books: every charge under a key, which a look-up alone cannot tell. */
export interface ProcessorBooks {
  charges(key: string): Promise<readonly Charge[] | Missing>;
}

/** Whoever can be asked about payments; those left out are not asked, and the report says so. */
export interface InquiryPorts extends Pick<BasePorts, "log" | "clock" | "random" | "region"> {
  readonly transactionsTable: string;
  readonly processor?: ProcessorBooks | undefined;
  readonly ledger?: LedgerBooks | undefined;
  /** Other regions' replicas of the payments table. */
  readonly replicas?: Readonly<Record<string, Remote>>;
  /** S3, where receipts are looked for. */
  readonly receiptArchive?: Remote | undefined;
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
    const posted = byKey(await ports.ledger.ask({ keys }));
    return (key) => posted.get(key) ?? "absent";
  } catch (error) {
    ports.log.warn("the ledger did not answer", { error: errorName(error) });
    return () => "unknown";
  }
}

/** Asks about many payments, some at the same time. */
export async function askEach<Answer>(
  keys: readonly string[],
  ask: (key: string) => Promise<Answer>,
  atOnce = ASKED_AT_ONCE,
): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  const waiting = [...keys];
  const askOn = async (): Promise<void> => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      answers.set(key, await ask(key));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askOn));
  return answers;
}
