import { expect } from "chai";
import type { Charge } from "../../functions/core/payment-evidence";
import type { Item } from "../../functions/core/payment-record";
import type { Sql } from "../../functions/core/ports";
import { isReportIntact } from "../../functions/core/reconciliation-report";
import { type ReconcilePorts, reconcile } from "../../functions/reconcile";
import { type InquiryPorts, lookedUpBooks } from "../../functions/store/payment-inquiry";
import { recordingPorts, scriptedRemote, serviceError } from "./recording-ports";

function item(id: string, changes: Item = {}): Item {
  return {
    transaction_id: { S: `shop#${id}` },
    sv: { N: "1" },
    home: { S: "us-east-1" },
    ver: { N: "3" },
    ep: { N: "1" },
    attempt: { N: "1" },
    st: { S: "SUCCEEDED" },
    fp: { S: `f-${id}` },
    amount: { N: "100" },
    currency: { S: "USD" },
    customer: { S: "c" },
    method: { S: "tok" },
    created: { N: "1893553445000" },
    maybe: { BOOL: true },
    rf: { S: `r-${id}` },
    ...changes,
  };
}

/** A table read in pages of two, as if each held a megabyte. */
function table(items: readonly Item[]) {
  return scriptedRemote((operation, { ExclusiveStartKey, Key }) => {
    if (operation === "GetItem") {
      return { Item: items.find((one) => one.transaction_id?.S === Key.transaction_id.S) };
    }
    const after = ExclusiveStartKey?.transaction_id.S ?? "";
    const rest = items.filter(({ transaction_id }) => (transaction_id?.S ?? "") > after);
    const page = rest.slice(0, 2);
    const last = { transaction_id: page.at(-1)?.transaction_id };
    return { Items: page, ...(rest.length > 2 ? { LastEvaluatedKey: last } : {}) };
  });
}

/** The ledger as rows; real SQL runs in the ledger's own tests. */
function ledgerOf(ids: readonly string[]): Sql {
  const rows = ids.map((id) => ({
    id: `shop#${id}`,
    amount: "100",
    currency: "USD",
    reference: `r-${id}`,
  }));
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      if (text.includes("clock_timestamp")) return [{ time: new Date(0) }] as Row[];
      const keys = new Set(values[0] as string[]);
      const others = text.includes("<> ALL");
      return rows.filter(({ id }) => keys.has(id) !== others) as Row[];
    },
    transaction: () => {
      throw new Error("a report writes nothing");
    },
  };
}

function books(charges: Readonly<Record<string, readonly Charge[] | "unknown">>) {
  const asked: string[] = [];
  return {
    asked,
    charges: async (key: string) => {
      asked.push(key);
      return charges[key] ?? ("absent" as const);
    },
  };
}

function world(items: readonly Item[], others: Partial<InquiryPorts> = {}) {
  const objects = new Map<string, string>();
  const s3 = scriptedRemote((_operation, { Key, Body }) => {
    objects.set(Key, Buffer.from(Body).toString("utf8"));
    return {};
  });
  const ports: ReconcilePorts = {
    ...recordingPorts(),
    dynamo: table(items),
    transactionsTable: "payments",
    s3,
    archiveBucket: "audit",
    archiveKeyArn: "arn:key",
    ...others,
  };
  const handle = reconcile(ports);
  const classes = (totals: object) =>
    Object.fromEntries(Object.entries(totals).map(([one, { USD }]) => [one, USD.count]));
  return { handle, objects, s3, classes };
}

const told = (id: string) => ({
  key: `shop#${id}`,
  fingerprint: `f-${id}`,
  amountMinor: "100",
  currency: "USD",
});
const accepted = (id: string, changes: Item = {}) =>
  item(id, { st: { S: "ACCEPTED" }, rf: {}, maybe: { BOOL: false }, ...changes });

