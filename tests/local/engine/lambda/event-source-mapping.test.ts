import { expect } from "chai";
import type { AwsError } from "../../../../local/engine/aws-error";
import { LambdaWorld, type QueueEvent, queueArn, region } from "./lambda-world";

/** A consumer that notes its batches and does with each body what the table says. */
function consumer(returns: (bodies: string[], event: QueueEvent) => unknown) {
  const batches: string[][] = [];
  const run = async (event: QueueEvent) => {
    const bodies = event.Records.map(({ body }) => body);
    batches.push(bodies);
    return returns(bodies, event);
  };
  return { batches, run };
}

const failuresOf = ({ Records }: QueueEvent, isBad: (body: string) => boolean) => ({
  batchItemFailures: Records.filter(({ body }) => isBad(body)).map(({ messageId }) => ({
    itemIdentifier: messageId,
  })),
});

describe("event source mappings", () => {
  it("hand over what arrives and delete what succeeded", async () => {
    const world = new LambdaWorld();
    const { batches, run } = consumer(() => undefined);
    world.create(run);
    world.queue();
    world.map();
    await world.pass(1);
    world.send("p-1", "p-2");
    await world.pass(1);
    expect(batches).to.deep.equal([["p-1", "p-2"]]);
    expect(world.depth()).to.include({ visible: 0, inFlight: 0 });
  });

  it("poll without a sound: an idle mapping leaves nothing to happen", async () => {
    const world = new LambdaWorld();
    world.create(consumer(() => undefined).run);
    world.queue({ receiveWaitSeconds: 20 });
    world.map();
    await world.pass(1);
    expect(world.timeline.step()).to.equal(false);
    world.send("p-1");
    await world.pass(1);
    expect(world.depth().visible).to.equal(0);
  });

  it("give the event the shape the function expects", async () => {
    const world = new LambdaWorld();
    let seen: unknown;
    world.create(async (event) => {
      seen = event;
    });
    world.queue();
    world.map();
    const attributes = { kind: { DataType: "String", StringValue: "hint" } };
    world.sqs.deliver(queueArn("payments"), { body: "p-1", attributes }, "test");
    await world.pass(1);
    expect(seen).to.have.nested.property("Records[0].eventSource", "aws:sqs");
    expect(seen).to.have.nested.property("Records[0].eventSourceARN", queueArn("payments"));
    expect(seen).to.have.nested.property("Records[0].awsRegion", region);
    expect(seen).to.have.nested.property("Records[0].attributes.ApproximateReceiveCount", "1");
    expect(seen).to.have.nested.property("Records[0].messageAttributes.kind.stringValue", "hint");
    expect(seen).to.have.nested.property("Records[0].md5OfBody").with.length(32);
  });

  it("bring a failed batch back as a whole when the visibility timeout runs out", async () => {
    const world = new LambdaWorld();
    let failures = 1;
    const { batches, run } = consumer(() => {
      if (failures-- > 0) throw new Error("store unreachable");
    });
    world.create(run);
    world.queue({ visibilityTimeoutSeconds: 30 });
    world.map();
    world.send("p-1", "p-2");
    await world.pass(29);
    expect(batches).to.have.length(1);
    expect(world.depth().inFlight).to.equal(2);
    await world.pass(2);
    expect(batches).to.deep.equal([
      ["p-1", "p-2"],
      ["p-1", "p-2"],
    ]);
    expect(world.depth().inFlight).to.equal(0);
  });

  it("bring back only the reported failures, and at last move them to the dead letters", async () => {
    const world = new LambdaWorld();
    const { batches, run } = consumer((_bodies, event) =>
      failuresOf(event, (body) => body === "poison"),
    );
    world.create(run);
    world.queue({ name: "dead" });
    const redrive = { deadLetterTargetArn: queueArn("dead"), maxReceiveCount: 2 };
    world.queue({ visibilityTimeoutSeconds: 10, redrive });
    world.map({ reportBatchItemFailures: true });
    world.send("p-1", "poison", "p-2");
    await world.pass(60);
    expect(batches).to.deep.equal([["p-1", "poison", "p-2"], ["poison"]]);
    expect(world.bodies("dead")).to.deep.equal(["poison"]);
    expect(world.depth()).to.include({ visible: 0, inFlight: 0 });
  });

  for (const [what, response, remaining] of [
    ["null", null, 0],
    ["an empty object", {}, 0],
    ["an empty list", { batchItemFailures: [] }, 0],
    ["a list of null", { batchItemFailures: null }, 0],
    ["text", "done", 2],
    ["an unknown message", { batchItemFailures: [{ itemIdentifier: "nobody" }] }, 2],
    ["an empty identifier", { batchItemFailures: [{ itemIdentifier: "" }] }, 2],
    ["a wrong key", { batchItemFailures: [{ id: "p-1" }] }, 2],
    ["no list", { batchItemFailures: "p-1" }, 2],
  ] as const) {
    it(`with partial results, ${what} leaves ${remaining} of 2 messages`, async () => {
      const world = new LambdaWorld();
      world.create(consumer(() => response).run);
      world.queue();
      world.map({ reportBatchItemFailures: true });
      world.send("p-1", "p-2");
      await world.pass(1);
      expect(world.depth().inFlight).to.equal(remaining);
    });
  }

  it("without partial results a reported failure is ignored, as on AWS", async () => {
    const world = new LambdaWorld();
    world.create(consumer((_bodies, event) => failuresOf(event, () => true)).run);
    world.queue();
    world.map();
    world.send("p-1");
    await world.pass(1);
    expect(world.depth()).to.include({ visible: 0, inFlight: 0 });
  });

  it("keep a timed-out batch for another delivery", async () => {
    const world = new LambdaWorld();
    let runs = 0;
    world.create(async () => {
      runs += 1;
      if (runs === 1) await world.sleep(3_600_000);
    });
    world.queue({ visibilityTimeoutSeconds: 30 });
    world.map();
    world.send("p-1");
    await world.pass(31);
    expect(runs).to.equal(2);
    expect(world.depth()).to.include({ visible: 0, inFlight: 0 });
  });

  it("gather a batch for the window or until it is full", async () => {
    const world = new LambdaWorld();
    const { batches, run } = consumer(() => undefined);
    world.create(run);
    world.queue();
    world.map({ batchSize: 25, batchingWindowSeconds: 5 });
    world.send("early");
    await world.pass(3);
    world.send("late");
    await world.pass(1.9);
    expect(batches).to.have.length(0);
    await world.pass(0.2);
    expect(batches).to.deep.equal([["early", "late"]]);
    world.send(...Array.from({ length: 30 }, (_, i) => `p-${i}`));
    await world.pass(0.1);
    expect(batches[1]).to.have.length(25);
    await world.pass(5);
    expect(batches[2]).to.have.length(5);
    expect(world.depth().inFlight).to.equal(0);
  });

  it("keep to their maximum concurrency", async () => {
    const world = new LambdaWorld();
    let running = 0;
    let most = 0;
    let done = 0;
    world.create(async () => {
      running += 1;
      most = Math.max(most, running);
      await world.sleep(1000);
      running -= 1;
      done += 1;
    });
    world.queue();
    world.map({ batchSize: 1, maximumConcurrency: 3 });
    world.send(...Array.from({ length: 12 }, (_, i) => `p-${i}`));
    await world.pass(1.5);
    expect({ most, done }).to.deep.equal({ most: 3, done: 3 });
    await world.pass(3);
    expect({ most, done }).to.deep.equal({ most: 3, done: 12 });
  });

  it("begin with few batches and take more while the backlog lasts", async () => {
    const world = new LambdaWorld();
    let running = 0;
    let most = 0;
    world.create(async () => {
      running += 1;
      most = Math.max(most, running);
      await world.sleep(1000);
      running -= 1;
    });
    world.queue();
    world.map({ batchSize: 1 });
    world.send(...Array.from({ length: 700 }, (_, i) => `p-${i}`));
    await world.pass(59);
    expect(most).to.equal(5);
    await world.pass(10);
    expect(most).to.be.within(200, 305);
    expect(world.depth()).to.include({ visible: 0, inFlight: 0 });
  });

  it("hold a throttled batch for its visibility timeout, then give it back", async () => {
    const world = new LambdaWorld();
    const { batches, run } = consumer(() => undefined);
    world.create(run);
    world.queue({ name: "dead" });
    const redrive = { deadLetterTargetArn: queueArn("dead"), maxReceiveCount: 2 };
    world.queue({ visibilityTimeoutSeconds: 30, redrive });
    world.map();
    world.lambda.setReservedConcurrency(region, "settle", 0);
    world.send("p-1");
    await world.pass(20);
    expect(world.depth().inFlight).to.equal(1);
    expect(world.counted.get("Throttles")).to.be.greaterThan(3);
    world.lambda.setReservedConcurrency(region, "settle", undefined);
    await world.pass(9);
    expect(batches, "retried within one delivery").to.have.length(0);
    await world.pass(5);
    expect(batches).to.deep.equal([["p-1"]]);
  });

  it("burn deliveries while throttled: long enough, and a good message is a dead letter", async () => {
    const world = new LambdaWorld();
    world.create(consumer(() => undefined).run);
    world.queue({ name: "dead" });
    const redrive = { deadLetterTargetArn: queueArn("dead"), maxReceiveCount: 3 };
    world.queue({ visibilityTimeoutSeconds: 30, redrive });
    world.map();
    world.lambda.setReservedConcurrency(region, "settle", 0);
    world.send("p-1");
    await world.pass(120);
    expect(world.bodies("dead")).to.deep.equal(["p-1"]);
  });
});

