import { existsSync, readFileSync } from "node:fs";

/** What a client sends. */
export interface PaymentBody {
  readonly transaction_id: string;
  readonly amount: string;
  readonly currency: string;
  readonly customer_id: string;
  readonly payment_method: string;
}

/**
 * `payment`: the first request of a payment and its retries. `duplicate`: the same again. `conflict`: the
 * same identifier for another amount. `malformed`: breaks the rules. `reading`: asks for its state.
 */
export type RequestKind = "payment" | "duplicate" | "conflict" | "malformed" | "reading";

/** One request of one client, written down before anybody counts it. */
export interface ClientLine {
  readonly id: string;
  readonly kind: RequestKind;
  /** "name": through the shared name. Otherwise the region that a stale client is pinned to. */
  readonly via: string;
  /** Where the client was led; "" when it found no way. */
  readonly region: string;
  readonly attempt: number;
  /** When the first attempt of this request began. */
  readonly firstMs: number;
  readonly beganMs: number;
  readonly endedMs: number;
  /** 0: no answer. */
  readonly status: number;
  readonly error?: string;
  /** What was asked for; never of a malformed request, which may hold a card number. */
  readonly request?: PaymentBody;
  readonly path?: string;
  /** What was answered, where it counts: acknowledgements and readings. */
  readonly body?: string;
  readonly replayed?: boolean;
}

export function isAcknowledgement({ kind, status }: ClientLine): boolean {
  return kind !== "reading" && status >= 200 && status < 300;
}

/** Whether nobody said yes or no: the client tries again. */
export function isFailure({ status }: Pick<ClientLine, "status">): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** Reads the log back; a last line that was cut off was never counted. */
export function readClientLog(file: string): ClientLine[] {
  if (!existsSync(file)) throw new Error(`there is no client log at ${file}`);
  const lines = readFileSync(file, "utf8").split("\n");
  const whole = lines.slice(0, -1);
  return whole.filter((line) => line !== "").map((line) => JSON.parse(line) as ClientLine);
}
