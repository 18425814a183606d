import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListSubscriptionsByTopicCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { sdkRemote } from "../../functions/adapters/sdk-remote";
import type { Remote } from "../../functions/core/ports";
import type { Dispatcher } from "../../local/wire/exchange";
import { inProcessHandler } from "../../local/wire/request-handler";
import { serve } from "../../local/wire/server";

/** The services as a handler sees them, however they are attached. */
export interface Attached {
  readonly dynamodb: Remote;
  readonly sqs: Remote;
  readonly sns: Remote;
  readonly lambda: Remote;
  close(): Promise<void>;
}

export const REGION = "us-east-2";

const base = {
  region: REGION,
  credentials: { accessKeyId: "KEY", secretAccessKey: "unchecked" },
  maxAttempts: 1,
};

/** Every way in which something reaches the emulated services. */
export const ATTACHMENTS: Readonly<Record<string, (cloud: Dispatcher) => Promise<Attached>>> = {
  "at the port": async (cloud) => {
    const port = (service: string): Remote => ({
      send: async <Output>(operation: string, input: object) =>
        (await cloud.call({ region: REGION }, service, operation, {
          ...input,
        })) as Output,
    });
    return {
      dynamodb: port("dynamodb"),
      sqs: port("sqs"),
      sns: port("sns"),
      lambda: port("lambda"),
      close: async () => undefined,
    };
  },
  "through clients in the process": async (cloud) => ({
    ...clients({ ...base, requestHandler: inProcessHandler(cloud) }),
    close: async () => undefined,
  }),
  "through clients over HTTP": async (cloud) => {
    const attachment = await serve(cloud);
    return {
      ...clients({ ...base, endpoint: attachment.url }),
      close: () => attachment.close(),
    };
  },
};

function clients(config: ConstructorParameters<typeof DynamoDBClient>[0] & object) {
  return {
    dynamodb: sdkRemote("dynamodb", new DynamoDBClient(config), {
      DeleteItem: DeleteItemCommand,
      GetItem: GetItemCommand,
      PutItem: PutItemCommand,
      Query: QueryCommand,
      TransactWriteItems: TransactWriteItemsCommand,
      UpdateItem: UpdateItemCommand,
    }),
    sqs: sdkRemote("sqs", new SQSClient(config as object), {
      DeleteMessage: DeleteMessageCommand,
      GetQueueAttributes: GetQueueAttributesCommand,
      ReceiveMessage: ReceiveMessageCommand,
      SendMessage: SendMessageCommand,
      SendMessageBatch: SendMessageBatchCommand,
    }),
    sns: sdkRemote("sns", new SNSClient(config as object), {
      ListSubscriptionsByTopic: ListSubscriptionsByTopicCommand,
      Publish: PublishCommand,
    }),
    lambda: sdkRemote("lambda", new LambdaClient(config as object), { Invoke: InvokeCommand }),
  };
}
