import { type EventKind, paymentEvent, publishInput } from "./core/payment-event";
import type { Item } from "./core/payment-record";
import type { BasePorts, Remote } from "./core/ports";
import { errorName } from "./core/retry";
import type { Consistency } from "./core/settings";
import { dueInput, planSweep, REDRIVE_AFTER_MS } from "./core/sweep-plan";
import { DUE_SHARDS } from "./core/transitions";
import type { AuthorityReader } from "./store/authority";
import { callRepeatable } from "./store/call";
import { bumpPayment, clearAlert, type PaymentStorePorts, readPayment } from "./store/payments";

export interface SweepPorts extends BasePorts, PaymentStorePorts {
  readonly authority: AuthorityReader;
  readonly consistency: Consistency;
  readonly sqs: Remote;
  readonly queueUrl: string;
  readonly sns: Remote;
  readonly eventsTopicArn: string;
}

/** How many due payments of one shard one sweep looks at. */
const PER_SHARD = 100;

export interface SweepReport {
  readonly authority: boolean;
  readonly redriven: number;
  readonly published: number;
}

interface Counts {
  redriven: number;
  published: number;
  failed: number;
}

/** Finds every payment that waits for somebody and re-drives it. Runs wherever authority is. */
export function sweep(ports: SweepPorts) {
  return async (): Promise<SweepReport> => {
    const lease = await ports.authority.hold(1);
    if (!lease) return { authority: false, redriven: 0, published: 0 };
    const counts: Counts = { redriven: 0, published: 0, failed: 0 };
    await Promise.all(DUE_SHARDS.map((shard) => sweepShard(ports, shard, counts)));
    const { redriven, published, failed } = counts;
    ports.metrics.count("SweepRedriven", redriven);
    // Everything that could be done is done; a sweep that left something behind still is a failure.
    if (failed > 0) throw new Error(`sweep left ${failed} payments or shards behind`);
    return { authority: true, redriven, published };
  };
}

/** One payment that cannot be moved never keeps the ones behind it waiting. */
async function sweepShard(ports: SweepPorts, shard: string, counts: Counts): Promise<void> {
  const input = dueInput(ports.transactionsTable, shard, ports.clock.nowMs(), PER_SHARD);
  let entries: readonly Item[] = [];
  try {
    const page = await callRepeatable<{ Items?: Item[] }>(ports, ports.dynamo, "Query", input);
    entries = page.Items ?? [];
  } catch (error) {
    ports.log.warn("shard was not swept", { shard, error: errorName(error) });
    counts.failed += 1;
  }
  for (const entry of entries) {
    const key = entry.transaction_id?.S ?? "";
    try {
      const done = await sweepOne(ports, key);
      if (done !== "nothing") counts[done] += 1;
    } catch (error) {
      ports.log.warn("payment was not swept", { key, error: errorName(error) });
      counts.failed += 1;
    }
  }
}

async function sweepOne(
  ports: SweepPorts,
  key: string,
): Promise<"redriven" | "published" | "nothing"> {
  const payment = await readPayment(ports, key);
  if (!payment) return "nothing";
  const nowMs = ports.clock.nowMs();
  const plan = planSweep(payment, nowMs);
  if (plan.action === "nothing") return "nothing";
  if (plan.action === "publish") {
    const kind = plan.alert as EventKind;
    const event = paymentEvent(kind, payment, payment);
    await ports.sns.send("Publish", publishInput(ports.eventsTopicArn, event));
    await clearAlert(ports, key, kind);
    return "published";
  }
  await ports.sqs.send("SendMessage", { QueueUrl: ports.queueUrl, MessageBody: key });
  // Cross-region: with last-writer-wins a bookkeeping write from a stale copy could erase a result, so
  // on eventual tables the payment simply stays due and is hinted again by the next sweep.
  if (ports.consistency === "strong") {
    await bumpPayment(ports, key, plan.seenDueMs, nowMs + REDRIVE_AFTER_MS);
  }
  return "redriven";
}
