import type { State } from "../../functions/core/state-machine";
import { takeoverWaitSeconds } from "../../functions/core/workflow";
import { beforeFence } from "./canary-states";
import { refusal } from "./endings";
import { expression } from "./expression";
import {
  FAILBACK_DATABASE_WINDOW_MS,
  FAILOVER_DATABASE_WINDOW_MS,
  type WorkflowSettings,
} from "./settings";
import { stepTask } from "./task";

export const FIRST_STATE = "WhichMove";

/** From the order to the decision to take over; nothing is changed before it is made. */
export function openingStates(settings: WorkflowSettings): Record<string, State> {
  return {
    [FIRST_STATE]: {
      Type: "Choice",
      Choices: [
        { Condition: expression('$states.input.kind = "failback"'), Next: "BeginFailback" },
      ],
      Default: "BeginFailover",
    },
    BeginFailover: begin(FAILOVER_DATABASE_WINDOW_MS, "Assess"),
    BeginFailback: begin(FAILBACK_DATABASE_WINDOW_MS, "Gates"),
    ...gateStates(settings),
    ...assessmentStates(settings),
  };
}

function begin(databaseWindowMs: number, next: string): State {
  return {
    Type: "Pass",
    Assign: {
      order: expression("$states.input"),
      evidence: [],
      // A path that forgets to say how it ended ended badly.
      outcome: "failed",
      databaseWindowMs,
    },
    Next: next,
  };
}

/** Cross-region: a failback is never forced; it waits until the old region has proved itself. */
function gateStates({ arns }: WorkflowSettings): Record<string, State> {
  return {
    Gates: stepTask({
      step: "gates",
      arns,
      evidence: "evidence",
      assign: { gates: expression("$states.result.Payload") },
      next: "GatesOpen",
      onFailure: "RecordUnfinished",
      failureVariable: "failure",
    }),
    GatesOpen: {
      Type: "Choice",
      Choices: [{ Condition: expression("$gates.open = true"), Next: "Assess" }],
      Default: "GatesClosed",
    },
    GatesClosed: refusal("refused", "GatesClosed", reasonsOf("$gates.reasons")),
  };
}

function assessmentStates(settings: WorkflowSettings): Record<string, State> {
  const { arns, database, consistency } = settings;
  return {
    Assess: stepTask({
      step: "assess",
      arns,
      evidence: "evidence",
      payload: { database },
      assign: {
        assessment: expression("$states.result.Payload"),
        takeoverWaitSeconds: expression("$number($states.result.Payload.waitSeconds)"),
      },
      next: "MayTakeOver",
      onFailure: "RecordUnfinished",
      failureVariable: "failure",
    }),
    MayTakeOver: {
      Type: "Choice",
      Choices: [
        { Condition: expression("$not($assessment.proceed = true)"), Next: "NotTakenOver" },
        // The wait protects payments and the budget counts it: it is neither cut short nor
        // prolonged.
        {
          Condition: expression(`$takeoverWaitSeconds > ${takeoverWaitSeconds(consistency)}`),
          Next: "WaitTooLong",
        },
        // What is not known to need no approval needs one.
        { Condition: expression('$assessment.approval = "none"'), Next: beforeFence(settings) },
      ],
      Default: "RequestApproval",
    },
    NotTakenOver: refusal("refused", "Refused", reasonsOf("$assessment.reasons")),
    WaitTooLong: refusal(
      "refused",
      "WaitTooLong",
      '"the assessment asks for a longer wait than the failover budget counts"',
    ),
  };
}

function reasonsOf(source: string): string {
  return `$exists(${source}) ? $string(${source}) : "no reason was given"`;
}
