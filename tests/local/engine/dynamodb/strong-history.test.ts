import { expect } from "chai";
import fc from "fast-check";
import { A, B, call, engine, PAYMENTS, TestLinks, W } from "./engine";

const TableName = PAYMENTS.name;
const MEMBERS = [A, B, W] as const;

type Step =
  | { kind: "cut" | "cutOneWay"; a: number; b: number }
  | { kind: "mend" }
  | { kind: "dark"; member: number; dark: boolean }
  | { kind: "write"; region: number; key: string; onlyIfNew: boolean }
  | { kind: "read"; region: number; key: string; consistent: boolean };

const member = fc.integer({ min: 0, max: 2 });
const region = fc.integer({ min: 0, max: 1 });
const key = fc.constantFrom("p", "q");
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("cut", "cutOneWay"), a: member, b: member }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("mend" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("dark" as const), member, dark: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("write" as const),
      region,
      key,
      onlyIfNew: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("read" as const),
      region,
      key,
      consistent: fc.boolean(),
    }),
  },
);

/**
 * Goal: under any sequence of cuts and dark regions a strong table is one register per item.
 * Method: every acknowledged write goes into a history; consistent reads must answer its end, stale
 * reads an entry that is never older than what the same region answered before.
 */
class History {
  private readonly versions = new Map<string, string[]>([
    ["p", [""]],
    ["q", [""]],
  ]);
  private readonly seen = new Map<string, number>();
  private count = 0;

  next(): string {
    this.count += 1;
    return `v${this.count}`;
  }

  of(key: string): string[] {
    return this.versions.get(key) ?? [];
  }

  acknowledge(key: string, value: string): void {
    this.of(key).push(value);
  }

  checkRead(region: string, key: string, value: string, consistent: boolean): void {
    const versions = this.of(key);
    const at = versions.indexOf(value);
    const floor = this.seen.get(`${region}/${key}`) ?? 0;
    expect(at, `${region} read ${value} of ${versions}`).to.be.at.least(floor);
    if (consistent) expect(value).to.equal(versions[versions.length - 1]);
    this.seen.set(`${region}/${key}`, at);
  }
}

describe("the history of a strong global table", () => {
  it("is linearizable under cuts, asymmetric cuts and dark regions", () => {
    let refused = 0;
    let stale = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60, size: "max" }), (steps) => {
        const links = new TestLinks();
        const db = engine({ links, knobs: { conflictWindowMs: 0 } });
        db.createTable(PAYMENTS);
        const history = new History();
        for (const step of steps) {
          try {
            if (take(step, db, links, history)) stale += 1;
          } catch (problem) {
            const { name } = problem as Error;
            if (!EXPECTED.includes(name)) throw problem;
            refused += 1;
          }
        }
        links.mend();
        for (const name of MEMBERS) db.setRegionDark(name, false);
        for (const key of ["p", "q"]) {
          for (const name of [A, B]) history.checkRead(name, key, read(db, name, key, true), true);
        }
        expect(db.differences(TableName)).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
    expect(refused, "no sequence ever lost its quorum").to.be.above(50);
    expect(stale, "no read was ever stale").to.be.above(5);
  });
});

const EXPECTED = ["InternalServerError", "TimeoutError", "ConditionalCheckFailedException"];

/** Takes one step; true if it was a stale read. */
function take(
  step: Step,
  db: ReturnType<typeof engine>,
  links: TestLinks,
  history: History,
): boolean {
  switch (step.kind) {
    case "cut":
    case "cutOneWay":
      links[step.kind](MEMBERS[step.a] ?? A, MEMBERS[step.b] ?? A);
      db.networkChanged();
      return false;
    case "mend":
      links.mend();
      db.networkChanged();
      return false;
    case "dark":
      db.setRegionDark(MEMBERS[step.member] ?? A, step.dark);
      return false;
    case "write": {
      const note = history.next();
      const isNew = history.of(step.key).length === 1;
      call(db, MEMBERS[step.region] ?? A, "PutItem", {
        TableName,
        Item: { pk: { S: step.key }, note: { S: note } },
        ConditionExpression: step.onlyIfNew ? "attribute_not_exists(pk)" : undefined,
      });
      expect(step.onlyIfNew && !isNew, "a condition held on a stale item").to.equal(false);
      history.acknowledge(step.key, note);
      return false;
    }
    case "read": {
      const name = MEMBERS[step.region] ?? A;
      const value = read(db, name, step.key, step.consistent);
      history.checkRead(name, step.key, value, step.consistent);
      const versions = history.of(step.key);
      return value !== versions[versions.length - 1];
    }
  }
}

function read(
  db: ReturnType<typeof engine>,
  region: string,
  pk: string,
  ConsistentRead: boolean,
): string {
  const input = { TableName, Key: { pk: { S: pk } }, ConsistentRead };
  const { Item } = call<{ Item?: { note: { S: string } } }>(db, region, "GetItem", input);
  return Item?.note.S ?? "";
}
