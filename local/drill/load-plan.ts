import type { Random } from "../engine/random";
import type { PaymentBody, RequestKind } from "./client-log";

/** One payment as its client means it. */
export interface PlannedPayment {
  readonly body: PaymentBody;
  readonly path: "/validate" | "/payments";
  /** "name", or the region that a stale client is pinned to. */
  readonly via: string;
  /** The same request at the same moment, from an impatient client. */
  readonly twin: boolean;
  /** What the client does after its payment was acknowledged. */
  readonly follows: readonly Follow[];
}

export interface Follow {
  readonly kind: Exclude<RequestKind, "payment" | "malformed">;
  readonly via: string;
  readonly afterMs: number;
}

/** A request that breaks the rules, and never may leave a trace. */
export interface MalformedRequest {
  readonly id: string;
  readonly body: string;
}

export type Planned =
  | { readonly kind: "payment"; readonly payment: PlannedPayment }
  | { readonly kind: "malformed"; readonly request: MalformedRequest };

/** Shares of the traffic; half of the duplicates and conflicts come from stale clients. */
const MALFORMED = 0.04;
const STALE = 0.08;
const STALE_FOLLOW = 0.5;
const TWINS = 0.04;
const DUPLICATES = 0.08;
const CONFLICTS = 0.06;
const READINGS = 0.15;
const DECLINED = 0.03;
const HIGH_VALUE = 0.02;

/** Follow-ups come this soon after the acknowledgement. */
const FOLLOW_WITHIN_MS = 4_000;

/** Card numbers of test cards: whoever sends them must not find them again anywhere. */
export const PLANTED_CARD_NUMBERS = ["4111111111111111", "5555555555554444"] as const;

/** Draws what clients do, the same for the same seed. */
export class LoadPlan {
  private count = 0;

  constructor(
    private readonly random: Random,
    private readonly run: string,
    private readonly regions: readonly string[],
  ) {}

  next(): Planned {
    this.count += 1;
    const id = `${this.run}-${this.count}`;
    if (this.random.chance(MALFORMED)) return { kind: "malformed", request: this.malformed(id) };
    return { kind: "payment", payment: this.payment(id) };
  }

  private payment(id: string): PlannedPayment {
    const follows: Follow[] = [];
    const follow = (kind: Follow["kind"], share: number, via: string) => {
      if (!this.random.chance(share)) return;
      follows.push({ kind, via, afterMs: this.random.int(FOLLOW_WITHIN_MS) });
    };
    follow("duplicate", DUPLICATES, this.way(STALE_FOLLOW));
    follow("conflict", CONFLICTS, this.way(STALE_FOLLOW));
    follow("reading", READINGS, "name");
    return {
      body: {
        transaction_id: id,
        amount: this.amount(),
        currency: this.random.pick(["USD", "EUR", "GBP"]),
        customer_id: `cust-${this.random.int(500)}`,
        payment_method: this.random.chance(DECLINED)
          ? `decline_${this.count}`
          : `tok_${this.count}`,
      },
      path: this.random.chance(0.5) ? "/validate" : "/payments",
      via: this.way(STALE),
      twin: this.random.chance(TWINS),
      follows,
    };
  }

  private malformed(id: string): MalformedRequest {
    const good = {
      transaction_id: id,
      amount: "10.00",
      currency: "USD",
      customer_id: "cust-0",
      payment_method: "tok_0",
    };
    const damaged: readonly unknown[] = [
      { ...good, amount: "ten" },
      { ...good, amount: "-1.00" },
      { ...good, currency: "XXX" },
      { ...good, customer_id: undefined },
      { ...good, payment_method: this.random.pick(PLANTED_CARD_NUMBERS) },
      { ...good, unexpected: true },
      "not an object",
    ];
    return { id, body: JSON.stringify(this.random.pick(damaged)) };
  }

  private amount(): string {
    const minor = this.random.chance(HIGH_VALUE)
      ? 1_000_001 + this.random.int(5_000_000)
      : 1 + this.random.int(50_000);
    return (minor / 100).toFixed(2);
  }

  private way(staleShare: number): string {
    return this.random.chance(staleShare) ? this.random.pick(this.regions) : "name";
  }
}

/** The same identifier for other money: one of the two must be refused. */
export function conflicting(body: PaymentBody): PaymentBody {
  const minor = Math.round(Number(body.amount) * 100) + 1;
  return { ...body, amount: (minor / 100).toFixed(2) };
}
