import { expect } from "chai";
import { SqsWorld } from "./sqs-world";

/** The weak promises of a standard queue, made to show themselves. */
describe("faults of a queue", () => {
  it("a duplicate comes again even after the first copy was deleted", () => {
    let duplicates = 1;
    const faults = { duplicate: () => duplicates-- > 0, reorder: () => false };
    const world = new SqsWorld({ faults });
    const url = world.queue();
    const id = world.send(url, "p-1");
    const [first] = world.receive(url);
    world.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: first?.ReceiptHandle });
    const [second] = world.receive(url);
    expect(second?.MessageId).to.equal(id);
    world.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: second?.ReceiptHandle });
    world.pass(3600);
    expect(world.receive(url)).to.deep.equal([]);
  });

  it("a reordered queue loses nothing and differs from the order of sending", () => {
    const world = new SqsWorld({ faults: { duplicate: () => false, reorder: () => true } });
    const url = world.queue();
    const sent = Array.from({ length: 30 }, (_, i) => `p-${i}`);
    for (const body of sent) world.send(url, body);
    const received = [0, 1, 2].flatMap(() => world.bodies(url));
    expect(received).to.not.deep.equal(sent);
    expect(received).to.have.members(sent);
  });

  it("without faults the order is the order of sending", () => {
    const world = new SqsWorld();
    const url = world.queue();
    const sent = Array.from({ length: 30 }, (_, i) => `p-${i}`);
    for (const body of sent) world.send(url, body);
    expect([0, 1, 2].flatMap(() => world.bodies(url))).to.deep.equal(sent);
  });

  it("the same seed names everything the same", () => {
    const ids = () => {
      const world = new SqsWorld();
      return world.send(world.queue(), "p-1");
    };
    expect(ids()).to.equal(ids());
    expect(ids()).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("neither loses nor invents a message in a long random life", () => {
    const world = new SqsWorld();
    const url = world.queue({ visibilityTimeoutSeconds: 5 });
    const open = new Set<string>();
    let deliveries = 0;
    let draw = 7;
    const next = (bound: number) => {
      draw = (draw * 48_271) % 2_147_483_647;
      return draw % bound;
    };
    for (let i = 0; i < 3000; i++) {
      const action = next(4);
      if (action < 2) open.add(world.send(url, "p", { DelaySeconds: next(3) }));
      else if (action === 2) {
        for (const { MessageId, ReceiptHandle } of world.receive(url)) {
          expect(open.has(MessageId)).to.equal(true);
          deliveries += 1;
          if (next(3) === 0) continue;
          world.call("DeleteMessage", { QueueUrl: url, ReceiptHandle });
          open.delete(MessageId);
        }
      } else world.pass(next(4));
      const { visible, inFlight, delayed } = world.sqs.depth("us-east-1", "payments");
      expect(visible + inFlight + delayed).to.equal(open.size);
    }
    expect(deliveries).to.be.greaterThan(1000);
  });
});
