import { expect } from "chai";
import { AwsError, NotModelled } from "../../../../local/engine/aws-error";
import { SnsWorld } from "./sns-world";

const text = (StringValue: string) => ({ DataType: "String", StringValue });

describe("topics", () => {
  it("put an envelope into a queue, of this region and of another one", async () => {
    const world = new SnsWorld();
    const here = world.queue("events");
    const there = world.queue("audit", "us-east-2");
    world.subscribe(here);
    world.subscribe(there);
    const id = world.publish("p-1 failed", {
      Subject: "Payment failed",
      MessageAttributes: { kind: text("FAILED") },
    });
    expect(world.received(here), "a publisher does not wait").to.deep.equal([]);
    await world.pass(1);
    for (const arn of [here, there]) {
      const [message] = world.received(arn);
      const envelope = JSON.parse(message?.Body ?? "{}");
      expect(envelope).to.deep.include({
        Type: "Notification",
        MessageId: id,
        TopicArn: world.topicArn,
        Subject: "Payment failed",
        Message: "p-1 failed",
        Timestamp: "2026-01-01T00:00:00.000Z",
        MessageAttributes: { kind: { Type: "String", Value: "FAILED" } },
      });
    }
    expect(world.counted.get("NumberOfNotificationsDelivered")).to.equal(2);
  });

  it("deliver raw messages with their attributes when asked to", async () => {
    const world = new SnsWorld();
    const queue = world.queue("events");
    world.subscribe(queue, { rawMessageDelivery: true });
    world.publish('{"id":"p-1"}', { MessageAttributes: { kind: text("FAILED") } });
    await world.pass(1);
    const [message] = world.received(queue);
    expect(message?.Body).to.equal('{"id":"p-1"}');
    expect(message?.MessageAttributes?.kind?.StringValue).to.equal("FAILED");
  });

  it("deliver only what the filter of a subscription passes", async () => {
    const world = new SnsWorld();
    const queue = world.queue("failures");
    world.subscribe(queue, { rawMessageDelivery: true, filterPolicy: { kind: ["FAILED"] } });
    world.publish("good", { MessageAttributes: { kind: text("SUCCEEDED") } });
    world.publish("bad", { MessageAttributes: { kind: text("FAILED") } });
    await world.pass(1);
    expect(world.received(queue).map(({ Body }) => Body)).to.deep.equal(["bad"]);
  });

  it("have a text of its own for each protocol", async () => {
    const world = new SnsWorld();
    const queue = world.queue("events");
    world.subscribe(queue, { rawMessageDelivery: true });
    world.subscribe("ops@example.com", { protocol: "email" });
    const Message = JSON.stringify({ default: "for all", email: "for people" });
    world.publish(Message, { MessageStructure: "json" });
    await world.pass(1);
    expect(world.received(queue)[0]?.Body).to.equal("for all");
    expect(world.sns.sentMail[0]?.text).to.equal("for people");
  });

  it("send mail that can be read", async () => {
    const world = new SnsWorld();
    world.subscribe("ops@example.com", { protocol: "email" });
    world.sns.publish(world.topicArn, "region dark", "cloudwatch.amazonaws.com", "ALARM");
    await world.pass(1);
    expect(world.sns.sentMail).to.have.length(1);
    expect(world.sns.sentMail[0]).to.include({
      region: "us-east-1",
      to: "ops@example.com",
      subject: "ALARM",
      text: "region dark",
    });
  });

  it("hand events to functions, and try again while Lambda throttles", async () => {
    const events: { arn: string; event: unknown }[] = [];
    let throttles = 4;
    const world = new SnsWorld({
      invoke: async (arn, event) => {
        if (throttles-- > 0) throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
        events.push({ arn, event });
      },
    });
    const arn = "arn:aws:lambda:us-east-2:123456789012:function:notify";
    const subscriptionArn = world.subscribe(arn, { protocol: "lambda" });
    world.publish("p-1", { Subject: "s" });
    await world.pass(0.5);
    expect(events).to.have.length(0);
    await world.pass(2);
    expect(events).to.have.length(1);
    expect(events[0]?.arn).to.equal(arn);
    const record = "event.Records[0]";
    expect(events[0]).to.have.nested.property(`${record}.EventSubscriptionArn`, subscriptionArn);
    expect(events[0]).to.have.nested.property(`${record}.Sns.Message`, "p-1");
    expect(events[0]).to.have.nested.property(`${record}.Sns.Subject`, "s");
  });

  it("post to a web endpoint until it answers", async () => {
    const posted: string[] = [];
    let failures = 1;
    const world = new SnsWorld({
      post: async (url, body) => {
        if (failures-- > 0) throw new Error("503");
        posted.push(`${url} ${JSON.parse(body).Message}`);
      },
    });
    world.subscribe("https://hooks.example.com/x", { protocol: "https" });
    world.publish("p-1");
    await world.pass(9);
    expect(posted).to.deep.equal([]);
    await world.pass(2);
    expect(posted).to.deep.equal(["https://hooks.example.com/x p-1"]);
  });
});