describe("event source mappings through disasters", () => {
  it("a killed region has no effect; its batch is delivered again after the restart", async () => {
    const world = new LambdaWorld();
    let runs = 0;
    world.create(async () => {
      runs += 1;
      await world.sleep(2000);
    });
    world.queue({ visibilityTimeoutSeconds: 30 });
    world.map({ batchSize: 1, maximumConcurrency: 2 });
    world.send("p-1", "p-2");
    await world.pass(1);
    world.lambda.kill(region);
    await world.pass(60);
    expect(runs).to.equal(2);
    expect(world.depth()).to.include({ visible: 2, inFlight: 0 });
    world.lambda.start(region);
    await world.pass(10);
    expect(runs).to.equal(4);
    expect(world.depth()).to.include({ visible: 0, inFlight: 0 });
  });

  it("a stopped mapping finishes its batch and takes no other", async () => {
    const world = new LambdaWorld();
    const { batches, run } = consumer(() => world.sleep(1000));
    world.create(run);
    world.queue();
    world.map();
    world.send("p-1");
    await world.pass(0.5);
    world.lambda.stop(region);
    world.send("p-2");
    await world.pass(60);
    expect(batches).to.deep.equal([["p-1"]]);
    expect(world.depth()).to.include({ visible: 1, inFlight: 0 });
    world.lambda.start(region);
    await world.pass(60);
    expect(batches).to.deep.equal([["p-1"], ["p-2"]]);
  });

  it("stopping while throttled gives the places back", async () => {
    const world = new LambdaWorld();
    const { batches, run } = consumer(() => undefined);
    world.create(run);
    world.queue({ visibilityTimeoutSeconds: 30 });
    world.map({ batchSize: 1, maximumConcurrency: 2 });
    world.lambda.setReservedConcurrency(region, "settle", 0);
    world.send("p-1", "p-2", "p-3");
    await world.pass(1);
    world.lambda.stop(region);
    world.lambda.setReservedConcurrency(region, "settle", undefined);
    await world.pass(60);
    world.lambda.start(region);
    await world.pass(1);
    expect(batches).to.have.length(3);
  });

  it("a lost queue is looked for again every minute", async () => {
    const world = new LambdaWorld();
    const { batches, run } = consumer(() => undefined);
    world.create(run);
    world.queue();
    const mapping = world.map();
    await world.pass(1);
    world.sqs.dropQueue(region, "payments");
    await world.pass(1);
    expect(mapping.lastProblem).to.match(/^QueueDoesNotExist/);
    world.queue();
    world.send("p-1");
    await world.pass(30);
    expect(batches).to.have.length(0);
    await world.pass(31);
    expect(batches).to.deep.equal([["p-1"]]);
    expect(mapping.lastProblem).to.equal(undefined);
  });

  it("a disabled mapping never polls", async () => {
    const world = new LambdaWorld();
    const { batches, run } = consumer(() => undefined);
    world.create(run);
    world.queue();
    world.map({ enabled: false });
    world.send("p-1");
    world.lambda.stop(region);
    world.lambda.start(region);
    await world.pass(60);
    expect(batches).to.have.length(0);
  });

  it("what Lambda refuses to map is refused", () => {
    const world = new LambdaWorld();
    world.create(async () => undefined, { timeoutMs: 60_000 });
    world.queue({ visibilityTimeoutSeconds: 59 });
    world.queue({ name: "slow", visibilityTimeoutSeconds: 360 });
    const refused = (more: object): string => {
      try {
        world.map({ queueArn: queueArn("slow"), ...more });
      } catch (error) {
        return `${(error as AwsError).name} ${(error as AwsError).message}`;
      }
      return "accepted";
    };
    expect(refused({})).to.equal("accepted");
    expect(refused({ queueArn: queueArn("payments") })).to.match(/less than Function timeout/);
    expect(refused({ batchSize: 11 })).to.match(/batching window/);
    expect(refused({ maximumConcurrency: 1 })).to.match(/2\.\.1000/);
    expect(refused({ functionName: "nobody" })).to.match(/ResourceNotFound/);
    expect(refused({ filterCriteria: {} })).to.match(/NotModelled/);
    const elsewhere = queueArn("slow").replace(region, "us-east-2");
    expect(refused({ queueArn: elsewhere })).to.match(/not in us-east-1/);
  });
});
