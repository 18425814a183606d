import { expect } from "chai";
import { SqsWorld } from "./sqs-world";

interface Received {
  Messages?: { Body: string }[];
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Starts a long poll; `answer` is undefined while it waits. */
function poll(world: SqsWorld, url: string, more: Record<string, unknown> = {}) {
  const state: { answer?: string[]; error?: Error } = {};
  const input = { QueueUrl: url, WaitTimeSeconds: 20, ...more };
  const waiting = world.call<Promise<Received>>("ReceiveMessage", input);
  expect(waiting).to.be.instanceOf(Promise);
  waiting.then(
    ({ Messages }) => {
      state.answer = (Messages ?? []).map(({ Body }) => Body);
    },
    (error) => {
      state.error = error;
    },
  );
  return state;
}

describe("long polls", () => {
  it("answer at once, without a promise, when something is there", () => {
    const world = new SqsWorld();
    const url = world.queue({ receiveWaitSeconds: 20 });
    world.send(url, "p-1");
    expect(world.bodies(url)).to.deep.equal(["p-1"]);
  });

  it("answer when a message arrives, and with nothing when the time is over", async () => {
    const world = new SqsWorld();
    const url = world.queue();
    const early = poll(world, url);
    world.pass(5);
    world.send(url, "p-1");
    await settled();
    expect(early.answer).to.deep.equal(["p-1"]);
    expect(world.timeline.step(), "nothing is left of the wait").to.equal(false);

    const empty = poll(world, url, { WaitTimeSeconds: 3 });
    world.pass(2.9);
    await settled();
    expect(empty.answer).to.equal(undefined);
    world.pass(0.2);
    await settled();
    expect(empty.answer).to.deep.equal([]);
  });

  it("answer when a delay ends or a visibility timeout runs out", async () => {
    const world = new SqsWorld();
    const url = world.queue({ visibilityTimeoutSeconds: 8 });
    world.send(url, "late", { DelaySeconds: 4 });
    const first = poll(world, url);
    world.pass(4);
    await settled();
    expect(first.answer).to.deep.equal(["late"]);
    const second = poll(world, url);
    world.pass(7.9);
    await settled();
    expect(second.answer).to.equal(undefined);
    world.pass(0.1);
    await settled();
    expect(second.answer).to.deep.equal(["late"]);
  });

  it("are served in the order they came, and each message goes to one of them", async () => {
    const world = new SqsWorld();
    const url = world.queue();
    const [first, second, third] = [poll(world, url), poll(world, url), poll(world, url)];
    const Entries = ["a", "b"].map((body) => ({ Id: body, MessageBody: body }));
    world.call("SendMessageBatch", { QueueUrl: url, Entries });
    await settled();
    expect([first.answer, second.answer, third.answer]).to.deep.equal([["a"], ["b"], undefined]);
  });

  it("take the batch that arrives together", async () => {
    const world = new SqsWorld();
    const url = world.queue();
    const waiting = poll(world, url, { MaxNumberOfMessages: 10 });
    const Entries = ["a", "b", "c"].map((body) => ({ Id: body, MessageBody: body }));
    world.call("SendMessageBatch", { QueueUrl: url, Entries });
    await settled();
    expect(waiting.answer).to.deep.equal(["a", "b", "c"]);
  });

  it("fail when the queue is lost meanwhile", async () => {
    const world = new SqsWorld();
    const waiting = poll(world, world.queue());
    world.sqs.dropQueue("us-east-1", "payments");
    await settled();
    expect(waiting.error?.name).to.equal("QueueDoesNotExist");
  });

  it("leave nothing scheduled on a queue that nobody waits on", () => {
    const world = new SqsWorld();
    const url = world.queue();
    for (let i = 0; i < 5; i++) world.send(url, "p", { DelaySeconds: i });
    world.receive(url);
    expect(world.timeline.step()).to.equal(false);
  });
});
