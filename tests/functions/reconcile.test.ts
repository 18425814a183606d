import { expect } from "chai";
import { lagHeartbeatInput } from "../../functions/core/heartbeat";
import type { Item } from "../../functions/core/payment-record";
import { isReportIntact } from "../../functions/core/reconciliation-report";
import { type InquiryPorts, lookedUpBooks } from "../../functions/store/payment-inquiry";
import { accepted, books, item, ledgerOf, receiptsOf, table, told, world } from "./reconcile-world";
import { recordingPorts, scriptedRemote, serviceError } from "./recording-ports";

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
      receiptArchive: receiptsOf(["a", "b", "c", "d", "e"], 2),
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
        "archive, receipts of 85 days",
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

  it("does not call a payment regressed or misposted that ended while others were asked", async () => {
    const ended = item("a", { done: { N: String(recordingPorts().clock.nowMs()) } });
    const scanned = table([accepted("a", { maybe: { BOOL: true } })]);
    const now = table([ended]);
    const dynamo = scriptedRemote((operation, input) =>
      (operation === "Scan" ? scanned : now).send(operation, input),
    );
    const processor = books({ "shop#a": [{ reference: "r-a" }] });
    for (const [others, calm] of [
      [{ processor }, "settled"],
      [{ ledger: ledgerOf(["a"]) }, "settled"],
      [{ replicas: { "us-east-2": now } }, "open"],
    ] as const) {
      const ports = { ...recordingPorts(), dynamo, ...others };
      const { handle, classes } = world([], ports as Partial<InquiryPorts>);
      expect(classes((await handle({})).totals)).to.deep.equal({ [calm]: 1 });
    }
  });

  it("is about payments only: on eventual tables heartbeats lie between them", async () => {
    const { Item: beat } = lagHeartbeatInput("payments", "us-east-2", 1_893_553_445_000);
    const items = [beat as Item, item("a")];
    const { handle, classes } = world(items, { replicas: { "us-east-2": table(items) } });
    expect(classes((await handle({})).totals)).to.deep.equal({ settled: 1 });
  });

  it("finds what the ledger has and the table does not, and the other way round", async () => {
    const { handle, classes, objects } = world([item("a"), item("b")], {
      ledger: ledgerOf(["a", "z"]),
    });
    const answer = await handle({});
    expect(classes(answer.totals)).to.deep.equal({ settled: 1, unposted: 1, trapped: 1 });
    expect(objects.get(`${answer.key}.html`)).to.contain("shop#z");
  });

  it("finds what another region lacks, and what only another region has", async () => {
    for (const [here, there] of [
      ["ab", "a"],
      ["b", "abcde"],
    ] as const) {
      const { handle, classes } = world(
        [...here].map((id) => item(id)),
        { replicas: { "us-east-2": table([...there].map((id) => item(id))) } },
      );
      const trapped = Math.abs(here.length - there.length);
      expect(classes((await handle({})).totals)).to.deep.equal({ settled: 1, trapped });
    }
  });

  it("finds processed payments without a receipt, as far as receipts can be read", async () => {
    const older = item("old", { created: { N: String(1_893_553_445_000 - 90 * 86_400_000) } });
    const declined = item("x", { st: { S: "DECLINED" } });
    const { handle, classes } = world([item("a"), item("b"), older, declined], {
      receiptArchive: receiptsOf(["a"]),
    });
    expect(classes((await handle({})).totals)).to.deep.equal({ settled: 3, unarchived: 1 });
  });

  it("gives ledger and archive time to hear of a payment, but not for ever", async () => {
    const nowMs = recordingPorts().clock.nowMs();
    const finished = (id: string, agoMs: number) =>
      item(id, { done: { N: String(nowMs - agoMs) } });
    const { handle, classes } = world([finished("a", 599_000), finished("b", 600_000)], {
      ledger: ledgerOf([]),
      receiptArchive: receiptsOf([]),
    });
    const answer = await handle({});
    expect(classes(answer.totals)).to.deep.equal({ open: 1, unposted: 1 });
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
