import { beatFrom } from "../core/heartbeat";
import { type Item, type PaymentRecord, paymentFrom } from "../core/payment-record";
import { callRepeatable } from "./call";
import type { PaymentStorePorts } from "./payments";

/** A part of the payments table, and where the next part begins. */
export interface PaymentPage {
  readonly payments: readonly PaymentRecord[];
  /** The key to continue after; undefined on the last page. */
  readonly next: string | undefined;
}

type PagePorts = Pick<PaymentStorePorts, "clock" | "random" | "dynamo" | "transactionsTable">;

/** Reads the payments table part by part, strongly, in the table's own order. */
export async function readPaymentPage(
  ports: PagePorts,
  after: string | undefined,
  limit: number,
): Promise<PaymentPage> {
  const output = await callRepeatable<{
    Items?: readonly Item[];
    LastEvaluatedKey?: { transaction_id?: { S?: string } };
  }>(ports, ports.dynamo, "Scan", {
    TableName: ports.transactionsTable,
    ConsistentRead: true,
    Limit: limit,
    ...(after === undefined ? {} : { ExclusiveStartKey: { transaction_id: { S: after } } }),
  });
  return {
    // On eventual tables the heartbeats that tell the lag lie between the payments.
    payments: (output.Items ?? []).filter((item) => beatFrom(item) === undefined).map(paymentFrom),
    next: output.LastEvaluatedKey?.transaction_id?.S,
  };
}