describe("deliveries that do not arrive", () => {
  it("wait out a cut between the regions and arrive once after it heals", async () => {
    const world = new SnsWorld();
    const there = world.queue("audit", "us-east-2");
    world.subscribe(there);
    world.cut.add("us-east-1>us-east-2");
    world.publish("p-1");
    await world.pass(600);
    expect(world.received(there)).to.deep.equal([]);
    world.cut.clear();
    await world.pass(21);
    expect(world.received(there)).to.have.length(1);
    await world.pass(600);
    expect(world.counted.get("NumberOfNotificationsDelivered")).to.equal(1);
  });

  it("go to the dead letters of the subscription at once when the endpoint is gone", async () => {
    const world = new SnsWorld();
    const there = world.queue("audit", "us-east-2");
    const letters = world.queue("letters");
    world.subscribe(there, { deadLetterArn: letters });
    world.sqs.dropQueue("us-east-2", "audit");
    const id = world.publish("p-1");
    await world.pass(1);
    const [letter] = world.received(letters);
    expect(JSON.parse(letter?.Body ?? "{}").Message).to.equal("p-1");
    expect(letter?.MessageAttributes?.ErrorCode?.StringValue).to.equal("QueueDoesNotExist");
    expect(letter?.MessageAttributes?.RequestID?.StringValue).to.equal(id);
    expect(world.counted.get("NumberOfNotificationsRedrivenToDlq")).to.equal(1);
  });

  it("are lost, and counted, when the dead letters are lost as well", async () => {
    const world = new SnsWorld();
    world.subscribe(world.queue("events"), { deadLetterArn: world.queue("letters") });
    world.sqs.dropQueue("us-east-1", "events");
    world.sqs.dropQueue("us-east-1", "letters");
    world.publish("p-1");
    await world.pass(1);
    expect(world.counted.get("NumberOfNotificationsFailed")).to.equal(1);
    expect(world.counted.get("NumberOfNotificationsFailedToRedriveToDlq")).to.equal(1);
  });

  it("are given up after six hours at a foreign endpoint, with 51 attempts", async () => {
    let attempts = 0;
    const world = new SnsWorld({
      post: async () => {
        attempts += 1;
        throw new Error("503");
      },
    });
    const letters = world.queue("letters");
    const endpoint = "https://hooks.example.com/x";
    world.subscribe(endpoint, { protocol: "https", deadLetterArn: letters });
    world.publish("p-1");
    await world.pass(5.5 * 3600);
    expect(world.received(letters)).to.deep.equal([]);
    await world.pass(3 * 3600);
    expect(attempts).to.equal(51);
    expect(world.received(letters)).to.have.length(1);
  });

  it("are not tried again when our own program is at fault", () => {
    const queues = {
      deliver: () => {
        throw new TypeError("no such member");
      },
    };
    const world = new SnsWorld({ queues });
    world.subscribe(world.queue("events"));
    world.publish("p-1");
    expect(() => world.timeline.step()).to.throw(TypeError);
  });

  it("happen twice or fail first when the faults say so", async () => {
    let failures = 2;
    const world = new SnsWorld({ faults: { fail: () => failures-- > 0, duplicate: () => true } });
    const queue = world.queue("events");
    world.subscribe(queue);
    world.publish("p-1");
    await world.pass(5);
    expect(world.received(queue)).to.have.length(2);
  });
});

