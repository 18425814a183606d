import type { ChargeAnswer, ChargeOrder, LookupAnswer } from "../../functions/core/processor";
import type { ProcessorSettings } from "../../functions/core/settings";
import type { Charge } from "../checkers/facts";

interface KnownKey {
  readonly answer: Extract<ChargeAnswer, { kind: "approved" | "declined" }>;
  readonly parameters: string;
  readonly atMs: number;
}

/** The world's own processor: a ledger that nobody can edit and the capabilities it declares. */
export class ProcessorModel {
  /** Every movement of money, in order. */
  readonly charges: Charge[] = [];
  private readonly keys = new Map<string, KnownKey>();
  private serial = 0;

  constructor(
    private readonly settings: ProcessorSettings,
    private readonly nowMs: () => number,
    /** Looks into the table, to say later whether a charge had a payment behind it. */
    private readonly stored: (key: string) => Charge["stored"],
  ) {}

  /** The call lands: money moves, unless this key is known or the method is refused. */
  charge(order: ChargeOrder): ChargeAnswer {
    const parameters = `${order.amountMinor} ${order.currency} ${order.customer} ${order.method}`;
    const known = this.settings.idempotencyKey ? this.recall(order.key) : undefined;
    if (known) {
      if (known.parameters !== parameters) return { kind: "mismatch", reason: "other parameters" };
      return known.answer;
    }
    if (order.method === "broken_card") return { kind: "rejected", reason: "unknown method" };
    const answer = this.decide(order);
    // The first record of a reference stays: a look-up must find the effect, not a later refusal.
    if (!this.keys.has(order.key) || answer.kind === "approved") {
      this.keys.set(order.key, { answer, parameters, atMs: this.nowMs() });
    }
    return answer;
  }

  lookup(key: string): LookupAnswer {
    return this.keys.get(key)?.answer ?? { kind: "absent" };
  }

  private recall(key: string): KnownKey | undefined {
    const known = this.keys.get(key);
    const keptMs = this.settings.keyRetentionSeconds * 1000;
    return known && this.nowMs() - known.atMs <= keptMs ? known : undefined;
  }

  private decide(order: ChargeOrder): KnownKey["answer"] {
    this.serial += 1;
    const reference = `ref-${this.serial}`;
    if (order.method === "decline_card") {
      return { kind: "declined", reference, reason: "insufficient_funds" };
    }
    const { key, amountMinor, currency } = order;
    const stored = this.stored(key);
    this.charges.push({ key, reference, amountMinor, currency, atMs: this.nowMs(), stored });
    return { kind: "approved", reference };
  }
}
