import { expect } from "chai";
import { SqsWorld } from "./sqs-world";

describe("delivery of messages", () => {
  it("hides a received message for the visibility timeout, then delivers it again", () => {
    const world = new SqsWorld();
    const url = world.queue({ visibilityTimeoutSeconds: 30 });
    world.send(url, "p-1");

    const [first] = world.receive(url);
    expect(first?.Attributes?.ApproximateReceiveCount).to.equal("1");
    world.pass(29.999);
    expect(world.receive(url)).to.deep.equal([]);
    world.pass(0.001);
    const [second] = world.receive(url);

    expect(second?.MessageId).to.equal(first?.MessageId);
    expect(second?.ReceiptHandle).to.not.equal(first?.ReceiptHandle);
    expect(second?.Attributes?.ApproximateReceiveCount).to.equal("2");
    expect(second?.Attributes?.ApproximateFirstReceiveTimestamp).to.equal(
      first?.Attributes?.ApproximateFirstReceiveTimestamp,
    );
  });

  it("forgets a deleted message, in flight or visible again", () => {
    const world = new SqsWorld();
    const url = world.queue();
    world.send(url, "p-1");
    const [received] = world.receive(url);
    world.pass(31);
    expect(world.sqs.depth("us-east-1", "payments").visible).to.equal(1);
    world.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: received?.ReceiptHandle });
    world.send(url, "p-2");
    expect(world.bodies(url)).to.deep.equal(["p-2"]);
    world.pass(31);
    expect(world.bodies(url)).to.deep.equal(["p-2"]);
    world.pass(31);
    expect(world.sqs.depth("us-east-1", "payments").visible).to.equal(1);
  });

  it("does not delete through the receipt of an earlier delivery", () => {
    const world = new SqsWorld();
    const url = world.queue();
    world.send(url, "p-1");
    const [early] = world.receive(url);
    world.pass(31);
    world.receive(url);
    world.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: early?.ReceiptHandle });
    world.pass(31);
    expect(world.bodies(url)).to.deep.equal(["p-1"]);
  });

  it("refuses the receipt of another queue, of a lost one too", () => {
    const world = new SqsWorld();
    const url = world.queue();
    world.send(url, "p-1");
    const [received] = world.receive(url);
    world.sqs.dropQueue("us-east-1", "payments");
    const again = world.queue();
    const refusal = world.refusal("DeleteMessage", {
      QueueUrl: again,
      ReceiptHandle: received?.ReceiptHandle,
    });
    expect(refusal.name).to.equal("ReceiptHandleIsInvalid");
  });

  it("changes the visibility of one delivery, down to zero", () => {
    const world = new SqsWorld();
    const url = world.queue();
    world.send(url, "p-1");
    const change = (VisibilityTimeout: number, ReceiptHandle?: string) =>
      world.call("ChangeMessageVisibility", { QueueUrl: url, ReceiptHandle, VisibilityTimeout });

    const [first] = world.receive(url);
    change(100, first?.ReceiptHandle);
    world.pass(99);
    expect(world.bodies(url)).to.deep.equal([]);
    world.pass(1);
    const [second] = world.receive(url);
    change(0, second?.ReceiptHandle);
    expect(world.bodies(url)).to.deep.equal(["p-1"]);
    expect(() => change(10, second?.ReceiptHandle), "received again").to.throw(/in flight/);
    world.pass(30);
    const [third] = world.receive(url);
    world.pass(30);
    expect(() => change(10, third?.ReceiptHandle), "visible again").to.throw(/in flight/);
  });

  it("delays messages by their own delay or the queue's", () => {
    const world = new SqsWorld();
    const url = world.queue({ delaySeconds: 10 });
    world.send(url, "slow");
    world.send(url, "slowest", { DelaySeconds: 900 });
    world.send(url, "at once", { DelaySeconds: 0 });
    expect(world.bodies(url)).to.deep.equal(["at once"]);
    expect(world.sqs.depth("us-east-1", "payments")).to.include({ delayed: 2, inFlight: 1 });
    world.pass(10);
    expect(world.bodies(url, { VisibilityTimeout: 1000 })).to.include("slow");
    world.pass(890);
    expect(world.bodies(url)).to.include("slowest");
  });

  it("drops what is older than the retention, received or not", () => {
    const world = new SqsWorld();
    const url = world.queue({ messageRetentionSeconds: 60 });
    world.send(url, "old");
    world.receive(url, { VisibilityTimeout: 10 });
    world.pass(59);
    world.send(url, "young");
    expect(world.sqs.depth("us-east-1", "payments")).to.include({
      visible: 2,
      oldestAgeSeconds: 59,
    });
    world.pass(1);
    expect(world.sqs.depth("us-east-1", "payments")).to.include({
      visible: 1,
      oldestAgeSeconds: 1,
    });
    expect(world.bodies(url)).to.deep.equal(["young"]);
  });

  it("keeps regions apart, also when their queues have one name", () => {
    const world = new SqsWorld();
    const here = world.queue();
    const there = world.sqs.createQueue("us-east-2", { name: "payments" }).url;
    world.send(here, "p-1");
    expect(world.sqs.depth("us-east-2", "payments").visible).to.equal(0);
    const refusal = world.refusal("SendMessage", { QueueUrl: there, MessageBody: "p-2" });
    expect(refusal.name).to.equal("InvalidAddress");
  });

  it("empties a queue, at most once a minute", () => {
    const world = new SqsWorld();
    const url = world.queue();
    world.send(url, "p-1");
    world.receive(url);
    world.send(url, "p-2");
    world.call("PurgeQueue", { QueueUrl: url });
    world.pass(31);
    expect(world.bodies(url)).to.deep.equal([]);
    expect(world.refusal("PurgeQueue", { QueueUrl: url }).name).to.equal("PurgeQueueInProgress");
    world.pass(30);
    world.call("PurgeQueue", { QueueUrl: url });
  });

  it("loses a queue with its messages, and says so under both names of the error", () => {
    const world = new SqsWorld();
    const url = world.queue();
    world.send(url, "p-1");
    world.sqs.dropQueue("us-east-1", "payments");
    const refusal = world.refusal("ReceiveMessage", { QueueUrl: url });
    expect(refusal.name).to.equal("QueueDoesNotExist");
    expect(refusal.queryErrorCode).to.equal("AWS.SimpleQueueService.NonExistentQueue");
    expect(world.bodies(world.queue())).to.deep.equal([]);
  });

  it("bears only so many messages in flight", () => {
    const world = new SqsWorld();
    const url = world.queue({ inFlightLimit: 3 });
    for (const body of ["a", "b", "c", "d"]) world.send(url, body);
    expect(world.bodies(url)).to.deep.equal(["a", "b", "c"]);
    expect(world.refusal("ReceiveMessage", { QueueUrl: url }).name).to.equal("OverLimit");
    world.pass(30);
    expect(world.bodies(url)).to.have.length(3);
  });
});
