import { expect } from "chai";
import { Random } from "../../../../local/engine/random";
import { DueHeap } from "../../../../local/engine/sqs/due-heap";
import type { Message } from "../../../../local/engine/sqs/message";

/** Compares the heap with a sorted list through a long random life, sweeps included. */
describe("messages by due time", () => {
  it("come in the order of their time, and of their arrival within it", () => {
    const random = new Random("due-heap");
    const dead = new Set<number>();
    const heap = new DueHeap((_, { serial }) => !dead.has(serial));
    let model: { atMs: number; serial: number }[] = [];
    let popped = 0;
    for (let serial = 1; serial <= 5000; serial++) {
      const atMs = random.int(200);
      heap.push(atMs, { serial } as Message);
      model.push({ atMs, serial });
      if (random.chance(0.6)) {
        const victim = random.pick(model);
        dead.add(victim.serial);
        model = model.filter((entry) => entry !== victim);
      }
      if (random.chance(0.3)) {
        const untilMs = random.int(40);
        model.sort((a, b) => a.atMs - b.atMs || a.serial - b.serial);
        expect(heap.nextAtMs()).to.equal(model[0]?.atMs);
        const isDue = model[0] !== undefined && model[0].atMs <= untilMs;
        expect(heap.pop(untilMs)?.serial).to.equal(isDue ? model.shift()?.serial : undefined);
        if (isDue) popped += 1;
      }
    }
    expect(popped).to.be.greaterThan(500);
  });
});
