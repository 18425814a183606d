import type { MessageAttributes } from "./message";

/** A message that a service, not a client, puts into a queue. */
export interface DeliveredMessage {
  readonly body: string;
  readonly attributes?: MessageAttributes;
}

/**
 * How topics, functions and schedules reach a queue by its ARN, as this service principal.
 * A door of its own, so that whoever assembles the cloud can put the queue's policy before it.
 */
export interface QueueDelivery {
  deliver(
    queueArn: string,
    message: DeliveredMessage,
    /** The service that delivers, or the ARN of the role that it took on for this. */
    principal: string,
    /** What the message comes from, which queue policies ask for. */
    sourceArn?: string,
  ): void;
}
