import { ActionRefused } from "./action-refused";
import { answerApproval } from "./approvals";
import { orderMove, type WorkflowStarter } from "./moves";
import type { StateSources } from "./state-of";

/** What a button sends along. */
export interface ActionInput {
  readonly region?: unknown;
  readonly on?: unknown;
  readonly lagMs?: unknown;
  /** The question that is answered, and in whose name. */
  readonly id?: unknown;
  readonly person?: unknown;
}

/** Does what a button asks for and answers with a sentence; throws ActionRefused when it cannot. */
export type Action = (input: ActionInput) => Promise<string> | string;

/** Every button of the page by its name. */
export function actionsFor(
  sources: StateSources,
  start: WorkflowStarter,
): Readonly<Record<string, Action>> {
  const { facts, watch, payer, disasters, world } = sources;
  const region = ({ region: named }: ActionInput): string => {
    if (facts.regions.some((one) => one.region === named)) return String(named);
    const names = facts.regions.map((one) => one.region).join(" or ");
    throw new ActionRefused(`region is ${names}`, 400);
  };
  const on = ({ on: wanted = true }: ActionInput): boolean => {
    if (typeof wanted === "boolean") return wanted;
    throw new ActionRefused("on is true or false", 400);
  };
  const isReachable = (name: string) =>
    !world.network.dark.includes(name) && !disasters.isCutOff(name);
  const move = (kind: "failover" | "failback") => () =>
    orderMove(kind, facts, watch.authority, isReachable, start);
  const record = (id: string) => watch.approval(id);
  const answer =
    (decision: "approve" | "deny") =>
    ({ id, person }: ActionInput) =>
      answerApproval({ facts, record, isReachable }, id, person, decision);
  return {
    approve: answer("approve"),
    deny: answer("deny"),
    kill: (input) => disasters.kill(region(input)),
    revive: (input) => disasters.revive(region(input)),
    partition: (input) => disasters.partition(region(input)),
    heal: (input) => disasters.heal(input.region === undefined ? undefined : region(input)),
    "blackhole-store": (input) => disasters.blackholeStore(region(input), on(input)),
    lie: (input) => disasters.lie(region(input), on(input)),
    lag: (input) => disasters.lag(Number(input.lagMs)),
    failover: move("failover"),
    failback: move("failback"),
    pay: () => {
      payer.pay();
      return "One payment is on its way";
    },
    "start-load": () => {
      payer.startLoad();
      return "Customers are paying";
    },
    "stop-load": () => {
      payer.stopLoad();
      return "Customers have stopped paying";
    },
  };
}