describe("requests that SNS refuses", () => {
  const world = new SnsWorld();
  const refusal = (operation: string, input: Record<string, unknown>, region = "us-east-1") => {
    try {
      world.sns.call({ region }, operation, { TopicArn: world.topicArn, ...input });
    } catch (error) {
      return error as AwsError;
    }
    throw new Error("accepted");
  };

  for (const [what, input] of [
    ["no message", {}],
    ["a subject of two lines", { Message: "m", Subject: "a\nb" }],
    ["a subject of 101 characters", { Message: "m", Subject: "x".repeat(101) }],
    ["a long message", { Message: "x".repeat(262_145) }],
    ["a structure without a default", { Message: "{}", MessageStructure: "json" }],
    ["a structure that is no JSON", { Message: "m", MessageStructure: "json" }],
    [
      "an attribute without a type",
      { Message: "m", MessageAttributes: { a: { StringValue: "x" } } },
    ],
    ["an empty attribute", { Message: "m", MessageAttributes: { a: text("") } }],
    ["a topic of another region", { Message: "m", TopicArn: "arn:aws:sns:us-east-2:1:x" }],
  ] as const) {
    it(`${what} is an invalid parameter`, () => {
      const refused = refusal("Publish", input);
      expect(refused.name).to.equal("InvalidParameterException");
      expect(refused.members.queryErrorCode).to.equal("InvalidParameter");
    });
  }

  it("an unknown topic is not found", () => {
    const TopicArn = "arn:aws:sns:us-east-1:123456789012:nobody";
    const refused = refusal("Publish", { TopicArn, Message: "m" });
    expect(refused).to.include({ name: "NotFoundException", statusCode: 404 });
  });

  it("batches are checked as a whole and entry by entry", () => {
    const entries = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ Id: `${i}`, Message: i === 1 ? "" : "m" }));
    const batch = (count: number) => ({ PublishBatchRequestEntries: entries(count) });
    expect(refusal("PublishBatch", batch(0)).name).to.equal("EmptyBatchRequestException");
    expect(refusal("PublishBatch", batch(11)).name).to.equal(
      "TooManyEntriesInBatchRequestException",
    );
    const result = world.sns.call({ region: "us-east-1" }, "PublishBatch", {
      TopicArn: world.topicArn,
      ...batch(3),
    });
    expect(result).to.have.nested.property("Successful.length", 2);
    expect(result).to.have.nested.property("Failed[0].Id", "1");
  });

  it("what is not modelled is named", () => {
    expect(refusal("CreateTopic", {})).to.be.instanceOf(NotModelled);
    expect(refusal("Publish", { PhoneNumber: "+49" })).to.be.instanceOf(NotModelled);
    const endpoint = "https://hooks.example.com/x";
    expect(() => world.subscribe(endpoint, { protocol: "https" })).to.throw(NotModelled, /https/);
  });

  it("subscriptions that cannot work are refused", () => {
    const subscribe =
      (endpoint: string, more = {}) =>
      () =>
        world.subscribe(endpoint, more);
    expect(subscribe("arn:aws:lambda:us-east-1:1:function:f")).to.throw(/no endpoint for sqs/);
    expect(subscribe("nobody", { protocol: "email" })).to.throw(/no address/);
    const queue = world.queue("there", "us-east-2");
    expect(subscribe(queue, { deadLetterArn: queue })).to.throw(/not in us-east-1/);
    expect(subscribe("o@example.com", { protocol: "email", rawMessageDelivery: true })).to.throw(
      /RawMessageDelivery/,
    );
  });

  it("topics tell who listens", () => {
    const other = new SnsWorld();
    const endpoint = other.queue("events");
    const arn = other.subscribe(endpoint);
    const ask = (operation: string) =>
      other.sns.call({ region: "us-east-1" }, operation, { TopicArn: other.topicArn });
    expect(ask("ListTopics")).to.deep.equal({ Topics: [{ TopicArn: other.topicArn }] });
    expect(ask("ListSubscriptionsByTopic")).to.deep.nested.include({
      "Subscriptions[0].SubscriptionArn": arn,
      "Subscriptions[0].Endpoint": endpoint,
    });
    expect(ask("GetTopicAttributes")).to.nested.include({
      "Attributes.SubscriptionsConfirmed": "1",
    });
  });
});
