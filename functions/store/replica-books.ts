import { type Missing, type RecordedPayment, recordedPayment } from "../core/payment-evidence";
import { type Item, paymentFrom } from "../core/payment-record";
import type { BasePorts, Remote } from "../core/ports";
import { errorName, type RetryPolicy } from "../core/retry";
import { callRepeatable } from "./call";
import { askEach } from "./payment-inquiry";
import { readPaymentPage } from "./payment-pages";

export interface ReplicaPorts extends Pick<BasePorts, "clock" | "random" | "log" | "region"> {
  readonly dynamo: Remote;
  readonly transactionsTable: string;
  readonly replicas?: Readonly<Record<string, Remote>>;
}

/** How long ledger and archive may take to hear of a finished payment, retries included. */
export const FRESH_MS = 600_000;

/** A lost region must not use up the time of the report: it is tried twice, and then no more. */
const TWICE: RetryPolicy = { attempts: 2, baseMs: 100, capMs: 100 };
const ASKED_AT_ONCE = 32;
const PAGE = 300;

type Recorded = Readonly<Record<string, RecordedPayment | Missing>>;

/** What every region's table holds, for the length of one report. */
export class ReplicaBooks {
  private readonly silent = new Set<string>();

  constructor(private readonly ports: ReplicaPorts) {}

  /** Regions beside this one that did not answer. */
  get unread(): readonly string[] {
    return [...this.silent].sort();
  }

  /** What the other regions' tables hold of the named payments. */
  async ask(keys: readonly string[]): Promise<(key: string) => Recorded> {
    const regions = await Promise.all(
      Object.entries(this.ports.replicas ?? {}).map(async ([region, dynamo]) => {
        const one = (key: string) => this.askOne(region, dynamo, key);
        return [region, await askEach(keys, one, ASKED_AT_ONCE)] as const;
      }),
    );
    return (key) =>
      Object.fromEntries(
        regions.map(([region, answers]) => [region, answers.get(key) ?? "unknown"]),
      );
  }

  /**
   * What every region holds of one payment, this one included. Cross-region: this region is asked
   * last, because a payment that ended between two answers has ended here when it has elsewhere.
   */
  async everywhere(key: string): Promise<Recorded> {
    const { region, dynamo } = this.ports;
    const others = (await this.ask([key]))(key);
    const own = await this.read(dynamo, key).catch((error: unknown) => this.failed(region, error));
    return { [region]: own, ...others };
  }

  /**
   * Keys that another region's table holds, part by part; ends early when time is up or the region
   * does not answer, and says so. Cross-region: what never arrived here can only be found there.
   */
  async keysElsewhere(region: string, untilMs: number): Promise<readonly string[]> {
    const dynamo = this.ports.replicas?.[region];
    const keys: string[] = [];
    let after: string | undefined;
    if (!dynamo || this.silent.has(region)) return keys;
    do {
      try {
        const page = await readPaymentPage({ ...this.ports, dynamo }, after, PAGE);
        keys.push(...page.payments.map(({ key }) => key));
        after = page.next;
      } catch (error) {
        this.silent.add(region);
        this.failed(region, error);
      }
      if (after !== undefined && this.ports.clock.monoMs() > untilMs) this.silent.add(region);
    } while (after !== undefined && !this.silent.has(region));
    return keys;
  }

  private async askOne(
    region: string,
    dynamo: Remote,
    key: string,
  ): Promise<RecordedPayment | Missing> {
    if (this.silent.has(region)) return "unknown";
    return this.read(dynamo, key).catch((error: unknown) => {
      this.silent.add(region);
      return this.failed(region, error);
    });
  }

  private async read(dynamo: Remote, key: string): Promise<RecordedPayment | Missing> {
    const { transactionsTable, clock } = this.ports;
    const input = {
      TableName: transactionsTable,
      Key: { transaction_id: { S: key } },
      ConsistentRead: true,
    };
    const { Item } = await callRepeatable<{ Item?: Item }>(
      this.ports,
      dynamo,
      "GetItem",
      input,
      TWICE,
    );
    return Item ? recordedPayment(paymentFrom(Item), clock.nowMs(), FRESH_MS) : "absent";
  }

  private failed(region: string, error: unknown): "unknown" {
    this.ports.log.warn("a table did not answer", { of: region, error: errorName(error) });
    return "unknown";
  }
}
