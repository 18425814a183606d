import { expect } from "chai";
import fc from "fast-check";
import {
  failoverBudget,
  ROUTE53_AGGREGATION_SECONDS,
} from "../../../functions/core/failover-budget";
import type { ResourceNode } from "../../../local/program/resource-node";
import { declareDns, VARIANTS } from "./declared-dns";
import { RoutedWorld } from "./routed-world";

/**
 * Goal: the declared DNS leads clients to a region that takes payments, and never back on its own.
 * Method: the declared checks and records go through random histories of both regions' health and
 * of authority, on virtual time, by a model of Route 53's rules.
 */

const CHECK_SECONDS = 3 * 10 + ROUTE53_AGGREGATION_SECONDS;
const LATCH_SECONDS = 10 + ROUTE53_AGGREGATION_SECONDS;
/** Three answers of a kind in a row, ten seconds apart: the first may come at once. */
const VERDICT_SECONDS = 2 * 10;
/** A new check counts as healthy, an inverted one as not: both need their first answers. */
const WARM_UP_SECONDS = 60;
const STEP_SECONDS = 5;

const outage = fc.record({
  seconds: fc.integer({ min: 1, max: 24 }).map((steps) => steps * STEP_SECONDS),
  primary: fc.boolean(),
  secondary: fc.boolean(),
});

const histories = fc.record({ seed: fc.string(), outages: fc.array(outage, { maxLength: 6 }) });

async function started(nodes: readonly ResourceNode[], seed: string): Promise<RoutedWorld> {
  const world = new RoutedWorld(nodes, seed);
  await world.pass(WARM_UP_SECONDS);
  expect(world.answer).to.equal("primary");
  return world;
}

/** Lives through a history and looks after every step. */
async function live(
  world: RoutedWorld,
  outages: readonly { seconds: number; primary: boolean; secondary: boolean }[],
  look: () => void,
): Promise<void> {
  for (const { seconds, primary, secondary } of outages) {
    Object.assign(world.up, { primary, secondary });
    for (let passed = 0; passed < seconds; passed += STEP_SECONDS) {
      await world.pass(STEP_SECONDS);
      look();
    }
  }
}

