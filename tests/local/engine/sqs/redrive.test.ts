import { expect } from "chai";
import { SqsWorld } from "./sqs-world";

const arn = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;

function worldWithDeadLetters(maxReceiveCount = 3, retentionSeconds = 345_600) {
  const world = new SqsWorld();
  const dead = world.queue({ name: "dead", messageRetentionSeconds: retentionSeconds });
  const redrive = { deadLetterTargetArn: arn("dead"), maxReceiveCount };
  const url = world.queue({ redrive, visibilityTimeoutSeconds: 10 });
  return { world, dead, url };
}

/** Receives and lets the visibility timeout run out, as a consumer does that always crashes. */
function fail(world: SqsWorld, url: string, times: number): number {
  let deliveries = 0;
  for (let i = 0; i < times; i++) {
    deliveries += world.receive(url).length;
    world.pass(10);
  }
  return deliveries;
}

describe("redrive to the dead-letter queue", () => {
  it("delivers a message as often as the policy says, then moves it", () => {
    const { world, dead, url } = worldWithDeadLetters(3);
    const id = world.send(url, "poison", {
      MessageAttributes: { kind: { DataType: "String", StringValue: "hint" } },
    });
    expect(fail(world, url, 3)).to.equal(3);
    expect(world.sqs.depth("us-east-1", "dead").visible, "not before it is asked for").to.equal(0);
    expect(world.receive(url)).to.deep.equal([]);

    const [letter] = world.receive(dead);
    expect(letter).to.include({ MessageId: id, Body: "poison" });
    expect(letter?.Attributes).to.include({
      DeadLetterQueueSourceArn: arn("payments"),
      ApproximateReceiveCount: "4",
    });
    expect(letter?.MessageAttributes?.kind?.StringValue).to.equal("hint");
  });

  it("moves the poison and delivers the rest of the queue in the same receive", () => {
    const { world, url } = worldWithDeadLetters(1);
    world.send(url, "poison");
    fail(world, url, 1);
    world.send(url, "good");
    expect(world.bodies(url)).to.deep.equal(["good"]);
    expect(world.sqs.depth("us-east-1", "dead").visible).to.equal(1);
  });

  it("counts retention from when the message was first sent", () => {
    const { world, dead, url } = worldWithDeadLetters(1, 60);
    world.send(url, "poison");
    fail(world, url, 1);
    world.receive(url);
    world.pass(49);
    expect(world.sqs.depth("us-east-1", "dead").visible).to.equal(1);
    world.pass(1);
    expect(world.bodies(dead)).to.deep.equal([]);
  });

  it("keeps delivering when the dead-letter queue is lost", () => {
    const { world, url } = worldWithDeadLetters(2);
    world.send(url, "poison");
    world.sqs.dropQueue("us-east-1", "dead");
    expect(fail(world, url, 5)).to.equal(5);
  });

  it("refuses a policy that points to another region or counts below one", () => {
    const world = new SqsWorld();
    const elsewhere = "arn:aws:sqs:us-east-2:123456789012:dead";
    const create = (deadLetterTargetArn: string, maxReceiveCount: number) => () =>
      world.queue({ redrive: { deadLetterTargetArn, maxReceiveCount } });
    expect(create(elsewhere, 3)).to.throw(/RedrivePolicy/);
    expect(create(arn("dead"), 0)).to.throw(/RedrivePolicy/);
  });

  it("refuses a source that the dead-letter queue does not allow, whichever is created first", () => {
    const redrive = { deadLetterTargetArn: arn("dead"), maxReceiveCount: 3 };
    const redriveAllow = {
      redrivePermission: "byQueue",
      sourceQueueArns: [arn("allowed")],
    } as const;
    const world = new SqsWorld();
    world.queue({ name: "dead", redriveAllow });
    world.queue({ name: "allowed", redrive });
    expect(() => world.queue({ name: "stranger", redrive })).to.throw(/does not allow/);

    const reversed = new SqsWorld();
    reversed.queue({ name: "stranger", redrive });
    expect(() => reversed.queue({ name: "dead", redriveAllow })).to.throw(/does not allow/);
  });

  it("names the queues that send their dead letters here", () => {
    const { world, dead } = worldWithDeadLetters();
    const sources = world.call("ListDeadLetterSourceQueues", { QueueUrl: dead });
    expect(sources.queueUrls).to.deep.equal([
      "https://sqs.us-east-1.amazonaws.com/123456789012/payments",
    ]);
  });
});

describe("redrive back from the dead-letter queue", () => {
  function withLetters(count: number) {
    const made = worldWithDeadLetters(1);
    for (let i = 0; i < count; i++) made.world.send(made.url, `p-${i}`);
    for (let i = 0; i < Math.ceil(count / 10); i++) made.world.receive(made.url);
    made.world.pass(10);
    made.world.receive(made.url);
    expect(made.world.sqs.depth("us-east-1", "dead").visible).to.equal(count);
    return made;
  }

  it("brings messages back to where they failed, as new ones", () => {
    const { world, url } = withLetters(1);
    world.call("StartMessageMoveTask", { SourceArn: arn("dead") });
    world.pass(1);
    const [back] = world.receive(url);
    expect(back?.Body).to.equal("p-0");
    expect(back?.Attributes?.ApproximateReceiveCount).to.equal("1");
    expect(back?.Attributes).to.not.have.property("DeadLetterQueueSourceArn");
    const { Results } = world.call<{ Results: Record<string, unknown>[] }>("ListMessageMoveTasks", {
      SourceArn: arn("dead"),
    });
    expect(Results[0]).to.include({ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 });
  });

  it("keeps to the rate it was given, and stops when cancelled", () => {
    const { world, url } = withLetters(30);
    const { TaskHandle } = world.call("StartMessageMoveTask", {
      SourceArn: arn("dead"),
      MaxNumberOfMessagesPerSecond: 10,
    });
    const again = { SourceArn: arn("dead") };
    expect(world.refusal("StartMessageMoveTask", again).name).to.equal("UnsupportedOperation");
    world.pass(1.5);
    expect(world.sqs.depth("us-east-1", "payments").visible).to.equal(20);
    expect(world.call("CancelMessageMoveTask", { TaskHandle })).to.deep.equal({
      ApproximateNumberOfMessagesMoved: 20,
    });
    world.pass(10);
    expect(world.bodies(url)).to.have.length(10);
    expect(world.sqs.depth("us-east-1", "dead").visible).to.equal(10);
  });

  it("keeps letters whose origin is lost, and fails for that reason", () => {
    const { world } = withLetters(2);
    const redrive = { deadLetterTargetArn: arn("dead"), maxReceiveCount: 1 };
    world.queue({ name: "other-source", redrive });
    world.sqs.dropQueue("us-east-1", "payments");
    world.call("StartMessageMoveTask", { SourceArn: arn("dead") });
    world.pass(1);
    const { Results } = world.call<{ Results: Record<string, unknown>[] }>("ListMessageMoveTasks", {
      SourceArn: arn("dead"),
    });
    expect(Results[0]).to.include({ Status: "FAILED", ApproximateNumberOfMessagesMoved: 0 });
    expect(world.sqs.depth("us-east-1", "dead").visible).to.equal(2);
  });

  it("starts only from a queue that is somebody's dead-letter queue", () => {
    const { world } = worldWithDeadLetters();
    const refusal = world.refusal("StartMessageMoveTask", { SourceArn: arn("payments") });
    expect(refusal.name).to.equal("InvalidParameterValue");
  });
});
