import { DRY_RUN } from "./failover-conditions";

/** A write to the transactions table that always fails its condition. */
export function dryRunInput(table: string) {
  return {
    TableName: table,
    Item: { transaction_id: { S: "health" } },
    ConditionExpression: DRY_RUN,
  };
}
