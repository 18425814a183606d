import { expect } from "chai";
import fc from "fast-check";
import { AwsError } from "../../../../local/engine/aws-error";
import type { DynamoDb } from "../../../../local/engine/dynamodb/dynamodb";
import { type Answer, Dynalite, toWire } from "./dynalite";
import { GAPS } from "./dynalite-gaps";
import { A, engine } from "./engine";
import { DEVICES, LEDGER, type Request, requests } from "./random-requests";

/** More pages than any random table has items. */
const PAGES_MAX = 200;

/** How many random sequences are compared; each has up to 30 requests. */
const SEQUENCES = Number(process.env.DYNALITE_SEQUENCES ?? 40);

describe("the local DynamoDB against dynalite", () => {
  let theirs: Dynalite;
  let run = 0;

  before(async () => {
    theirs = await Dynalite.start();
  });

  after(() => theirs.stop());

  it("gives the same answers and error names to random sequences of requests", async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (sequence) => {
        const ours = engine();
        run += 1;
        for (const table of [LEDGER, DEVICES]) {
          ours.createTable(table);
          await theirs.createTable({ ...table, name: `${table.name}-${run}` });
        }
        for (const [index, request] of sequence.entries()) {
          const expected = normal(request, await walk(request, (each) => ask(each)));
          const actual = normal(request, await walk(request, (each) => answer(ours, each)));
          const story = JSON.stringify(toWire(sequence.slice(0, index + 1)), undefined, 1);
          expect(actual, story).to.deep.equal(expected);
        }
      }),
      { numRuns: SEQUENCES },
    );
  }).timeout(120_000);

  for (const { gap, item, ours, reason, request, theirs: expected } of GAPS) {
    it(`differs where dynalite is known to differ from AWS: ${gap} (${reason})`, async () => {
      run += 1;
      const db = engine();
      db.createTable(DEVICES);
      await theirs.createTable({ ...DEVICES, name: `${DEVICES.name}-${run}` });
      const Item = { pk: { N: "1" }, ...item };
      const put = { operation: "PutItem", input: { TableName: DEVICES.name, Item } };
      await ask(put);
      await answer(db, { ...put, input: { ...put.input, Item: withBytes(Item) } });
      expect(await answer(db, request), "ours").to.deep.equal(ours);
      expect(await ask(request), "dynalite's").to.deep.equal(expected);
    });
  }

  /** Every run has tables of its own on the same server. */
  function ask({ input, operation }: Request): Promise<Answer> {
    const { RequestItems, TableName } = input;
    if (RequestItems === undefined) {
      return theirs.call(operation, { ...input, TableName: `${TableName}-${run}` });
    }
    const renamed = Object.entries(RequestItems as object).map(([name, of]) => [
      `${name}-${run}`,
      of,
    ]);
    return theirs.call(operation, { ...input, RequestItems: Object.fromEntries(renamed) });
  }
});

function answer(db: DynamoDb, { input, operation }: Request): Promise<Answer> {
  try {
    return Promise.resolve({ output: toWire(db.call({ region: A }, operation, input)) });
  } catch (problem) {
    if (problem instanceof AwsError) return Promise.resolve({ error: problem.name });
    throw problem;
  }
}

interface PageOutput {
  readonly Items?: unknown[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: unknown;
}

/** Follows the pages of a Query or Scan to the end. */
async function walk(
  request: Request,
  send: (request: Request) => Promise<Answer>,
): Promise<Answer> {
  const first = await send(request);
  if ("error" in first || !["Query", "Scan"].includes(request.operation)) return first;
  const pages = [first.output as PageOutput];
  for (;;) {
    const ExclusiveStartKey = fromWire(pages[pages.length - 1]?.LastEvaluatedKey);
    if (ExclusiveStartKey === undefined) break;
    const next = await send({ ...request, input: { ...request.input, ExclusiveStartKey } });
    if ("error" in next) return next;
    pages.push(next.output as PageOutput);
    if (pages.length > PAGES_MAX) return { error: "the pages never end" };
  }
  return {
    output: {
      Items: pages.flatMap(({ Items }) => Items ?? []),
      ScannedCount: pages.reduce((sum, { ScannedCount }) => sum + ScannedCount, 0),
      pages: pages.length,
    },
  };
}

function fromWire(key: unknown): unknown {
  return key === undefined ? undefined : withBytes(key as object);
}

/** Items of the wire have base64 where ours have bytes; here only at the top level. */
function withBytes(item: object): object {
  const parts = Object.entries(item as Record<string, { B?: string }>).map(([name, value]) => [
    name,
    value.B === undefined ? value : { B: Uint8Array.from(Buffer.from(value.B, "base64")) },
  ]);
  return Object.fromEntries(parts);
}

/** Removes what has no defined order or form: sets, partitions of a scan, ties in an index. */
function normal({ input, operation }: Request, found: Answer): Answer {
  if ("error" in found) return found;
  const output = sortSets(JSON.parse(JSON.stringify(found.output))) as Record<string, unknown>;
  const attributes = output.Attributes as object | undefined;
  // Neither side says nothing in the same words: no attributes, or an empty map of them.
  if (attributes && Object.keys(attributes).length === 0) delete output.Attributes;
  const isOrdered = operation === "Query" && input.IndexName === undefined;
  if (output.Items && !isOrdered) output.Items = sorted(output.Items as unknown[]);
  const responses = output.Responses as Record<string, unknown[]> | undefined;
  if (responses) output.Responses = sorted(Object.values(responses).flat());
  return { output };
}

function sorted(items: readonly unknown[]): unknown[] {
  const byText = items.map((item) => ({ item, text: canonicalText(item) }));
  return byText.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ item }) => item);
}

function canonicalText(item: unknown): string {
  return JSON.stringify(Object.entries(item as object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sortSets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortSets);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => {
    const isSet = ["SS", "NS", "BS"].includes(name) && Array.isArray(inner);
    return [name, isSet ? [...inner].sort() : sortSets(inner)];
  });
  return Object.fromEntries(entries);
}
