import type { LedgerAnswer, LedgerQuestion } from "../core/ledger-question";
import type { PostedPayment } from "../core/payment-evidence";
import type { Remote } from "../core/ports";

/** The ledger for those who compare it with other books. Rejects when it does not answer. */
export interface LedgerBooks {
  ask(question: Omit<LedgerQuestion, "mode">): Promise<LedgerAnswer>;
}

/**
 * Asks the function that keeps the books. It sits in the database's network and is the only one
 * that may sign in; whoever reconciles has to reach the other region, which no private network does.
 */
export function ledgerFunction(lambda: Remote, functionArn: string): LedgerBooks {
  return {
    async ask(question) {
      const { FunctionError, Payload } = await lambda.send<{
        FunctionError?: string;
        Payload?: Uint8Array;
      }>("Invoke", {
        FunctionName: functionArn,
        Payload: Buffer.from(JSON.stringify({ mode: "postings", ...question })),
      });
      if (FunctionError !== undefined || !Payload) {
        throw Object.assign(new Error("the ledger function failed"), { name: "LedgerFailed" });
      }
      return JSON.parse(Buffer.from(Payload).toString("utf8")) as LedgerAnswer;
    },
  };
}

/** The lines of an answer by the payment they belong to. */
export function byKey({ lines }: Pick<LedgerAnswer, "lines">): ReadonlyMap<string, PostedPayment> {
  return new Map(
    lines.map(({ key, amountMinor, currency, reference }) => [
      key,
      { amountMinor, currency, reference },
    ]),
  );
}
