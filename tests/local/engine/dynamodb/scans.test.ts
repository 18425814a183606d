import { expect } from "chai";
import fc from "fast-check";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import { A, call, engine, failure } from "./engine";
import { LEDGER } from "./random-requests";

const TableName = LEDGER.name;

interface PageAnswer {
  readonly Items: Record<string, { S?: string; N?: string }>[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: Record<string, unknown>;
}

const item = (id: string, seq: string, more: object = {}) => ({
  id: { S: id },
  seq: { N: seq },
  ...more,
});

function put(db: DynamoDb, Item: object, table = TableName): void {
  call(db, A, "PutItem", { TableName: table, Item });
}

describe("scans of DynamoDB", () => {
  it("meet every item exactly once, by pages and segments, while items are added", () => {
    const keys = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        keys,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 4 }),
        (ids, Limit, TotalSegments) => {
          const db = engine();
          db.createTable(LEDGER);
          for (const id of ids) put(db, item(`id-${id}`, String(id)));
          const seen: string[] = [];
          for (let Segment = 0; Segment < TotalSegments; Segment++) {
            let pages = 0;
            let ExclusiveStartKey: object | undefined;
            do {
              const input = { TableName, Limit, Segment, TotalSegments, ExclusiveStartKey };
              const page = call<PageAnswer>(db, A, "Scan", input);
              seen.push(...page.Items.map(({ id }) => id?.S ?? ""));
              ExclusiveStartKey = page.LastEvaluatedKey;
              pages += 1;
              expect(pages, "the scan goes in circles").to.be.below(500);
              put(db, item(`new-${Segment}-${seen.length}`, "1"));
            } while (ExclusiveStartKey);
          }
          const old = seen.filter((id) => id.startsWith("id-")).sort();
          expect(old).to.deep.equal(ids.map((id) => `id-${id}`).sort());
          expect(new Set(seen).size).to.equal(seen.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("refuses segments that do not exist", () => {
    const db = engine();
    db.createTable(LEDGER);
    for (const more of [{ Segment: 1 }, { TotalSegments: 2 }, { Segment: 2, TotalSegments: 2 }]) {
      expect(failure(() => call(db, A, "Scan", { TableName, ...more })).message).to.contain(
        "egment",
      );
    }
  });
});
