import { HEALTHY_TEXT } from "../../functions/core/vantage";
import { executionName, type WorkflowInput } from "../../functions/core/workflow";
import { atMost, type Check, equal } from "./check";
import type { ClientLine } from "./client-log";
import { byName } from "./measure-clients";
import type { Operator } from "./operator";
import { servedAgain } from "./served-again";
import type { Role, StackOutputs } from "./stack-outputs";
import type { StackTarget } from "./stack-target";

export interface MoveWorld {
  readonly target: StackTarget;
  readonly outputs: StackOutputs;
  readonly operator: Operator;
  readonly say: (text: string) => void;
}

/** What clients with the shared name met while authority moved. */
export interface MoveMeasure {
  readonly what: string;
  readonly orderedMs: number;
  readonly lines: readonly ClientLine[];
  readonly checks: readonly Check[];
}

const ASK_EVERY_MS = 500;
const MOVE_WITHIN_MS = 900_000;
/** The gates want half an hour of health by default. */
const GATES_WITHIN_MS = 45 * 60_000;
const GATE_PAUSE_MS = 30_000;
const SERVED_WITHIN_MS = 300_000;
const CALM_MS = 11_000;
const GAP_SECONDS = 60;

/**
 * Moves authority to a region while both work, and measures it from the client's side. It goes the way of a
 * disaster: the state machine in the region that takes over.
 */
export async function moveStack(
  world: MoveWorld,
  kind: WorkflowInput["kind"],
  to: Role,
): Promise<MoveMeasure> {
  const { target, outputs, operator, say } = world;
  const { clock } = target;
  const from: Role = to === "primary" ? "secondary" : "primary";
  const region = outputs.regions[to];
  const asking = askOn(world);
  try {
    const orderedMs = clock.nowMs();
    const status = await order(world, kind, to, from);
    say(`the workflow in ${region} ended as ${status}`);
    const sinceMs = clock.nowMs();
    await clock.until(() => (asking.isCalmIn(region, sinceMs, clock.nowMs()) ? true : undefined), {
      withinMs: SERVED_WITHIN_MS,
      what: `clients served by ${region}`,
    });
    await clock.sleep(CALM_MS);
    const { active } = await operator.authority(region);
    const servedMs = servedAgain(asking.lines, orderedMs, clock.nowMs());
    const seconds = servedMs === undefined ? undefined : (servedMs - orderedMs) / 1000;
    const failed = asking.lines.filter((line) => line.status !== 200).length;
    const checks = [
      equal(`${kind}-workflow`, `the ${kind} to ${region}`, "SUCCEEDED", status),
      equal(`${kind}-authority`, "authority afterwards", region, active),
      atMost(`${kind}-rto`, "clients are served, and stay served", GAP_SECONDS, seconds, " s"),
      atMost(`${kind}-failed`, "requests of clients that failed", 0, failed),
    ];
    return { what: `${kind} to ${region}`, orderedMs, lines: asking.lines, checks };
  } finally {
    await asking.stop();
  }
}

async function order(world: MoveWorld, kind: WorkflowInput["kind"], to: Role, from: Role) {
  const { target, outputs, operator, say } = world;
  const { regions } = outputs;
  const { epoch } = await operator.authority(regions[to]);
  const untilMs = target.clock.nowMs() + GATES_WITHIN_MS;
  const parties = { kind, to: regions[to], from: regions[from], epoch, graceful: true } as const;
  const input = { ...parties, by: "operator", why: "disaster recovery exercise", drill: true };
  for (let attempt = 1; ; attempt++) {
    say(`${executionName(input, attempt)} is ordered`);
    const arn = await operator.startMove(input, attempt);
    const ended = await target.clock.until(
      async () => {
        const execution = await operator.execution(regions[to], arn);
        return execution.status === "RUNNING" ? undefined : execution;
      },
      { withinMs: MOVE_WITHIN_MS, everyMs: 1_000, what: "the workflow" },
    );
    if (ended.error !== "GatesClosed" || target.clock.nowMs() > untilMs) return ended.status;
    say(`the gates are closed: ${ended.cause}`);
    await target.clock.sleep(GATE_PAUSE_MS);
  }
}

/** One client that asks for the health of whatever region DNS leads it to, until it is stopped. */
function askOn({ target, outputs }: MoveWorld) {
  const lines: ClientLine[] = [];
  let stopped = false;
  const ask = async (): Promise<void> => {
    for (let id = 1; !stopped; id++) {
      const beganMs = target.clock.nowMs();
      const reply = await target.getShared("/health").catch((error: Error) => {
        return { status: 0, body: "", error: error.message, role: undefined };
      });
      const region = reply.role ? outputs.regions[reply.role] : "";
      // A region that answers, but not that it is well, serves nobody.
      const well = reply.body.includes(HEALTHY_TEXT);
      const status = reply.status === 200 && !well ? 503 : reply.status;
      const times = { firstMs: beganMs, beganMs, endedMs: target.clock.nowMs() };
      const what = { id: `probe-${id}`, kind: "reading", via: "name", region, attempt: 1 } as const;
      lines.push({ ...what, ...times, status });
      await target.clock.sleep(ASK_EVERY_MS).catch(() => {
        stopped = true;
      });
    }
  };
  const asking = ask();
  return {
    lines,
    isCalmIn(region: string, sinceMs: number, nowMs: number) {
      const late = byName(lines).filter(
        ({ beganMs }) => beganMs >= Math.max(sinceMs, nowMs - 5_000),
      );
      return late.length > 3 && late.every((line) => line.status === 200 && line.region === region);
    },
    async stop() {
      stopped = true;
      await asking;
    },
  };
}
