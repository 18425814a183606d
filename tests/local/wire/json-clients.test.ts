import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { QueueDoesNotExist, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { AwsError, NotModelled } from "../../../local/engine/aws-error";
import { type AttachedClients, attachments } from "./clients";
import { RecordingCloud } from "./recording-cloud";
import { rejection } from "./rejection";

const md5OfHello = "5d41402abc4b2a76b9719d911017c592";

for (const [how, attach] of Object.entries(attachments)) {
  describe(`JSON services ${how}`, () => {
    let cloud: RecordingCloud;
    let attached: AttachedClients;

    beforeEach(async () => {
      cloud = new RecordingCloud();
      attached = await attach(cloud);
    });
    afterEach(() => attached.close());

    it("hands items over with their bytes, and the caller with region and principal", async () => {
      cloud.on("dynamodb:PutItem", () => ({ Attributes: { pk: { S: "old" } } }));
      const client = new DynamoDBClient(attached.config);
      const item = {
        pk: { S: "PAY#é" },
        proof: { B: Uint8Array.of(0, 255, 7) },
        parts: { L: [{ M: { b: { BS: [Uint8Array.of(1), Uint8Array.of(2)] } } }] },
      };
      const output = await client.send(new PutItemCommand({ TableName: "t", Item: item }));
      expect(output.Attributes).to.deep.equal({ pk: { S: "old" } });
      expect(cloud.last.service).to.equal("dynamodb");
      expect(cloud.last.caller).to.deep.equal({
        region: "us-east-2",
        principal: "principal-of-LOCALSTANDBY",
      });
      expect(cloud.last.input).to.deep.equal({ TableName: "t", Item: item });
    });

    it("answers moments as dates and bytes as bytes", async () => {
      const created = new Date(1_700_000_000_500);
      cloud.on("dynamodb:DescribeTable", () => ({ Table: { CreationDateTime: created } }));
      cloud.on("secretsmanager:GetSecretValue", () => ({
        CreatedDate: created,
        SecretBinary: Uint8Array.of(1, 2),
        VersionStages: ["AWSCURRENT"],
      }));
      const table = await new DynamoDBClient(attached.config).send(
        new DescribeTableCommand({ TableName: "t" }),
      );
      expect(table.Table?.CreationDateTime?.getTime()).to.equal(created.getTime());
      const secret = await new SecretsManagerClient(attached.config).send(
        new GetSecretValueCommand({ SecretId: "s" }),
      );
      expect([...(secret.SecretBinary ?? [])]).to.deep.equal([1, 2]);
      expect(secret.VersionStages).to.deep.equal(["AWSCURRENT"]);
      expect(secret.CreatedDate?.getTime()).to.equal(created.getTime());
    });

    it("reports a failed condition as the SDK's own error, with the item that was there", async () => {
      cloud.on("dynamodb:PutItem", () => {
        throw new AwsError(
          "ConditionalCheckFailedException",
          "The conditional request failed",
          400,
          {
            Item: { pk: { S: "PAY#1" }, proof: { B: Uint8Array.of(9) } },
          },
        );
      });
      const client = new DynamoDBClient(attached.config);
      const refused = await rejection(
        client.send(new PutItemCommand({ TableName: "t", Item: {} })),
      );
      expect(refused).to.be.instanceOf(ConditionalCheckFailedException);
      const { Item, $metadata } = refused as unknown as ConditionalCheckFailedException;
      expect(Item).to.deep.equal({ pk: { S: "PAY#1" }, proof: { B: Uint8Array.of(9) } });
      expect($metadata.httpStatusCode).to.equal(400);
    });

    it("keeps the reasons of a cancelled transaction", async () => {
      cloud.on("dynamodb:TransactWriteItems", () => {
        throw new AwsError("TransactionCanceledException", "cancelled", 400, {
          CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }],
        });
      });
      const client = new DynamoDBClient(attached.config);
      const refused = await rejection(
        client.send(new TransactWriteItemsCommand({ TransactItems: [] })),
      );
      expect(refused).to.be.instanceOf(TransactionCanceledException);
      const reasons = (refused as unknown as TransactionCanceledException).CancellationReasons;
      expect(reasons?.map((reason) => reason.Code)).to.deep.equal([
        "None",
        "ConditionalCheckFailed",
      ]);
    });

    it("names a queue error as both old and new clients know it", async () => {
      cloud.on("sqs:SendMessage", () => {
        throw new AwsError("QueueDoesNotExist", "no such queue");
      });
      const client = new SQSClient(attached.config);
      const url = "https://sqs.us-east-2.amazonaws.com/000000000000/none";
      const refused = await rejection(
        client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "hello" })),
      );
      expect(refused).to.be.instanceOf(QueueDoesNotExist);
      expect(refused.Code).to.equal("AWS.SimpleQueueService.NonExistentQueue");
    });

    it("accepts message attributes with bytes and passes the client's own checksum test", async () => {
      cloud.on("sqs:SendMessage", () => ({ MessageId: "m1", MD5OfMessageBody: md5OfHello }));
      const client = new SQSClient(attached.config);
      const attributes = { seal: { DataType: "Binary", BinaryValue: Uint8Array.of(3, 4) } };
      await client.send(
        new SendMessageCommand({
          QueueUrl: "https://sqs.us-east-2.amazonaws.com/000000000000/pay",
          MessageBody: "hello",
          MessageAttributes: attributes,
        }),
      );
      expect(cloud.last.input.MessageAttributes).to.deep.equal(attributes);
    });

    it("serves Step Functions and Parameter Store", async () => {
      const stopDate = new Date(1_700_000_000_000);
      cloud.on("states:DescribeExecution", (input) => ({
        executionArn: input.executionArn,
        status: "FAILED",
        stopDate,
        error: "States.Timeout",
      }));
      cloud.on("ssm:GetParametersByPath", () => ({
        Parameters: [{ Name: "/payments/active", Value: "us-east-2", Version: 3 }],
      }));
      const execution = await new SFNClient(attached.config).send(
        new DescribeExecutionCommand({ executionArn: "arn:x" }),
      );
      expect(execution.stopDate?.getTime()).to.equal(stopDate.getTime());
      expect(execution.executionArn).to.equal("arn:x");
      const parameters = await new SSMClient(attached.config).send(
        new GetParametersByPathCommand({ Path: "/payments", Recursive: true }),
      );
      expect(parameters.Parameters?.[0]?.Version).to.equal(3);
      expect(cloud.last.input).to.deep.equal({ Path: "/payments", Recursive: true });
    });

    it("says loudly what is not modelled", async () => {
      cloud.on("dynamodb:DescribeTable", () => {
        throw new NotModelled("dynamodb", "DescribeTable");
      });
      const client = new DynamoDBClient(attached.config);
      const refused = await rejection(client.send(new DescribeTableCommand({ TableName: "t" })));
      expect(refused.name).to.equal("NotModelledException");
      expect(refused.message).to.contain("dynamodb:DescribeTable");
      expect(refused.$metadata).to.include({ httpStatusCode: 501 });
    });
  });
}
