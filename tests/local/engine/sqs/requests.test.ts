import { expect } from "chai";
import { NotModelled } from "../../../../local/engine/aws-error";
import { runBatch } from "../../../../local/engine/sqs/batch";
import { SqsWorld } from "./sqs-world";

const entries = (count: number, id = (i: number) => String(i)) =>
  Array.from({ length: count }, (_, i) => ({ Id: id(i), MessageBody: `p-${i}` }));

describe("requests that SQS refuses", () => {
  const world = new SqsWorld();
  const url = world.queue({ maximumMessageSize: 1024 });
  const attribute = (name: string, value: object) => ({ MessageAttributes: { [name]: value } });
  const eleven = Object.fromEntries(
    entries(11).map(({ Id }) => [`a${Id}`, { DataType: "String", StringValue: "x" }]),
  );
  const refused: [string, string, Record<string, unknown>, string][] = [
    ["an empty body", "SendMessage", { MessageBody: "" }, "MissingParameter"],
    ["a control character", "SendMessage", { MessageBody: "a\u0001" }, "InvalidMessageContents"],
    ["half a surrogate pair", "SendMessage", { MessageBody: "\ud800" }, "InvalidMessageContents"],
    ["a long body", "SendMessage", { MessageBody: "x".repeat(1025) }, "InvalidParameterValue"],
    [
      "a long body in bytes",
      "SendMessage",
      { MessageBody: "é".repeat(513) },
      "InvalidParameterValue",
    ],
    [
      "a delay of 901 s",
      "SendMessage",
      { MessageBody: "p", DelaySeconds: 901 },
      "InvalidParameterValue",
    ],
    [
      "a negative delay",
      "SendMessage",
      { MessageBody: "p", DelaySeconds: -1 },
      "InvalidParameterValue",
    ],
    [
      "a deduplication id",
      "SendMessage",
      { MessageBody: "p", MessageDeduplicationId: "d" },
      "InvalidParameterValue",
    ],
    [
      "eleven attributes",
      "SendMessage",
      { MessageBody: "p", MessageAttributes: eleven },
      "InvalidParameterValue",
    ],
    [
      "an attribute without a value",
      "SendMessage",
      { MessageBody: "p", ...attribute("a", { DataType: "String", StringValue: "" }) },
      "InvalidParameterValue",
    ],
    [
      "a number that is none",
      "SendMessage",
      { MessageBody: "p", ...attribute("a", { DataType: "Number", StringValue: "ten" }) },
      "InvalidParameterValue",
    ],
    [
      "a reserved attribute name",
      "SendMessage",
      { MessageBody: "p", ...attribute("AWS.a", { DataType: "String", StringValue: "x" }) },
      "InvalidParameterValue",
    ],
    [
      "attributes that make it too long",
      "SendMessage",
      {
        MessageBody: "x".repeat(1000),
        ...attribute("abc", { DataType: "String", StringValue: "x".repeat(20) }),
      },
      "InvalidParameterValue",
    ],
    ["no entries", "SendMessageBatch", { Entries: [] }, "EmptyBatchRequest"],
    ["absent entries", "DeleteMessageBatch", {}, "EmptyBatchRequest"],
    [
      "eleven entries",
      "SendMessageBatch",
      { Entries: entries(11) },
      "TooManyEntriesInBatchRequest",
    ],
    [
      "one id twice",
      "SendMessageBatch",
      { Entries: entries(2, () => "same") },
      "BatchEntryIdsNotDistinct",
    ],
    [
      "an id with a blank",
      "SendMessageBatch",
      { Entries: entries(1, () => "a b") },
      "InvalidBatchEntryId",
    ],
    [
      "a batch that is too long as a whole",
      "SendMessageBatch",
      { Entries: entries(2).map((entry) => ({ ...entry, MessageBody: "x".repeat(600) })) },
      "BatchRequestTooLong",
    ],
    ["eleven messages", "ReceiveMessage", { MaxNumberOfMessages: 11 }, "InvalidParameterValue"],
    ["no messages", "ReceiveMessage", { MaxNumberOfMessages: 0 }, "InvalidParameterValue"],
    ["a wait of 21 s", "ReceiveMessage", { WaitTimeSeconds: 21 }, "InvalidParameterValue"],
    [
      "an unknown attribute",
      "ReceiveMessage",
      { AttributeNames: ["Color"] },
      "InvalidAttributeName",
    ],
    [
      "an unknown queue attribute",
      "GetQueueAttributes",
      { AttributeNames: ["X"] },
      "InvalidAttributeName",
    ],
    ["no receipt", "DeleteMessage", {}, "MissingParameter"],
    ["a receipt that is none", "DeleteMessage", { ReceiptHandle: "x" }, "ReceiptHandleIsInvalid"],
  ];
  for (const [what, operation, input, name] of refused) {
    it(`${operation} with ${what} is ${name}`, () => {
      expect(world.refusal(operation, { QueueUrl: url, ...input }).name).to.equal(name);
      expect(world.sqs.depth("us-east-1", "payments").visible).to.equal(0);
    });
  }

  it("an operation or a kind of queue that is not modelled is named", () => {
    expect(() => world.call("CreateQueue", {})).to.throw(NotModelled, /sqs:CreateQueue/);
    expect(() => world.queue({ name: "payments.fifo" })).to.throw(NotModelled, /FIFO/);
  });

  it("a queue outside the limits of AWS is not created", () => {
    const create = (settings: object) => () => world.queue({ name: "other", ...settings });
    expect(create({ delaySeconds: 901 })).to.throw(/DelaySeconds/);
    expect(create({ receiveWaitSeconds: 21 })).to.throw(/ReceiveMessageWaitTimeSeconds/);
    expect(create({ messageRetentionSeconds: 59 })).to.throw(/MessageRetentionPeriod/);
    expect(create({ visibilityTimeoutSeconds: 43_201 })).to.throw(/VisibilityTimeout/);
    expect(create({ maximumMessageSize: 1_048_577 })).to.throw(/MaximumMessageSize/);
    expect(create({ name: "payments" })).to.throw(/exists already/);
  });
});

