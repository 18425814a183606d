import { setTimeout as pause } from "node:timers/promises";
import type { ApiAnswer } from "./api-call";

/** Payments are processed in batches, so nobody asks before this. */
const FIRST_ASK_MS = 6_000;
const BETWEEN_ASKS_MS = 250;
/** After an outage many wait at once: then questions follow each other faster, still one at a time. */
const CATCHING_UP_MS = 80;
const MANY = 30;
const FINISHED: ReadonlySet<string> = new Set(["processed", "declined", "failed", "cancelled"]);

interface Open {
  readonly id: string;
  askAtMs: number;
}

/** Asks what became of the accepted payments: one at a time, so that asking is never the load. */
export class PaymentInquirer {
  processed = 0;
  private readonly open: Open[] = [];

  constructor(
    private readonly ask: (id: string) => Promise<ApiAnswer>,
    private readonly signal: AbortSignal,
  ) {
    void this.run();
  }

  /** How many are not finished yet. */
  get waiting(): number {
    return this.open.length;
  }

  add(id: string): void {
    this.open.push({ id, askAtMs: Date.now() + FIRST_ASK_MS });
  }

  private async run(): Promise<void> {
    while (!this.signal.aborted) {
      const waitMs = this.open.length > MANY ? CATCHING_UP_MS : BETWEEN_ASKS_MS;
      await pause(waitMs, undefined, { signal: this.signal }).catch(() => undefined);
      const next = this.open[0];
      if (!next || next.askAtMs > Date.now()) continue;
      this.open.shift();
      const status = await this.statusOf(next.id);
      if (status === "processed" || status === "declined") this.processed += 1;
      if (!FINISHED.has(status)) this.add(next.id);
    }
  }

  /** Empty while nobody says. */
  private async statusOf(id: string): Promise<string> {
    try {
      const { status, body } = await this.ask(id);
      return status === 200 ? String((JSON.parse(body) as { status?: string }).status) : "";
    } catch {
      return "";
    }
  }
}
