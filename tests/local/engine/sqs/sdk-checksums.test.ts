import { createHash } from "node:crypto";
import { SQS } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { AwsError } from "../../../../local/engine/aws-error";
import { md5OfAttributes } from "../../../../local/engine/sqs/checksum";
import { SqsWorld } from "./sqs-world";

interface WireRequest {
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

interface Attribute {
  BinaryValue?: unknown;
}

/** Carries the SDK's JSON 1.0 requests to the engine in this process, damaged on the way if asked. */
function clientOf(world: SqsWorld, damage = (answer: string) => answer): SQS {
  const handle = async ({ headers, body }: WireRequest) => {
    const operation = String(headers["x-amz-target"]).replace("AmazonSQS.", "");
    const input = JSON.parse(new TextDecoder().decode(body), (_, value: Attribute) =>
      typeof value?.BinaryValue === "string"
        ? { ...value, BinaryValue: Buffer.from(value.BinaryValue, "base64") }
        : value,
    );
    const respond = (statusCode: number, answer: unknown, more = {}) => ({
      response: {
        statusCode,
        headers: { "content-type": "application/x-amz-json-1.0", ...more },
        body: Buffer.from(damage(JSON.stringify(answer, encodeBytes))),
      },
    });
    try {
      return respond(200, await world.call(operation, input));
    } catch (error) {
      const { name, message, statusCode, members } = error as AwsError;
      const answer = { __type: `com.amazonaws.sqs#${name}`, message };
      return respond(statusCode, answer, {
        "x-amzn-query-error": `${members.queryErrorCode};Sender`,
      });
    }
  };
  return new SQS({
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    requestHandler: { handle } as never,
  });
}

function encodeBytes(_: string, value: { type?: string; data?: number[] }) {
  return value?.type === "Buffer" ? Buffer.from(value.data ?? []).toString("base64") : value;
}

describe("SQS as the real SDK client sees it", () => {
  it("the client accepts the digests of sends, batches and receives", async () => {
    const world = new SqsWorld();
    const QueueUrl = world.queue();
    const client = clientOf(world);
    const bodies = ["p-1", "Zahlung über 10 €", '{"emoji":"💳"}', "tab\tnewline\n"];
    for (const MessageBody of bodies.slice(0, 2))
      await client.sendMessage({ QueueUrl, MessageBody });
    const Entries = bodies.slice(2).map((MessageBody, i) => ({ Id: `e${i}`, MessageBody }));
    await client.sendMessageBatch({ QueueUrl, Entries });
    const { Messages = [] } = await client.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    expect(Messages.map(({ Body }) => Body)).to.deep.equal(bodies);
  });

  it("the same client refuses a damaged body, so its check is real", async () => {
    const world = new SqsWorld();
    const QueueUrl = world.queue();
    world.send(QueueUrl, "10.00 EUR");
    const client = clientOf(world, (answer) => answer.replace("10.00", "99.00"));
    const failure = await client.receiveMessage({ QueueUrl }).catch((error: Error) => error);
    expect(failure).to.be.instanceOf(Error);
    expect(String(failure)).to.match(/checksum|md5/i);
  });

  it("attributes of every type come back with the digest AWS publishes for them", async () => {
    const world = new SqsWorld();
    const QueueUrl = world.queue();
    const client = clientOf(world);
    const MessageAttributes = {
      kind: { DataType: "String", StringValue: "hint" },
      amount: { DataType: "Number.int", StringValue: "1000" },
      raw: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 255, 7) },
    };
    const sent = await client.sendMessage({ QueueUrl, MessageBody: "p-1", MessageAttributes });
    const { Messages = [] } = await client.receiveMessage({
      QueueUrl,
      MessageAttributeNames: ["All"],
      VisibilityTimeout: 0,
    });
    expect(Messages[0]?.MessageAttributes?.raw?.BinaryValue).to.deep.equal(
      Uint8Array.of(0, 255, 7),
    );
    expect(Messages[0]?.MD5OfMessageAttributes).to.equal(sent.MD5OfMessageAttributes);
    const { Messages: few = [] } = await client.receiveMessage({
      QueueUrl,
      MessageAttributeNames: ["ki.*", "kind"],
    });
    expect(few[0]?.MessageAttributes).to.have.all.keys("kind");
    expect(few[0]?.MD5OfMessageAttributes).to.equal(
      md5OfAttributes({ kind: MessageAttributes.kind }),
    );
  });

  // Digests that AWS answered for these attributes; published with several other emulators.
  for (const [name, DataType, StringValue, digest] of [
    ["timestamp", "Number", "1493147359900", "235c5c510d26fb653d073faed50ae77c"],
    ["timestamp", "Number", "1493147359901", "994258b45346a2cc3f9cbb611aa7af30"],
    ["SOME_Valid.attribute-Name", "Number", "1493147359900", "36655e7e9d7c0e8479fa3f3f42247ae7"],
    ["timestamp", "Number.java.lang.Long", "1493147359900", "2e2e4876d8e0bd6b8c2c8f556831c349"],
  ] as const) {
    it(`${name} as ${DataType} ${StringValue} has the digest AWS gives`, () => {
      expect(md5OfAttributes({ [name]: { DataType, StringValue } })).to.equal(digest);
    });
  }

  it("several attributes are digested in the order of their names, bytes as bytes", () => {
    const a = { DataType: "Binary", BinaryValue: Uint8Array.of(104, 105) };
    const b = { DataType: "String", StringValue: "x" };
    const lengthLed = (text: string) => `\0\0\0${String.fromCharCode(text.length)}${text}`;
    const parts = [
      `${lengthLed("a")}${lengthLed("Binary")}\u0002${lengthLed("hi")}`,
      `${lengthLed("b")}${lengthLed("String")}\u0001${lengthLed("x")}`,
    ];
    const expected = createHash("md5").update(parts.join("")).digest("hex");
    expect(md5OfAttributes({ a, b })).to.equal(expected);
    expect(md5OfAttributes({ b, a })).to.equal(expected);
  });

  it("attributes stay away unless they are asked for", () => {
    const world = new SqsWorld();
    const url = world.queue();
    const MessageAttributes = { kind: { DataType: "String", StringValue: "hint" } };
    world.send(url, "p-1", { MessageAttributes });
    const [received] = world.receive(url, { MessageAttributeNames: ["amount"] });
    expect(received).to.not.have.any.keys("MessageAttributes", "MD5OfMessageAttributes");
  });

  it("errors have the names the client's users catch", async () => {
    const world = new SqsWorld();
    const QueueUrl = world.queue();
    world.sqs.dropQueue("us-east-1", "payments");
    const client = clientOf(world);
    const failure = await client.getQueueAttributes({ QueueUrl }).catch((error: Error) => error);
    expect(failure).to.have.property("name", "QueueDoesNotExist");
  });

  it("without checksums nothing is digested", () => {
    const world = new SqsWorld({ checksums: false });
    const url = world.queue();
    const sent = world.call("SendMessage", { QueueUrl: url, MessageBody: "p-1" });
    expect(sent).to.have.all.keys("MessageId");
    expect(world.receive(url)[0]).to.not.have.property("MD5OfBody");
  });
});
