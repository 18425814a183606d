import { expect } from "chai";
import fc from "fast-check";
import { Random } from "../../../../local/engine/random";
import type { RecordSet } from "../../../../local/engine/route53/record-set";
import { select } from "../../../../local/engine/route53/selection";

const record = (id: string, more: Partial<RecordSet>): RecordSet => ({
  Name: "api.example.org",
  Type: "CNAME",
  SetIdentifier: id,
  TTL: 10,
  ResourceRecords: [{ Value: id }],
  ...more,
});

const primary = record("primary", { Failover: "PRIMARY" });
const secondary = record("secondary", { Failover: "SECONDARY" });

/** Weighted records with a health each; zero weights are as likely as others. */
const weightedSets = fc
  .array(
    fc.record({
      weight: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 255 })),
      healthy: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((entries) =>
    entries.map(({ weight, healthy }, i) => ({
      healthy,
      weight,
      record: record(`r${i}`, { Weight: weight }),
    })),
  );

const choose = (set: readonly { record: RecordSet; healthy: boolean }[], seed: string) => {
  const health = new Map(set.map(({ record: one, healthy }) => [one, healthy]));
  const chosen = select([...health.keys()], (one) => health.get(one) ?? false, new Random(seed));
  const entry = set.find(({ record: one }) => one === chosen);
  if (!entry) throw new Error("the answer is none of the candidates");
  return entry as (typeof set)[number];
};

describe("Failover records", () => {
  for (const [first, second, expected] of [
    [true, true, "primary"],
    [true, false, "primary"],
    [false, true, "secondary"],
    [false, false, "primary"],
  ] as const) {
    it(`answer the ${expected} when primary is ${first} and secondary ${second}`, () => {
      const chosen = select(
        [secondary, primary],
        (one) => (one === primary ? first : second),
        new Random("x"),
      );
      expect(chosen.SetIdentifier).to.equal(expected);
    });
  }

  it("answer with the only one there is, healthy or not", () => {
    for (const only of [primary, secondary]) {
      expect(select([only], () => false, new Random("x"))).to.equal(only);
    }
  });
});

describe("Weighted records", () => {
  it("never answer with an unhealthy record while a healthy one could", () => {
    fc.assert(
      fc.property(weightedSets, fc.string(), (set, seed) => {
        const chosen = choose(set, seed) as (typeof set)[number];
        if (set.some(({ healthy }) => healthy)) expect(chosen.healthy).to.equal(true);
      }),
    );
  });

  it("use zero weights only when no candidate with a weight is left", () => {
    fc.assert(
      fc.property(weightedSets, fc.string(), (set, seed) => {
        const chosen = choose(set, seed) as (typeof set)[number];
        const anyHealthy = set.some(({ healthy }) => healthy);
        const candidates = anyHealthy ? set.filter(({ healthy }) => healthy) : set;
        if (candidates.some(({ weight }) => weight > 0)) expect(chosen.weight).to.be.above(0);
      }),
    );
  });

  it("answer as if all were healthy when none is", () => {
    fc.assert(
      fc.property(weightedSets, fc.string(), (set, seed) => {
        const choice = (healthy: boolean) =>
          choose(
            set.map((one) => ({ ...one, healthy })),
            seed,
          ).record;
        expect(choice(false)).to.equal(choice(true));
      }),
    );
  });

  it("share the answers by weight", () => {
    const random = new Random("shares");
    const heavy = record("heavy", { Weight: 90 });
    const light = record("light", { Weight: 10 });
    let light10 = 0;
    for (let i = 0; i < 5_000; i++) {
      if (select([light, heavy], () => true, random) === light) light10 += 1;
    }
    expect(light10).to.be.within(400, 600);
  });

  it("share evenly among zeros", () => {
    const random = new Random("zeros");
    const zeros = ["a", "b"].map((id) => record(id, { Weight: 0 }));
    const drawn = new Set(Array.from({ length: 64 }, () => select(zeros, () => true, random)));
    expect(drawn.size).to.equal(2);
  });
});
