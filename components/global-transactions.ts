import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config";
import { strongSetOf } from "./config/regions-config";
import type { RegionContext } from "./context";
import { GlobalTable } from "./global-table";

export interface GlobalTransactionsArgs {
  primary: RegionContext;
  secondary: RegionContext;
  config: Pick<StackConfig, "consistency" | "load" | "protect">;
}

/**
 * The data that spans the regions: payments, checkout sessions, and the control item that says which
 * region may process payments.
 */
export class GlobalTransactions extends pulumi.ComponentResource {
  public readonly transactions: GlobalTable;
  public readonly control: GlobalTable;
  public readonly sessions: GlobalTable;

  constructor(name: string, args: GlobalTransactionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:GlobalTransactions", name, {}, opts);
    const { primary, secondary, config } = args;
    const shared = { primary, secondary, protect: config.protect.dataReason !== undefined };
    this.transactions = new GlobalTable(
      `${name}-payments`,
      {
        ...shared,
        purpose: "transactions",
        hashKey: "transaction_id",
        consistency: config.consistency,
        streamed: true,
        // Names of payments that wait for somebody; finished payments leave it.
        index: { name: "due", hashKey: "dsh", rangeKey: "due", rangeType: "N" },
        peakPaymentsPerSecond: config.load.peakPaymentsPerSecond,
      },
      { parent: this },
    );
    // Cross-region: whoever may process is decided in one place, strongly, wherever the pair allows it;
    // even where payments themselves are eventual.
    const pairIsStrong = strongSetOf(primary.region, secondary.region) !== undefined;
    this.control = new GlobalTable(
      `${name}-control`,
      {
        ...shared,
        purpose: "control",
        hashKey: "pk",
        consistency: pairIsStrong ? "strong" : "eventual",
        streamed: false,
      },
      { parent: this },
    );
    this.sessions = new GlobalTable(
      `${name}-sessions`,
      {
        ...shared,
        purpose: "sessions",
        hashKey: "session_id",
        consistency: "eventual",
        streamed: true,
        expiresAt: "expires_at",
      },
      { parent: this },
    );
    this.declareAuthority(name, primary);
    this.registerOutputs({
      transactionsTable: this.transactions.name,
      controlTable: this.control.name,
      sessionsTable: this.sessions.name,
    });
  }

  /** The control item as it is before the first failover; from then on only workflows write it. */
  private declareAuthority(name: string, primary: RegionContext): void {
    new aws.dynamodb.TableItem(
      `${name}-authority`,
      {
        tableName: this.control.name,
        hashKey: "pk",
        item: JSON.stringify({
          pk: { S: "authority" },
          active: { S: primary.region },
          epoch: { N: "1" },
          phase: { S: "STEADY" },
          changed: { N: "0" },
          why: { S: "first deployment" },
          by: { S: "program" },
        }),
      },
      // Cross-region: a later `pulumi up` must never take authority away from the active region.
      { parent: this, ignoreChanges: ["item"] },
    );
  }
}
