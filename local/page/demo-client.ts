import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { CachingResolver } from "../clients/caching-resolver";
import { type ApiAnswer, callApi } from "./api-call";
import { type PageFacts, type RegionFacts, regionOfTarget } from "./page-facts";
import type { Payer, PayerState } from "./payer-state";
import { PaymentInquirer } from "./payment-inquirer";
import { SecondCounts } from "./second-counts";

const PER_SECOND = 3;
const ANSWER_WITHIN_MS = 3_000;
const NAMED_WITHIN_MS = 1_000;
/** Customers are patient, but not for ever. */
const GIVE_UP_AFTER_MS = 45_000;
/** Each try waits longer than the one before, so that a region that comes back is not run over. */
const RETRY_MS = 500;
const RETRY_MS_MAX = 6_000;
/** One try that had to be repeated is no interruption yet. */
const INTERRUPTION_MS = 1_500;
/** Payments that nobody finishes must not fill the memory: beyond this, load waits. */
const OPEN_MAX = 1_000;

/**
 * A client as shops write them: it finds the region through DNS, repeats the same payment until it has
 * an answer, and asks later what became of it.
 */
export class DemoClient implements Payer {
  private readonly resolver: CachingResolver;
  private readonly counts = new SecondCounts();
  private readonly ended = new AbortController();
  private readonly inquirer: PaymentInquirer;
  private readonly run = Date.now().toString(36);
  private timer: NodeJS.Timeout | undefined;
  private sent = 0;
  private accepted = 0;
  private failed = 0;
  private failingSinceMs: number | undefined;
  private lastOutageMs: number | undefined;

  constructor(private readonly facts: PageFacts) {
    this.resolver = new CachingResolver({
      server: { host: "127.0.0.1", port: facts.dns?.port ?? 0 },
      nowMs: () => Date.now(),
      timeoutMs: NAMED_WITHIN_MS,
    });
    const { signal } = this.ended;
    // Every payment that waits for its next try listens.
    setMaxListeners(0, signal);
    this.inquirer = new PaymentInquirer((id) => this.call("GET", `/payments/${id}`), signal);
  }

  state(): PayerState {
    const { failingSinceMs, inquirer } = this;
    const nowMs = Date.now();
    return {
      loadOn: this.timer !== undefined,
      perSecond: PER_SECOND,
      sent: this.sent,
      accepted: this.accepted,
      processed: inquirer.processed,
      failed: this.failed,
      trying: this.trying,
      failingForMs: failingSinceMs === undefined ? undefined : nowMs - failingSinceMs,
      lastOutageMs: this.lastOutageMs,
      latencyMs: this.counts.latency(nowMs),
      history: this.counts.history(nowMs),
    };
  }

  pay(): void {
    this.sent += 1;
    const id = `page-${this.run}-${this.sent}`;
    const body = JSON.stringify({
      transaction_id: id,
      amount: `${10 + (this.sent % 90)}.00`,
      currency: "EUR",
      customer_id: `customer-${this.sent % 20}`,
      payment_method: "card_token_1",
    });
    // Only the end of everything interrupts a payment.
    this.payUntilAnswered(id, body).catch(() => undefined);
  }

  startLoad(): void {
    this.timer ??= setInterval(() => {
      if (this.trying + this.inquirer.waiting < OPEN_MAX) this.pay();
    }, 1000 / PER_SECOND);
  }

  stopLoad(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  stop(): void {
    this.stopLoad();
    this.ended.abort();
  }

  private get trying(): number {
    return this.sent - this.accepted - this.failed;
  }

  private async payUntilAnswered(id: string, body: string): Promise<void> {
    const beganMs = Date.now();
    const { signal } = this.ended;
    for (let retryMs = RETRY_MS; ; retryMs = Math.min(2 * retryMs, RETRY_MS_MAX)) {
      const outcome = await this.tryOnce(body);
      if (outcome === "accepted") return this.inquirer.add(id);
      if (outcome === "refused" || Date.now() - beganMs > GIVE_UP_AFTER_MS) {
        this.failed += 1;
        // While nobody asks for anything, nothing can be said to be failing.
        if (this.trying === 0) this.failingSinceMs = undefined;
        return;
      }
      await pause(retryMs * (0.5 + Math.random()), undefined, { signal });
    }
  }

  private async tryOnce(body: string): Promise<"accepted" | "refused" | "again"> {
    const beganMs = performance.now();
    const status = await this.call("POST", "/payments", body).then(
      (answer) => answer.status,
      () => 0,
    );
    this.ended.signal.throwIfAborted();
    const nowMs = Date.now();
    if (status === 200 || status === 202) {
      this.accepted += 1;
      this.noteRecovery(nowMs);
      this.counts.accepted(nowMs, performance.now() - beganMs);
      return "accepted";
    }
    this.failingSinceMs ??= nowMs;
    this.counts.failed(nowMs);
    return status >= 400 && status < 500 && status !== 429 ? "refused" : "again";
  }

  private noteRecovery(nowMs: number): void {
    const tookMs = nowMs - (this.failingSinceMs ?? nowMs);
    if (tookMs > INTERRUPTION_MS) this.lastOutageMs = tookMs;
    this.failingSinceMs = undefined;
  }

  private async call(method: "GET" | "POST", path: string, body?: string): Promise<ApiAnswer> {
    const { apiPort } = await this.leadsTo();
    return callApi({
      port: apiPort,
      host: this.facts.dns?.name ?? "",
      method,
      path,
      timeoutMs: ANSWER_WITHIN_MS,
      ...(body === undefined ? {} : { body }),
    });
  }

  /** The region that the shared name leads to; rejects when DNS names none. */
  private async leadsTo(): Promise<RegionFacts> {
    const { dns } = this.facts;
    if (!dns) throw new Error("this stack has no shared name");
    const target = await this.resolver.resolve(dns.name);
    const region = regionOfTarget(this.facts, target);
    if (!region) throw new Error(`${dns.name} leads to ${target}, which is no region of ours`);
    return region;
  }
}
