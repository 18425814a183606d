import { createHash } from "node:crypto";
import { expect } from "chai";
import { ATTACHMENTS, type Attached } from "./attachments";
import { ContractCloud, QUEUE_URL, TOPIC_ARN } from "./contract-cloud";

const TableName = "payments";
const S = (text: string) => ({ S: text });
const N = (value: number) => ({ N: String(value) });
const md5 = (text: string) => createHash("md5").update(text).digest("hex");

/**
 * Goal: what holds for the simulator's port holds for clients in the process and for clients over HTTP, so
 * a proof in one of them is a proof for all. Method: one suite, every attachment.
 */
for (const [how, attach] of Object.entries(ATTACHMENTS)) {
  describe(`The services ${how}`, () => {
    let world: ContractCloud;
    let attached: Attached;

    beforeEach(async () => {
      world = new ContractCloud();
      attached = await attach(world.cloud);
    });

    afterEach(() => attached.close());

    const put = (id: string, more: object = {}, condition: object = {}) =>
      attached.dynamodb.send("PutItem", { TableName, Item: { id: S(id), ...more }, ...condition });

    const get = async (id: string) =>
      (
        await attached.dynamodb.send<{ Item?: object }>("GetItem", {
          TableName,
          Key: { id: S(id) },
          ConsistentRead: true,
        })
      ).Item;

    async function refusal(call: Promise<unknown>): Promise<Error & Record<string, unknown>> {
      return call.then(
        () => expect.fail("the call succeeded"),
        (error) => error,
      );
    }

    it("keep what was put, to the last digit", async () => {
      const exact = {
        amount: { N: "12345678901234567890123456789012345678" },
        list: { L: [N(1)] },
      };
      await put("p-1", exact);
      expect(await get("p-1")).to.deep.equal({ id: S("p-1"), ...exact });
      expect(await get("p-2")).to.equal(undefined);
    });

    it("take a conditional put once, and give back what was there", async () => {
      const once = {
        ConditionExpression: "attribute_not_exists(id)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      };
      await put("p-1", { fp: S("a") }, once);
      const error = await refusal(put("p-1", { fp: S("b") }, once));
      expect(error.name).to.equal("ConditionalCheckFailedException");
      expect(error.Item).to.deep.equal({ id: S("p-1"), fp: S("a") });
      expect(await get("p-1")).to.deep.include({ fp: S("a") });
    });

    it("update on a condition, and answer with the state before", async () => {
      await put("p-1", { st: S("ACCEPTED"), ver: N(1) });
      const update = {
        TableName,
        Key: { id: S("p-1") },
        UpdateExpression: "SET st = :to, ver = ver + :one REMOVE due",
        ConditionExpression: "st = :from",
        ExpressionAttributeValues: { ":from": S("ACCEPTED"), ":to": S("PROCESSING"), ":one": N(1) },
        ReturnValues: "ALL_OLD",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      };
      const answer = await attached.dynamodb.send<{ Attributes: object }>("UpdateItem", update);
      expect(answer.Attributes).to.deep.equal({ id: S("p-1"), st: S("ACCEPTED"), ver: N(1) });
      const error = await refusal(attached.dynamodb.send("UpdateItem", update));
      expect(error.name).to.equal("ConditionalCheckFailedException");
      expect(error.Item).to.deep.equal({ id: S("p-1"), st: S("PROCESSING"), ver: N(2) });
    });

    it("find by the sparse index, in order and page by page", async () => {
      for (const [id, due] of [
        ["a", 30],
        ["b", 10],
        ["c", 20],
      ] as const) {
        await put(id, { dsh: S("d0"), due: N(due), st: S("ACCEPTED") });
      }
      await put("without", { dsh: S("d0") });
      await put("elsewhere", { dsh: S("d1"), due: N(1) });
      const query = {
        TableName,
        IndexName: "due",
        KeyConditionExpression: "dsh = :shard AND due <= :now",
        ExpressionAttributeValues: { ":shard": S("d0"), ":now": N(25) },
        Limit: 1,
      };
      const found: unknown[] = [];
      let ExclusiveStartKey: object | undefined;
      do {
        const page: { Items?: unknown[]; LastEvaluatedKey?: object } = await attached.dynamodb.send(
          "Query",
          {
            ...query,
            ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
          },
        );
        found.push(...(page.Items ?? []));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      expect(found).to.deep.equal([
        { id: S("b"), dsh: S("d0"), due: N(10) },
        { id: S("c"), dsh: S("d0"), due: N(20) },
      ]);
    });

    for (const [what, operation, input, name] of [
      [
        "a table that is not there",
        "GetItem",
        { TableName: "others", Key: { id: S("a") } },
        "ResourceNotFoundException",
      ],
      ["a key of another type", "GetItem", { TableName, Key: { id: N(1) } }, "ValidationException"],
      [
        "an expression that is none",
        "PutItem",
        { TableName, Item: { id: S("a") }, ConditionExpression: "id =" },
        "ValidationException",
      ],
    ] as const) {
      it(`refuse ${what} by the name ${name}`, async () => {
        const error = await refusal(attached.dynamodb.send(operation, input));
        expect(error.name).to.equal(name);
        expect(error.message).not.to.equal("");
      });
    }

    it("cancel a transaction as a whole, with a reason for each part", async () => {
      await put("p-1");
      const error = await refusal(
        attached.dynamodb.send("TransactWriteItems", {
          TransactItems: [
            { Put: { TableName, Item: { id: S("p-2") } } },
            {
              Put: {
                TableName,
                Item: { id: S("p-1") },
                ConditionExpression: "attribute_not_exists(id)",
              },
            },
          ],
        }),
      );
      expect(error.name).to.equal("TransactionCanceledException");
      const reasons = error.CancellationReasons as { Code: string }[];
      expect(reasons.map(({ Code }) => Code)).to.deep.equal(["None", "ConditionalCheckFailed"]);
      expect(await get("p-2")).to.equal(undefined);
    });

    const send = (MessageBody: string, more: object = {}) =>
      attached.sqs.send<{ MessageId: string; MD5OfMessageBody: string }>("SendMessage", {
        QueueUrl: QUEUE_URL,
        MessageBody,
        ...more,
      });

    interface Received {
      readonly Body: string;
      readonly MD5OfBody: string;
      readonly ReceiptHandle: string;
      readonly Attributes?: Readonly<Record<string, string>>;
      readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
    }

    const receive = async () =>
      (
        await attached.sqs.send<{ Messages?: readonly Received[] }>("ReceiveMessage", {
          QueueUrl: QUEUE_URL,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
        })
      ).Messages ?? [];

    it("carry messages with digests that fit, and forget what is deleted", async () => {
      const { MD5OfMessageBody } = await send("payment ü", {
        MessageAttributes: { tenant: { DataType: "String", StringValue: "shop" } },
      });
      expect(MD5OfMessageBody).to.equal(md5("payment ü"));
      const [message] = await receive();
      expect(message?.Body).to.equal("payment ü");
      expect(message?.MD5OfBody).to.equal(md5("payment ü"));
      expect(message?.MessageAttributes?.tenant?.StringValue).to.equal("shop");
      expect(message?.Attributes?.ApproximateReceiveCount).to.equal("1");
      const { ReceiptHandle } = message as Received;
      await attached.sqs.send("DeleteMessage", { QueueUrl: QUEUE_URL, ReceiptHandle });
      await world.pass(31_000);
      expect(await receive()).to.deep.equal([]);
    });

    it("hide a received message for its time and deliver it again", async () => {
      await send("again");
      expect(await receive()).to.have.length(1);
      expect(await receive()).to.have.length(0);
      await world.pass(31_000);
      const [message] = await receive();
      expect(message?.Attributes?.ApproximateReceiveCount).to.equal("2");
    });

    it("answer for each entry of a batch", async () => {
      const answer = await attached.sqs.send<{
        Successful?: readonly { Id: string; MD5OfMessageBody: string }[];
        Failed?: readonly { Id: string }[];
      }>("SendMessageBatch", {
        QueueUrl: QUEUE_URL,
        Entries: [
          { Id: "good", MessageBody: "one" },
          { Id: "bad", MessageBody: "two", DelaySeconds: 5_000 },
        ],
      });
      expect(answer.Successful?.map(({ Id }) => Id)).to.deep.equal(["good"]);
      expect(answer.Successful?.[0]?.MD5OfMessageBody).to.equal(md5("one"));
      expect(answer.Failed?.map(({ Id }) => Id)).to.deep.equal(["bad"]);
    });

    it("know no queue and no topic that nobody declared", async () => {
      const queue = { QueueUrl: `${QUEUE_URL}-of-others`, MessageBody: "a" };
      expect((await refusal(attached.sqs.send("SendMessage", queue))).name).to.equal(
        "QueueDoesNotExist",
      );
      const topic = { TopicArn: `${TOPIC_ARN}-of-others`, Message: "a" };
      expect((await refusal(attached.sns.send("Publish", topic))).name).to.equal(
        "NotFoundException",
      );
    });

    it("publish to those who are subscribed", async () => {
      const { MessageId } = await attached.sns.send<{ MessageId: string }>("Publish", {
        TopicArn: TOPIC_ARN,
        Message: "processed",
        MessageAttributes: { kind: { DataType: "String", StringValue: "processed" } },
      });
      expect(MessageId).to.match(/^[0-9a-f-]{36}$/);
      await world.pass(1);
      const [message] = await receive();
      expect(message?.Body).to.equal("processed");
      expect(message?.MessageAttributes?.kind?.StringValue).to.equal("processed");
    });

    const invoke = async (FunctionName: string, more: object = {}) => {
      const Payload = Buffer.from(JSON.stringify({ id: "p-1" }));
      const answer = await attached.lambda.send<{
        StatusCode: number;
        FunctionError?: string;
        Payload?: Uint8Array;
      }>("Invoke", { FunctionName, Payload, ...more });
      const text = Buffer.from(answer.Payload ?? []).toString();
      return { ...answer, Payload: text === "" ? undefined : JSON.parse(text) };
    };

    it("invoke a function and hand back what it returned", async () => {
      const { StatusCode, FunctionError, Payload } = await invoke("echo", { Qualifier: "live" });
      expect({ StatusCode, FunctionError, Payload }).to.deep.equal({
        StatusCode: 200,
        FunctionError: undefined,
        Payload: { event: { id: "p-1" } },
      });
    });

    it("hand back a function's own error as an answer, not as a refusal", async () => {
      const { StatusCode, FunctionError, Payload } = await invoke("failing");
      expect([StatusCode, FunctionError]).to.deep.equal([200, "Unhandled"]);
      expect(Payload).to.deep.include({ errorType: "TypeError", errorMessage: "no such payment" });
    });

    it("take an event without waiting for the function", async () => {
      const { StatusCode, Payload } = await invoke("echo", { InvocationType: "Event" });
      expect([StatusCode, Payload]).to.deep.equal([202, undefined]);
    });

    for (const [what, name, more, error] of [
      ["a function that is not there", "missing", {}, "ResourceNotFoundException"],
      ["an alias that is not there", "echo", { Qualifier: "old" }, "ResourceNotFoundException"],
      ["more than the function may run", "full", {}, "TooManyRequestsException"],
    ] as const) {
      it(`refuse ${what} by the name ${error}`, async () => {
        expect((await refusal(invoke(name, more))).name).to.equal(error);
      });
    }
  });
}