for (const variant of VARIANTS) {
  describe(`DNS with ${variant.routing} routing by ${variant.recordType}`, () => {
    let nodes: readonly ResourceNode[] = [];
    before(async () => {
      nodes = await declareDns(variant);
    });

    it("never returns by itself once the latch was seen, whatever the primary does", () =>
      fc.assert(
        fc.asyncProperty(histories, async ({ seed, outages }) => {
          const world = await started(nodes, seed);
          world.active = "secondary";
          await world.pass(LATCH_SECONDS);
          const standbyUp = outages.map((one) => ({ ...one, secondary: true }));
          await live(world, standbyUp, () => expect(world.answer).to.equal("secondary"));
        }),
        { numRuns: 30 },
      ));

    it("never points at the fenced region after a takeover at any moment of any history", () =>
      fc.assert(
        fc.asyncProperty(histories, fc.nat(24), async ({ seed, outages }, moment) => {
          const world = await started(nodes, seed);
          let steps = 0;
          let latchedSeconds = 0;
          const standbyUp = outages.map((one) => ({ ...one, secondary: true }));
          await live(world, standbyUp, () => {
            if (steps++ === moment) world.active = "secondary";
            if (world.active !== "secondary") return;
            latchedSeconds += STEP_SECONDS;
            if (latchedSeconds > LATCH_SECONDS) expect(world.answer).to.equal("secondary");
          });
        }),
        { numRuns: 30 },
      ));

    it("never flaps: whatever the primary does, an answer lasts as long as a verdict takes", () =>
      fc.assert(
        fc.asyncProperty(histories, async ({ seed, outages }) => {
          const world = await started(nodes, seed);
          let answer = world.answer;
          let lastedSeconds = Number.POSITIVE_INFINITY;
          // With both regions down the answer fails open, which no verdict has to precede.
          const standbyUp = outages.map((one) => ({ ...one, secondary: true }));
          await live(world, standbyUp, () => {
            lastedSeconds += STEP_SECONDS;
            if (world.answer === answer) return;
            expect(lastedSeconds).to.be.at.least(VERDICT_SECONDS);
            answer = world.answer;
            lastedSeconds = 0;
          });
        }),
        { numRuns: 60 },
      ));

    it("always answers one region, the same for every record type, and forgets no region", () =>
      fc.assert(
        fc.asyncProperty(histories, async ({ seed, outages }) => {
          const world = await started(nodes, seed);
          await live(world, outages, () =>
            expect(world.answer).to.be.oneOf(["primary", "secondary"]),
          );
          Object.assign(world.up, { primary: true, secondary: true });
          await world.pass(CHECK_SECONDS);
          expect(world.answer, "without a takeover the primary is back").to.equal("primary");
        }),
        { numRuns: 30 },
      ));

    it("leaves traffic where it is while only the standby suffers", () =>
      fc.assert(
        fc.asyncProperty(histories, async ({ seed, outages }) => {
          const world = await started(nodes, seed);
          const primaryUp = outages.map((one) => ({ ...one, primary: true }));
          await live(world, primaryUp, () => expect(world.answer).to.equal("primary"));
        }),
        { numRuns: 30 },
      ));

    it("leads clients to the standby within the time the budget counts", () =>
      fc.assert(
        fc.asyncProperty(fc.string(), async (seed) => {
          const world = await started(nodes, seed);
          world.up.primary = false;
          await world.pass(CHECK_SECONDS);
          expect(world.answer).to.equal("secondary");
        }),
        { numRuns: 30 },
      ));

    it("follows the latch within its time, although the primary still answers its check", () =>
      fc.assert(
        fc.asyncProperty(fc.string(), async (seed) => {
          const world = await started(nodes, seed);
          world.active = "secondary";
          await world.pass(LATCH_SECONDS);
          expect(world.answer).to.equal("secondary");
        }),
        { numRuns: 30 },
      ));

    it("moves once when a region flaps and the standby takes over", async () => {
      const world = await started(nodes, "flapping");
      const answers: string[] = [];
      for (let step = 0; step < 60; step += 1) {
        world.up.primary = step % 6 < 3;
        if (step === 10) world.active = "secondary";
        await world.pass(STEP_SECONDS);
        if (answers.at(-1) !== world.answer) answers.push(world.answer);
      }
      expect(answers).to.deep.equal(["primary", "secondary"]);
    });

    it("fails open to the primary while both are dark, then follows who returns", async () => {
      const world = await started(nodes, "dark");
      Object.assign(world.up, { primary: false, secondary: false });
      await world.pass(120);
      expect(world.answer).to.equal("primary");
      world.up.secondary = true;
      await world.pass(CHECK_SECONDS);
      expect(world.answer).to.equal("secondary");
    });

    it("serves from the old primary when the standby is lost in its turn", async () => {
      const world = await started(nodes, "second loss");
      world.active = "secondary";
      await world.pass(LATCH_SECONDS);
      world.up.secondary = false;
      await world.pass(CHECK_SECONDS);
      expect(world.answer, "any region may accept payments").to.equal("primary");
    });

    it("stays through reconciled weights and returns when they are led back", async () => {
      const world = await started(nodes, "weights");
      world.active = "secondary";
      await world.pass(LATCH_SECONDS);
      world.setWeights(0);
      await world.pass(60);
      expect(world.answer).to.equal("secondary");
      world.active = "primary";
      await world.pass(CHECK_SECONDS);
      const expected = variant.routing === "weighted" ? "secondary" : "primary";
      expect(world.answer, "weighted traffic waits for the failback's shares").to.equal(expected);
      world.setWeights(100);
      await world.pass(60);
      expect(world.answer).to.equal("primary");
    });
  });
}

describe("The time that the budget counts for DNS", () => {
  it("is the one that the histories were held against", () => {
    const check = { intervalSeconds: 10, threshold: 3, from: "check" };
    const rest = { seconds: 0, from: "none" };
    const { acceptSeconds } = failoverBudget({
      endpointCheck: check,
      latchCheck: { ...check, threshold: 1 },
      recordTtl: rest,
      detectSchedule: rest,
      detectTimeout: rest,
      tick: rest,
      badTicks: 1,
      mode: "auto",
      untilFenced: [],
      untilRecovered: [],
      untilRecorded: [],
    });
    expect(acceptSeconds).to.equal(CHECK_SECONDS);
  });
});
