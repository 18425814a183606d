import { expect } from "chai";
import type { FunctionDeclaration } from "../../../../local/engine/lambda/function-declaration";
import { LambdaWorld, queueArn, region } from "./lambda-world";

/** A function that fails as often as it is told, and remembers when it ran. */
function failing(world: LambdaWorld, times: number, more: Partial<FunctionDeclaration> = {}) {
  const runs: { atSeconds: number; requestId: string; event: unknown }[] = [];
  const start = world.timeline.nowMs();
  const arn = world.create(async (event: { id: string; touched?: boolean }, { requestId }) => {
    const atSeconds = (world.timeline.nowMs() - start) / 1000;
    runs.push({ atSeconds, requestId, event: { ...event } });
    event.touched = true;
    if (runs.length <= times) throw new Error(`failure ${runs.length}`);
    return { settled: event.id };
  }, more);
  return { runs, arn };
}

function withQueues(): LambdaWorld {
  const world = new LambdaWorld();
  for (const name of ["failures", "successes", "letters"]) world.queue({ name });
  return world;
}

describe("asynchronous invocations", () => {
  it("are taken with 202 and run once", async () => {
    const world = new LambdaWorld();
    const { runs } = failing(world, 0);
    const input = { FunctionName: "settle", InvocationType: "Event", Payload: '{"id":"p-1"}' };
    expect(world.lambda.call({ region }, "Invoke", input)).to.include({ StatusCode: 202 });
    expect(runs).to.have.length(0);
    await world.pass(600);
    expect(runs.map(({ event }) => event)).to.deep.equal([{ id: "p-1" }]);
  });

  it("are tried again after one and two minutes, with the same id and an untouched event", async () => {
    const world = new LambdaWorld();
    const { runs, arn } = failing(world, 2);
    world.lambda.invokeEvent(arn, { id: "p-1" });
    await world.pass(3600);
    expect(runs.map(({ atSeconds }) => atSeconds)).to.deep.equal([0, 60, 180]);
    expect(new Set(runs.map(({ requestId }) => requestId)).size).to.equal(1);
    expect(runs[2]?.event).to.deep.equal({ id: "p-1" });
  });

  it("report their failure to the destination after the last retry", async () => {
    const world = withQueues();
    const { runs, arn } = failing(world, 9, { async: { onFailureArn: queueArn("failures") } });
    world.lambda.invokeEvent(arn, { id: "p-1" });
    await world.pass(179);
    expect(world.bodies("failures")).to.deep.equal([]);
    await world.pass(1);
    const record = JSON.parse(world.bodies("failures")[0] ?? "{}");
    expect(record.requestContext).to.deep.equal({
      requestId: runs[0]?.requestId,
      functionArn: `${arn}:$LATEST`,
      condition: "RetriesExhausted",
      approximateInvokeCount: 3,
    });
    expect(record.requestPayload).to.deep.equal({ id: "p-1" });
    expect(record.responseContext).to.include({ functionError: "Unhandled" });
    expect(record.responsePayload.errorMessage).to.equal("failure 3");
    expect(world.counted.get("AsyncEventsDropped")).to.equal(1);
  });

  it("report success to its own destination", async () => {
    const world = withQueues();
    const { arn } = failing(world, 1, {
      async: { onSuccessArn: queueArn("successes"), onFailureArn: queueArn("failures") },
    });
    world.lambda.invokeEvent(arn, { id: "p-1" });
    await world.pass(600);
    const record = JSON.parse(world.bodies("successes")[0] ?? "{}");
    expect(record.requestContext).to.include({ condition: "Success", approximateInvokeCount: 2 });
    expect(record.responsePayload).to.deep.equal({ settled: "p-1" });
    expect(world.bodies("failures")).to.deep.equal([]);
  });

  it("go to a topic or to another function as well", async () => {
    const world = withQueues();
    const topicArn = "arn:aws:sns:us-east-1:123456789012:incidents";
    const { arn } = failing(world, 9, {
      async: { onFailureArn: topicArn, maximumRetryAttempts: 0 },
    });
    world.lambda.invokeEvent(arn, { id: "p-1" });
    await world.pass(1);
    expect(world.published).to.have.length(1);
    expect(world.published[0]?.topicArn).to.equal(topicArn);

    const received: unknown[] = [];
    const auditor = world.lambda.createFunction(region, {
      name: "auditor",
      timeoutMs: 1000,
      memoryMb: 128,
      run: async (event) => {
        received.push(event);
      },
    });
    const audited = world.lambda.createFunction(region, {
      name: "audited",
      timeoutMs: 1000,
      memoryMb: 128,
      async: { onSuccessArn: auditor },
      run: async () => "done",
    });
    world.lambda.invokeEvent(audited, { id: "p-2" });
    await world.pass(1);
    expect(received).to.have.length(1);
    expect(received[0]).to.deep.include({ responsePayload: "done" });
  });

  it("leave the event and the error in an old-style dead-letter queue", async () => {
    const world = withQueues();
    const { runs, arn } = failing(world, 9, {
      async: { deadLetterArn: queueArn("letters"), maximumRetryAttempts: 1 },
    });
    world.lambda.invokeEvent(arn, { id: "p-1" });
    await world.pass(60);
    expect(runs).to.have.length(2);
    const QueueUrl = world.sqs.queueByArn(queueArn("letters"))?.url;
    const received = world.sqs.call({ region }, "ReceiveMessage", {
      QueueUrl,
      MessageAttributeNames: ["All"],
    }) as {
      Messages: { Body: string; MessageAttributes: Record<string, { StringValue: string }> }[];
    };
    const [letter] = received.Messages;
    expect(JSON.parse(letter?.Body ?? "")).to.deep.equal({ id: "p-1" });
    expect(letter?.MessageAttributes.ErrorCode?.StringValue).to.equal("200");
    expect(letter?.MessageAttributes.ErrorMessage?.StringValue).to.equal("failure 2");
    expect(letter?.MessageAttributes.RequestID?.StringValue).to.equal(runs[0]?.requestId);
  });

  it("wait out a throttle without using up their retries", async () => {
    const world = withQueues();
    const { runs, arn } = failing(world, 2, { async: { onFailureArn: queueArn("failures") } });
    world.lambda.setReservedConcurrency(region, "settle", 0);
    world.lambda.invokeEvent(arn, { id: "p-1" });
    await world.pass(100);
    expect(runs).to.have.length(0);
    world.lambda.setReservedConcurrency(region, "settle", undefined);
    await world.pass(600);
    expect(runs).to.have.length(3);
    expect(world.bodies("failures")).to.deep.equal([]);
  });

  it("are given up when they get too old", async () => {
    const world = withQueues();
    const { runs, arn } = failing(world, 9, {
      async: { onFailureArn: queueArn("failures"), maximumEventAgeSeconds: 90 },
    });
    world.lambda.setReservedConcurrency(region, "settle", 0);
    world.lambda.invokeEvent(arn, { id: "p-1" });
    await world.pass(600);
    expect(runs).to.have.length(0);
    const record = JSON.parse(world.bodies("failures")[0] ?? "{}");
    expect(record.requestContext.condition).to.equal("EventAgeExceeded");
    expect(record).to.not.have.property("responsePayload");
  });

  it("count a destination that is lost, and nothing else happens", async () => {
    const world = withQueues();
    const { arn } = failing(world, 9, {
      async: { onFailureArn: queueArn("failures"), maximumRetryAttempts: 0 },
    });
    world.sqs.dropQueue(region, "failures");
    world.lambda.invokeEvent(arn, { id: "p-1" });
    await world.pass(1);
    expect(world.counted.get("DestinationDeliveryFailures")).to.equal(1);
  });

  it("survive the death of their region, running or waiting for a retry", async () => {
    const world = new LambdaWorld();
    const runs: string[] = [];
    const arn = world.create(async ({ id }: { id: string }) => {
      runs.push(id);
      if (id === "retry" && runs.length < 3) throw new Error("later");
      await world.sleep(1000);
      return id;
    });
    world.lambda.invokeEvent(arn, { id: "running" });
    world.lambda.invokeEvent(arn, { id: "retry" });
    await world.pass(0.5);
    world.lambda.kill(region);
    await world.pass(3600);
    expect(runs).to.deep.equal(["running", "retry"]);
    world.lambda.start(region);
    await world.pass(3600);
    expect([...runs].sort()).to.deep.equal(["retry", "retry", "running", "running"]);
  });
});
