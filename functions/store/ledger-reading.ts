import type { PostedPayment } from "../core/payment-evidence";
import type { BasePorts } from "../core/ports";
import { errorName } from "../core/retry";
import { byKey, type LedgerBooks } from "./ledger-books";

/** The whole ledger, read for one report as it was when the report began. */
export class LedgerReading {
  private constructor(
    private readonly ports: Pick<BasePorts, "log" | "clock">,
    private readonly books: LedgerBooks,
    private readonly began: string | undefined,
    private unread: boolean,
  ) {}

  /** The ledger's own clock says what is younger than the report, so it is asked first. */
  static async begin(
    ports: Pick<BasePorts, "log" | "clock">,
    books: LedgerBooks,
  ): Promise<LedgerReading> {
    try {
      const { time } = await books.ask({ keys: [] });
      return new LedgerReading(ports, books, time, false);
    } catch (error) {
      ports.log.warn("the ledger did not answer", { error: errorName(error) });
      return new LedgerReading(ports, books, undefined, true);
    }
  }

  /** It did not answer, or time was up before its end. */
  get isUnread(): boolean {
    return this.unread;
  }

  /** Everything that was posted before the report began, as far as time allows. */
  async everything(untilMs: number): Promise<ReadonlyMap<string, PostedPayment>> {
    const all = new Map<string, PostedPayment>();
    const { began: before } = this;
    if (before === undefined) return all;
    try {
      for (let after = "", more = true; more; ) {
        if (this.ports.clock.monoMs() > untilMs) throw new Error("the ledger took too long");
        const answer = await this.books.ask({ before, after });
        for (const [key, posted] of byKey(answer)) all.set(key, posted);
        more = answer.more;
        after = answer.lines.at(-1)?.key ?? after;
      }
    } catch (error) {
      this.ports.log.warn("the ledger was not read to its end", { error: errorName(error) });
      this.unread = true;
    }
    return all;
  }
}
