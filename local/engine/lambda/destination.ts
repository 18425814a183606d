import { parseArn } from "../arn";
import type { QueueDelivery } from "../sqs/queue-delivery";
import type { FunctionError, Outcome } from "./attempt";

/** Where the outcome of an asynchronous invocation can go besides a queue. */
export interface DestinationTargets {
  readonly queues?: QueueDelivery;
  readonly publish?: (topicArn: string, message: string, principal: string) => void;
  readonly invokeEvent: (functionArn: string, event: unknown) => void;
}

/** An asynchronous invocation that is over, one way or the other. */
export interface FinishedEvent {
  readonly requestId: string;
  readonly functionArn: string;
  readonly event: unknown;
  readonly invokeCount: number;
  readonly condition: "Success" | "RetriesExhausted" | "EventAgeExceeded";
  /** Undefined when the function never ran. */
  readonly outcome: Outcome | undefined;
  readonly atMs: number;
  /** Who delivers: the function's role, without which it is Lambda itself. */
  readonly principal: string;
}

const dlqMessageLength = 1024;

/** The record that Lambda sends to a destination. */
function destinationRecord(finished: FinishedEvent): Record<string, unknown> {
  const { outcome } = finished;
  return {
    version: "1.0",
    timestamp: new Date(finished.atMs).toISOString(),
    requestContext: {
      requestId: finished.requestId,
      functionArn: `${finished.functionArn}:$LATEST`,
      condition: finished.condition,
      approximateInvokeCount: finished.invokeCount,
    },
    requestPayload: finished.event,
    ...(outcome && {
      responseContext: {
        statusCode: 200,
        executedVersion: "$LATEST",
        ...(!outcome.ok && { functionError: "Unhandled" }),
      },
      responsePayload: outcome.ok ? (outcome.value ?? null) : outcome.error,
    }),
  };
}

/** Sends to whatever the ARN names; throws what the target answers. */
export function sendToDestination(
  targets: DestinationTargets,
  arn: string,
  finished: FinishedEvent,
): void {
  const { principal } = finished;
  const record = destinationRecord(finished);
  const { service } = parseArn(arn);
  if (service === "lambda") targets.invokeEvent(arn, record);
  else if (service === "sns") publisher(targets)(arn, JSON.stringify(record), principal);
  else queues(targets).deliver(arn, { body: JSON.stringify(record) }, principal);
}

/** The older dead letters: the event as it was, the error beside it. */
export function sendDeadLetter(
  targets: DestinationTargets,
  arn: string,
  finished: FinishedEvent,
): void {
  const body = JSON.stringify(finished.event);
  const { outcome, principal } = finished;
  const error: FunctionError | undefined = outcome && !outcome.ok ? outcome.error : undefined;
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  if (parseArn(arn).service === "sns") publisher(targets)(arn, body, principal);
  else {
    const attributes = {
      RequestID: text(finished.requestId),
      ErrorCode: { DataType: "Number", StringValue: error ? "200" : "429" },
      ErrorMessage: text((error?.errorMessage || finished.condition).slice(0, dlqMessageLength)),
    };
    queues(targets).deliver(arn, { body, attributes }, principal);
  }
}

function queues({ queues }: DestinationTargets): QueueDelivery {
  if (!queues) throw new Error("a queue is a destination here, but no queues were given");
  return queues;
}

function publisher({ publish }: DestinationTargets) {
  if (!publish) throw new Error("a topic is a destination here, but no topics were given");
  return publish;
}
