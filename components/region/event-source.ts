import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameTag } from "../naming";
import type { PaymentFunction } from "./payment-function";

export interface EventSourceArgs {
  queueArn: pulumi.Input<string>;
  consumer: PaymentFunction;
  batchSize: number;
  windowSeconds: number;
  /** Batches worked on at the same time; AWS accepts 2 or more. */
  maximumConcurrency: number;
}

/**
 * Brings the messages of a queue to a function. The bound on concurrency is here and not only in the
 * function's reservation, because polls that are throttled count as deliveries.
 */
export class EventSource extends pulumi.ComponentResource {
  constructor(name: string, args: EventSourceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:EventSource", name, {}, opts);
    new aws.lambda.EventSourceMapping(
      `${name}-mapping`,
      {
        eventSourceArn: args.queueArn,
        functionName: args.consumer.aliasArn,
        batchSize: args.batchSize,
        maximumBatchingWindowInSeconds: args.windowSeconds,
        // Only the messages that failed come again, the rest of the batch is done.
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: {
          maximumConcurrency: Math.max(2, Math.min(1_000, args.maximumConcurrency)),
        },
        tags: nameTag(args.consumer.name),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
