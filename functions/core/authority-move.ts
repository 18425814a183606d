import { CLOSE_MOVE } from "./failover-conditions";
import type { Item } from "./payment-record";
import { isAutomatic, type WorkflowInput } from "./workflow";

/** The record of one change of authority, kept under the epoch that it created. */
export interface AuthorityMove {
  readonly epoch: number;
  readonly kind: "failover" | "failback";
  readonly to: string;
  readonly from: string;
  readonly graceful: boolean;
  readonly drill: boolean;
  readonly by: string;
  readonly why: string;
  readonly startedMs: number;
  /** Undefined while the workflow has not written its evidence. */
  readonly outcome: string | undefined;
}

function keyOf(epoch: number) {
  return { pk: { S: `workflow#${epoch}` } };
}

export function readMoveInput(table: string, epoch: number) {
  return { TableName: table, Key: keyOf(epoch), ConsistentRead: true };
}

/**
 * Written after authority was taken: it counts moves, and shows which one still has to be finished.
 * The first record stays, because a resumed workflow must not restart its clock; each execution
 * that holds the fence adds its name, and only those may close the record.
 */
export function openMoveInput(
  table: string,
  input: WorkflowInput,
  execution: string,
  nowMs: number,
) {
  const first = {
    kind: { S: input.kind },
    to: { S: input.to },
    from: { S: input.from },
    graceful: { BOOL: input.graceful },
    drill: { BOOL: input.drill },
    by: { S: input.by.slice(0, 200) },
    why: { S: input.why.slice(0, 200) },
    started: { N: String(nowMs) },
  };
  const names = Object.keys(first);
  return {
    TableName: table,
    Key: keyOf(input.epoch + 1),
    UpdateExpression: `SET ${names
      .map((name) => `#${name} = if_not_exists(#${name}, :${name})`)
      .join(", ")} ADD executions :execution`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(first).map(([name, value]) => [`:${name}`, value])),
      ":execution": { SS: [execution] },
    },
  };
}

/** How an execution ended, and where its evidence lies. */
export interface MoveEnding {
  readonly execution: string;
  readonly outcome: string;
  readonly evidence: string;
}

/** Written with the evidence, whatever the outcome. */
export function closeMoveInput(table: string, epoch: number, ending: MoveEnding) {
  return {
    TableName: table,
    Key: keyOf(epoch),
    UpdateExpression: "SET outcome = :outcome, evidence = :evidence",
    ConditionExpression: CLOSE_MOVE,
    ExpressionAttributeValues: {
      ":execution": { S: ending.execution },
      ":outcome": { S: ending.outcome },
      ":evidence": { S: ending.evidence },
      ":succeeded": { S: "succeeded" },
    },
  };
}

export function moveFrom(item: unknown): AuthorityMove | undefined {
  if (item === undefined) return undefined;
  const stored = item as Item;
  return {
    epoch: Number(stored.pk?.S?.split("#")[1]),
    kind: stored.kind?.S === "failback" ? "failback" : "failover",
    to: stored.to?.S ?? "",
    from: stored.from?.S ?? "",
    graceful: stored.graceful?.BOOL ?? false,
    drill: stored.drill?.BOOL ?? false,
    by: stored.by?.S ?? "",
    why: stored.why?.S ?? "",
    startedMs: Number(stored.started?.N ?? 0),
    outcome: stored.outcome?.S,
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The epoch that exists from the first deployment; nobody moved to it. */
export const FIRST_EPOCH = 1;

/** Moves are counted back at most this far: with more, the limit was reached long before. */
export const MOVES_READ = 10;

/** Whether a move belongs to the last 24 hours; one whose record is missing might. */
export function isRecentMove(move: AuthorityMove | undefined, nowMs: number): boolean {
  return move === undefined || nowMs - move.startedMs < DAY_MS;
}

/** Cross-region: a move without a record may have been automatic, so it counts as one. */
export function countsAsAutomatic(move: AuthorityMove | undefined): boolean {
  return move === undefined || isAutomatic(move.by);
}

/**
 * A move without an outcome after this long lost its workflow. A failover takes minutes by construction;
 * a failback watches its canaries for as long as its state machine lets it.
 */
const ABANDONED_AFTER_MS = { failover: 600_000, failback: 4_200_000 } as const;

/** The input that finishes the move, when its workflow evidently died after taking authority. */
export function abandonedMove(
  move: AuthorityMove | undefined,
  region: string,
  nowMs: number,
): WorkflowInput | undefined {
  if (!move || move.outcome !== undefined || move.to !== region) return undefined;
  if (nowMs - move.startedMs < ABANDONED_AFTER_MS[move.kind]) return undefined;
  const { epoch, kind, to, from, graceful, drill, by, why } = move;
  return { kind, to, from, epoch: epoch - 1, graceful, drill, by, why };
}
