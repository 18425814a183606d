import { setTimeout as pause } from "node:timers/promises";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { Authority } from "../../functions/core/control-item";
import type { Remote } from "../../functions/core/ports";
import type { WorkflowInput } from "../../functions/core/workflow";
import { startWorkflow, type WorkflowStart } from "../../functions/store/workflow-start";
import { operatorArn } from "../cloud/caller-identity";
import { ActionRefused } from "./action-refused";
import { OPERATOR_KEY, operatorOf } from "./operator";
import type { PageFacts, RegionFacts } from "./page-facts";

/** Starts the workflow of a move in the region that takes over. */
export type WorkflowStarter = (to: RegionFacts, input: WorkflowInput) => Promise<WorkflowStart>;

/** The move that makes sense: away from the primary is a failover, back to it is a failback. */
export function possibleMove(facts: PageFacts, authority: Authority | undefined) {
  const from = facts.regions.find(({ region }) => region === authority?.active);
  const to = facts.regions.find(({ region }) => region !== authority?.active);
  if (!from || !to || !authority) return undefined;
  return { kind: to.role === "primary" ? "failback" : "failover", from, to } as const;
}

/** What an operator orders from the page; the workflow itself decides whether it may go on. */
export async function orderMove(
  kind: WorkflowInput["kind"],
  facts: PageFacts,
  authority: Authority | undefined,
  isReachable: (region: string) => boolean,
  start: WorkflowStarter,
): Promise<string> {
  const move = possibleMove(facts, authority);
  if (!move || !authority) throw new ActionRefused("nobody can say which region is active");
  if (move.kind !== kind) {
    throw new ActionRefused(
      `${authority.active} is active, so the next move is a ${move.kind} to ${move.to.region}`,
    );
  }
  const { region: to } = move.to;
  const { region: from } = move.from;
  if (!isReachable(to)) throw new ActionRefused(`${to} is gone: it cannot take over`);
  const { state, name } = await start(move.to, {
    kind,
    to,
    from,
    epoch: authority.epoch,
    // Cross-region: a region that still works hands over; from one that is gone authority is taken.
    graceful: kind === "failback" || isReachable(from),
    // Whoever orders a move is not among those who approve it.
    by: operatorArn(OPERATOR_KEY),
    why: `a ${kind} was asked for on the page`,
    drill: true,
  });
  if (state === "waiting") {
    throw new ActionRefused(`${name} ended a moment ago; it can be tried again after 30 s`);
  }
  return state === "started" ? `${name} was started` : `${name} is running already`;
}

/** The declared state machine, through the region's own AWS endpoint. */
export const startDeclaredWorkflow: WorkflowStarter = async (to, input) => {
  const client = new SFNClient(operatorOf(to.region, to.awsPort));
  const sfn: Remote = {
    async send<Output>(operation: string, body: object): Promise<Output> {
      const command =
        operation === "StartExecution"
          ? new StartExecutionCommand(body as never)
          : new DescribeExecutionCommand(body as never);
      return (await client.send(command as never)) as Output;
    },
  };
  const clock = {
    nowMs: () => Date.now(),
    monoMs: () => performance.now(),
    sleep: (ms: number) => pause(ms),
  };
  try {
    const { stateMachineArn } = to;
    return await startWorkflow({ clock, random: Math.random, sfn, stateMachineArn }, input);
  } finally {
    client.destroy();
  }
};
