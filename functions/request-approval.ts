import { approvalId, approvalToken, openApprovalInput } from "./core/approval";
import { approversNeeded } from "./core/approver-identity";
import type { BasePorts, Remote } from "./core/ports";
import { failureOf } from "./core/retry";
import type { FailoverPolicy } from "./core/settings";
import { StepError } from "./core/step-error";
import { requireOwnRegion, type StepEvent, workflowInputFrom } from "./core/workflow";
import { callRepeatable } from "./store/call";
import type { ControlPorts } from "./store/control";

export interface RequestApprovalPorts extends BasePorts, ControlPorts {
  readonly sns: Remote;
  readonly alertsTopicArn: string;
  readonly policy: FailoverPolicy;
}

export interface RequestApprovalEvent extends StepEvent {
  readonly taskToken?: unknown;
}

/**
 * Asks people whether a move may go on. The workflow waits until the approval API completes the task, or
 * until its own timeout. The message carries the one-time token; only its hash is stored.
 */
export function requestApproval(ports: RequestApprovalPorts) {
  return async (event: RequestApprovalEvent): Promise<{ readonly approvalId: string }> => {
    const input = workflowInputFrom(event.input);
    requireOwnRegion(input, ports.region);
    const { taskToken } = event;
    if (typeof taskToken !== "string" || taskToken.length < 32) {
      throw new StepError("InvalidInput", "taskToken is the token of the waiting task");
    }
    const { approvers, approvalTimeoutSeconds: timeoutSeconds } = ports.policy;
    const request = { input, taskToken, approvers, timeoutSeconds };
    const put = openApprovalInput(ports.controlTable, request, ports.clock.nowMs());
    try {
      await callRepeatable(ports, ports.dynamo, "PutItem", put);
    } catch (error) {
      // Our own earlier try wrote the record; its message may still have been lost.
      if (failureOf(error) !== "condition") throw error;
    }
    const id = approvalId(taskToken);
    await callRepeatable(ports, ports.sns, "Publish", {
      TopicArn: ports.alertsTopicArn,
      Subject: `Approval needed: ${input.kind} to ${input.to}`.slice(0, 100),
      Message: JSON.stringify({
        kind: "approval-requested",
        move: input,
        request: `POST /dr/approvals/${id}`,
        body: { decision: "approve or deny", token: approvalToken(taskToken) },
        approvers: approversNeeded(approvers, input.by),
        expires_in_seconds: timeoutSeconds,
      }),
      MessageAttributes: { kind: { DataType: "String", StringValue: "approval-requested" } },
    });
    ports.metrics.count("ApprovalRequested");
    return { approvalId: id };
  };
}
