import { expect } from "chai";
import fc from "fast-check";
import type { TableDefinition } from "../../../../local/engine/dynamodb/table-definition";
import { VirtualTimeline } from "../../../../local/engine/timeline";
import { A, B, call, engine, pass, TestLinks } from "./engine";

const SESSIONS: TableDefinition = {
  name: "sessions",
  hashKey: "pk",
  attributes: [{ name: "pk", type: "S" }],
  indexes: [],
  regions: [A, B],
  consistency: "eventual",
};
const TableName = SESSIONS.name;
const LAG_MS = 500;

describe("the history of an eventual global table", () => {
  it("ends with equal replicas once all is mended and quiet", () => {
    const step = fc.oneof(
      fc.record({
        region: fc.constantFrom(A, B),
        pk: fc.constantFrom("p", "q", "r"),
        gone: fc.boolean(),
      }),
      fc.record({ waitMs: fc.integer({ min: 0, max: 2000 }) }),
      fc.record({ cut: fc.boolean() }),
      fc.record({ lagMs: fc.integer({ min: 0, max: 5000 }), from: fc.constantFrom(A, B) }),
      fc.record({ skewMs: fc.integer({ min: -30_000, max: 30_000 }), of: fc.constantFrom(A, B) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60, size: "max" }), (steps) => {
        const links = new TestLinks();
        const timeline = new VirtualTimeline();
        const db = engine({ links, timeline, replicationLagMs: LAG_MS });
        db.createTable(SESSIONS);
        for (const [n, step] of steps.entries()) {
          if ("waitMs" in step) pass(timeline, step.waitMs);
          else if ("lagMs" in step) {
            db.setReplication(step.from, step.from === A ? B : A, { lagMs: step.lagMs });
          } else if ("skewMs" in step) db.setClockSkew(step.of, step.skewMs);
          else if ("cut" in step) {
            if (step.cut) links.cut(A, B);
            else links.mend();
          } else {
            const pk = { S: step.pk };
            if (step.gone) call(db, step.region, "DeleteItem", { TableName, Key: { pk } });
            else call(db, step.region, "PutItem", { TableName, Item: { pk, n: { N: String(n) } } });
          }
        }
        links.mend();
        db.networkChanged();
        pass(timeline, 10_000);
        expect(db.differences(TableName)).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });
});
