import { expect } from "chai";
import type { InquiryPorts } from "../../functions/store/payment-inquiry";
import { item, ledgerOf, table, world } from "./reconcile-world";
import { recordingPorts, scriptedRemote, serviceError } from "./recording-ports";

const dead = () =>
  scriptedRemote(() => {
    throw serviceError("TimeoutError");
  });

/** Whoever does not answer, and what a report calls them. */
const SILENT: readonly (readonly [string, Partial<InquiryPorts>])[] = [
  ["ledger", { ledger: { ask: () => Promise.reject(serviceError("LedgerFailed")) } }],
  ["table in us-east-2", { replicas: { "us-east-2": dead() } }],
  ["archive", { receiptArchive: dead() }],
];

describe("a reconciliation with somebody who does not answer", () => {
  it("is not clean", async () => {
    for (const [unread, others] of SILENT) {
      const { handle, classes, objects } = world([item("a")], others);
      const answer = await handle({});
      expect(answer).to.deep.include({ clean: false, unread: [unread] });
      expect(classes(answer.totals)).to.deep.equal({ unverified: 1 });
      expect(objects.get(`${answer.key}.html`)).to.contain(`Not read:</strong> ${unread}`);
    }
  });

  it("is not clean either when there was nothing that they could have been asked about", async () => {
    for (const [unread, others] of SILENT.slice(0, 2)) {
      const answer = await world([], others).handle({});
      expect(answer).to.deep.include({ clean: false, payments: 0, unread: [unread] });
    }
  });

  it("does not wait for a lost region with every single payment", async () => {
    const items = Array.from({ length: 200 }, (_, n) => item(`p${String(n).padStart(3, "0")}`));
    const lost = dead();
    const { handle, classes } = world(items, { replicas: { "us-east-2": lost } });
    expect(classes((await handle({})).totals)).to.deep.equal({ unverified: 200 });
    expect(lost.calls.length).to.be.below(100);
  });

  it("says which books it could not read to their end in time", async () => {
    const items = ["a", "b"].map((id) => item(id));
    const ports = recordingPorts();
    const slow = <T>(answer: T): T => {
      ports.advance(10_000);
      return answer;
    };
    const ledger = ledgerOf(["a", "b", "c", "d", "e"]);
    const there = table(["a", "b", "c", "d", "e"].map((id) => item(id)));
    const { handle } = world(items, {
      ...ports,
      ledger: { ask: async (question) => slow(await ledger.ask(question)) },
      replicas: {
        "us-east-2": scriptedRemote(async (operation, input) => {
          const answer = await there.send(operation, input);
          return operation === "Scan" ? slow(answer) : answer;
        }),
      },
    });
    const answer = await handle({ budgetMs: 25_000 });
    expect(answer).to.deep.include({ clean: false, unread: ["table in us-east-2", "ledger"] });
  });
});