describe("batches", () => {
  it("accept the good entries and name the bad ones", () => {
    const world = new SqsWorld();
    const url = world.queue();
    const result = world.call<{ Successful: { Id: string }[]; Failed: object[] }>(
      "SendMessageBatch",
      {
        QueueUrl: url,
        Entries: [
          { Id: "good", MessageBody: "p-1" },
          { Id: "late", MessageBody: "p-2", DelaySeconds: 5000 },
        ],
      },
    );
    expect(result.Successful.map(({ Id }) => Id)).to.deep.equal(["good"]);
    expect(result.Failed).to.have.length(1);
    expect(result.Failed[0]).to.include({
      Id: "late",
      Code: "InvalidParameterValue",
      SenderFault: true,
    });
    expect(world.bodies(url)).to.deep.equal(["p-1"]);
  });

  it("do not take a programmer's mistake for a refused entry", () => {
    const run = () => {
      throw new TypeError("no such member");
    };
    expect(() => runBatch([{ Id: "1" }], run)).to.throw(TypeError);
  });

  it("delete and hide entry by entry", () => {
    const world = new SqsWorld();
    const url = world.queue();
    world.send(url, "p-1");
    world.send(url, "p-2");
    const [first, second] = world.receive(url);
    const hidden = world.call<object>("ChangeMessageVisibilityBatch", {
      QueueUrl: url,
      Entries: [
        { Id: "1", ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 },
        { Id: "2", ReceiptHandle: "nonsense", VisibilityTimeout: 0 },
      ],
    });
    expect(hidden).to.deep.include({ Successful: [{ Id: "1" }] });
    expect(hidden).to.have.nested.property("Failed[0].Code", "ReceiptHandleIsInvalid");
    const deleted = world.call("DeleteMessageBatch", {
      QueueUrl: url,
      Entries: [{ Id: "2", ReceiptHandle: second?.ReceiptHandle }],
    });
    expect(deleted).to.deep.equal({ Successful: [{ Id: "2" }] });
    expect(world.bodies(url)).to.deep.equal(["p-1"]);
    world.pass(60);
    expect(world.bodies(url)).to.deep.equal(["p-1"]);
  });
});

describe("what a queue tells about itself", () => {
  it("lists queues by prefix, page by page", () => {
    const world = new SqsWorld({ queueUrl: (region, name) => `http://here/${region}/${name}` });
    for (const name of ["b-2", "a", "b-1", "b-3"]) world.queue({ name });
    const first = world.call("ListQueues", { QueueNamePrefix: "b", MaxResults: 2 });
    expect(first.QueueUrls).to.deep.equal([
      "http://here/us-east-1/b-1",
      "http://here/us-east-1/b-2",
    ]);
    const second = world.call("ListQueues", {
      QueueNamePrefix: "b",
      MaxResults: 2,
      NextToken: first.NextToken,
    });
    expect(second).to.deep.equal({
      QueueUrls: ["http://here/us-east-1/b-3"],
      NextToken: undefined,
    });
    expect(world.call("GetQueueUrl", { QueueName: "a" })).to.deep.equal({
      QueueUrl: "http://here/us-east-1/a",
    });
  });

  it("gives its attributes as strings", () => {
    const world = new SqsWorld();
    const url = world.queue({ visibilityTimeoutSeconds: 360 });
    world.send(url, "p-1");
    world.send(url, "p-2", { DelaySeconds: 5 });
    const { Attributes } = world.call("GetQueueAttributes", {
      QueueUrl: url,
      AttributeNames: ["All"],
    });
    expect(Attributes).to.include({
      QueueArn: "arn:aws:sqs:us-east-1:123456789012:payments",
      ApproximateNumberOfMessages: "1",
      ApproximateNumberOfMessagesDelayed: "1",
      VisibilityTimeout: "360",
    });
    expect(Attributes).to.not.have.property("RedrivePolicy");
    expect(world.call("GetQueueAttributes", { QueueUrl: url })).to.deep.equal({});
  });
});