describe("a reconciliation", () => {
  it("is clean when all books agree, and says whose books they were", async () => {
    const items = ["a", "b", "c", "d", "e"].map((id) => item(id));
    const charges = Object.fromEntries(
      items.map(({ transaction_id, rf }) => [transaction_id?.S, [{ reference: rf?.S ?? "" }]]),
    );
    const { handle, objects } = world(items, {
      processor: books(charges),
      ledger: ledgerOf(["a", "b", "c", "d", "e"]),
      replicas: { "us-east-2": table(items) },
      receipts: () => true,
    });
    const acknowledgements = ["a", "e"].map(told);
    const answer = await handle({ depth: "all", occasion: "drill 7", acknowledgements });
    expect(answer).to.deep.include({
      clean: true,
      payments: 5,
      totals: { settled: { USD: { count: 5, amountMinor: "500" } } },
    });
    expect([...objects.keys()]).to.deep.equal([`${answer.key}.json`, `${answer.key}.html`]);
    const report = JSON.parse(objects.get(`${answer.key}.json`) ?? "");
    expect(isReportIntact(report)).to.equal(true);
    expect(report.hash).to.equal(answer.hash);
    expect(report.scope).to.deep.include({
      occasion: "drill 7",
      sources: [
        "table in us-east-1",
        "table in us-east-2",
        "processor",
        "ledger",
        "archive",
        "clients",
      ],
    });
  });

  it("finds what clients were told and the table does not have", async () => {
    const { handle, classes } = world([item("a")]);
    const answer = await handle({ acknowledgements: [told("a"), told("lost")] });
    expect(classes(answer.totals)).to.deep.equal({ settled: 1, trapped: 1 });
    expect(answer.clean).to.equal(false);
  });

  it("does not call a payment lost that was stored while the table was read", async () => {
    const scanned = table([item("b")]);
    const now = table([accepted("a"), item("b")]);
    const dynamo = scriptedRemote((operation, input) =>
      (operation === "Scan" ? scanned : now).send(operation, input),
    );
    const ports = { ...recordingPorts(), dynamo };
    const { handle, classes } = world([], ports);
    const answer = await handle({ acknowledgements: [told("a"), told("b")] });
    expect(classes(answer.totals)).to.deep.equal({ settled: 1, open: 1 });
  });

  it("finds what the ledger has and the table does not, and the other way round", async () => {
    const { handle, classes, objects } = world([item("a"), item("b")], {
      ledger: ledgerOf(["a", "z"]),
    });
    const answer = await handle({});
    expect(classes(answer.totals)).to.deep.equal({ settled: 1, unposted: 1, trapped: 1 });
    expect(objects.get(`${answer.key}.html`)).to.contain("shop#z");
  });

  it("finds what another region lacks", async () => {
    const { handle, classes } = world([item("a"), item("b")], {
      replicas: { "us-east-2": table([item("a")]) },
    });
    expect(classes((await handle({})).totals)).to.deep.equal({ settled: 1, trapped: 1 });
  });

  it("asks the processor only where its answer can matter, unless told otherwise", async () => {
    const items = [
      item("done"),
      accepted("fresh"),
      accepted("tried", { maybe: { BOOL: true } }),
      item("doubt", { st: { S: "IN_DOUBT" } }),
      item("busy", { st: { S: "PROCESSING" }, lease: { N: "9893553445000" } }),
    ].sort((a, b) => ((a.transaction_id?.S ?? "") < (b.transaction_id?.S ?? "") ? -1 : 1));
    const charges = { "shop#tried": [{ reference: "r" }], "shop#doubt": "unknown" as const };
    const little = books(charges);
    const answer = await world(items, { processor: little }).handle({});
    expect(little.asked.sort()).to.deep.equal(["shop#doubt", "shop#tried"]);
    expect(world(items).classes(answer.totals)).to.deep.equal({
      settled: 1,
      open: 2,
      charged_unrecorded: 1,
      in_doubt: 1,
    });
    const everything = books(charges);
    await world(items, { processor: everything }).handle({ depth: "all" });
    expect(everything.asked).to.have.length(4);
  });

  it("takes a processor's look-up for what it says", async () => {
    const answers = {
      approved: "approved",
      declined: "declined",
      absent: "absent",
      unknown: "unknown",
    };
    const processor = {
      charge: async () => {
        throw new Error("a report charges nothing");
      },
      lookup: async (key: string) =>
        ({ kind: answers[key as keyof typeof answers], reference: "r", reason: "x" }) as never,
    };
    const looked = lookedUpBooks(processor);
    const found = await Promise.all(Object.keys(answers).map((key) => looked.charges(key)));
    expect(found).to.deep.equal([[{ reference: "r" }], "absent", "absent", "unknown"]);
  });

  it("is not clean when somebody who was asked did not answer", async () => {
    const silent = {
      query: async () => {
        throw serviceError("ECONNREFUSED");
      },
      transaction: async () => {
        throw serviceError("ECONNREFUSED");
      },
    };
    const dead = scriptedRemote(() => {
      throw serviceError("TimeoutError");
    });
    for (const others of [{ ledger: silent }, { replicas: { "us-east-2": dead } }]) {
      const { handle, classes } = world([item("a")], others);
      const answer = await handle({});
      expect(answer.clean).to.equal(false);
      expect(classes(answer.totals)).to.deep.equal({ unverified: 1 });
    }
  });

  it("stops in time, says where to go on, and claims nothing about the rest", async () => {
    const items = ["a", "b", "c", "d", "e"].map((id) => item(id));
    const { handle, classes } = world(items);
    const first = await handle({ budgetMs: 0, acknowledgements: [told("z")] });
    expect(first).to.deep.include({ clean: false, payments: 2, next: "shop#b" });
    expect(classes(first.totals)).to.deep.equal({ settled: 2 });
    const second = await handle({ budgetMs: 60_000, after: first.next ?? "" });
    expect(second).to.deep.include({ clean: false, payments: 3 });
    expect(second).not.to.have.property("next");
  });

  it("names the workflow that asked for it", async () => {
    const { handle, objects } = world([]);
    const answer = await handle({ input: { kind: "failover", epoch: 4 } });
    const report = JSON.parse(objects.get(`${answer.key}.json`) ?? "");
    expect(report.scope.occasion).to.equal("failover from epoch 4");
  });

  it("fails rather than report about a table that it could not read", async () => {
    const dynamo = scriptedRemote(() => {
      throw serviceError("AccessDeniedException");
    });
    const { handle, objects } = world([], { ...recordingPorts(), dynamo } as never);
    const error = await handle({}).catch((reason: Error) => reason);
    expect(error).to.have.property("name", "AccessDeniedException");
    expect(objects.size).to.equal(0);
  });
});
