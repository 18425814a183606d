import {
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { DescribeGlobalClustersCommand, RDSClient } from "@aws-sdk/client-rds";
import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { readApprovalInput } from "../../functions/core/approval";
import type { Authority } from "../../functions/core/control-item";
import { authorityFrom, readAuthorityInput } from "../../functions/core/control-item";
import { DUE_SHARDS } from "../../functions/core/transitions";
import { parseArn } from "../engine/arn";
import { APPROVAL_PREFIX, type PendingApproval, pendingFrom } from "./approvals";
import { operatorOf } from "./operator";
import type { PageFacts, RegionFacts } from "./page-facts";

/** A workflow as the page tells about it. */
export interface Execution {
  readonly region: string;
  readonly name: string;
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  /** The step it is in, while it runs. */
  readonly step: string | undefined;
  readonly startMs: number;
  readonly stopMs: number | undefined;
  /** Why it failed. */
  readonly cause: string | undefined;
}

/** What only the emulated AWS knows; every call rejects when the region does not answer. */
export interface CloudReader {
  authority(region: string): Promise<Authority | undefined>;
  /** Payments that are accepted and not finished. */
  unfinished(region: string): Promise<number>;
  /** The latest first. */
  executions(region: string): Promise<readonly Execution[]>;
  /** Questions that wait for people. */
  approvals(region: string): Promise<readonly PendingApproval[]>;
  /** The whole record of one question; undefined when nobody asked it. */
  approval(region: string, id: string): Promise<unknown>;
  /** The region whose database cluster writes. */
  databaseWriter(region: string): Promise<string | undefined>;
  close(): void;
}

const EXECUTIONS_SHOWN = 5;
const HISTORY_LOOKED_AT = 40;

/** Asks like any operator at a terminal would: the SDK, pointed at the ports of the local cloud. */
export function cloudReader(facts: PageFacts, storesPort: number): CloudReader {
  const clients = new Map(facts.regions.map((one) => [one.region, clientsOf(one, storesPort)]));
  const of = (region: string) => {
    const found = clients.get(region);
    if (!found) throw new Error(`the page does not watch ${region}`);
    return found;
  };
  return {
    async authority(region) {
      const input = readAuthorityInput(facts.controlTable);
      const { Item } = await of(region).dynamo.send(new GetItemCommand(input));
      return authorityFrom(Item);
    },
    async unfinished(region) {
      const counts = await Promise.all(
        DUE_SHARDS.map((shard) => countShard(of(region).dynamo, facts.transactionsTable, shard)),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async executions(region) {
      const { sfn, stateMachineArn } = of(region);
      const { executions = [] } = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn, maxResults: EXECUTIONS_SHOWN }),
      );
      return Promise.all(executions.map((one) => describe(sfn, region, one)));
    },
    approvals: (region) => readApprovals(of(region).dynamo, facts.controlTable),
    async approval(region, id) {
      const input = readApprovalInput(facts.controlTable, id);
      return (await of(region).dynamo.send(new GetItemCommand(input))).Item;
    },
    async databaseWriter(region) {
      const { globalCluster: GlobalClusterIdentifier } = facts;
      if (!GlobalClusterIdentifier) return undefined;
      const { GlobalClusters = [] } = await of(region).rds.send(
        new DescribeGlobalClustersCommand({ GlobalClusterIdentifier }),
      );
      const writer = GlobalClusters[0]?.GlobalClusterMembers?.find(({ IsWriter }) => IsWriter);
      return writer?.DBClusterArn === undefined ? undefined : parseArn(writer.DBClusterArn).region;
    },
    close() {
      for (const { dynamo, sfn, rds } of clients.values()) {
        for (const client of [dynamo, sfn, rds]) client.destroy();
      }
    },
  };
}

function clientsOf({ region, awsPort, stateMachineArn }: RegionFacts, storesPort: number) {
  return {
    stateMachineArn,
    dynamo: new DynamoDBClient(operatorOf(region, storesPort)),
    sfn: new SFNClient(operatorOf(region, awsPort)),
    rds: new RDSClient(operatorOf(region, awsPort)),
  };
}

/** The control table has few items, and this is the one question nobody else asks of it. */
async function readApprovals(dynamo: DynamoDBClient, table: string): Promise<PendingApproval[]> {
  const { Items = [] } = await dynamo.send(
    new ScanCommand({
      TableName: table,
      ConsistentRead: true,
      FilterExpression: "begins_with(pk, :approval)",
      ExpressionAttributeValues: { ":approval": { S: APPROVAL_PREFIX } },
    }),
  );
  return Items.flatMap((item) => pendingFrom(item, Date.now()) ?? []);
}

async function countShard(dynamo: DynamoDBClient, table: string, shard: string): Promise<number> {
  const { Count = 0 } = await dynamo.send(
    new QueryCommand({
      TableName: table,
      IndexName: "due",
      KeyConditionExpression: "dsh = :shard",
      ExpressionAttributeValues: { ":shard": { S: shard } },
      Select: "COUNT",
    }),
  );
  return Count;
}

async function describe(
  sfn: SFNClient,
  region: string,
  { executionArn, name = "", status = "FAILED", startDate, stopDate }: ExecutionListItem,
): Promise<Execution> {
  const shown = status === "PENDING_REDRIVE" ? "RUNNING" : status;
  return {
    region,
    name,
    status: shown,
    step: shown === "RUNNING" ? await stepOf(sfn, executionArn) : undefined,
    startMs: startDate?.getTime() ?? 0,
    stopMs: stopDate?.getTime(),
    cause: shown === "FAILED" ? await causeOf(sfn, executionArn) : undefined,
  };
}

async function stepOf(sfn: SFNClient, executionArn: string | undefined) {
  const { events = [] } = await sfn.send(
    new GetExecutionHistoryCommand({
      executionArn,
      reverseOrder: true,
      maxResults: HISTORY_LOOKED_AT,
    }),
  );
  return events.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails)
    ?.stateEnteredEventDetails?.name;
}

async function causeOf(sfn: SFNClient, executionArn: string | undefined): Promise<string> {
  const { error = "", cause = "" } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return [error, reasonsIn(cause)].filter((part) => part !== "").join(": ");
}

/** The workflow lists its reasons as JSON; people read sentences. */
function reasonsIn(cause: string): string {
  try {
    const reasons: unknown = JSON.parse(cause);
    return Array.isArray(reasons) ? reasons.join("; ") : cause;
  } catch {
    return cause;
  }
}
