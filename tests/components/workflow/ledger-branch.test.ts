import { expect } from "chai";
import { failoverDefinition } from "../../../components/workflow/definition";
import { LEDGER_WINDOW_MS } from "../../../components/workflow/settings";
import { secondsOf } from "../../../functions/core/failover-budget";
import { measureFailover } from "../../../functions/core/workflow-duration";
import { FAILBACK, failing, hanging, REBUILT, settingsOf, TakeoverBench } from "./takeover-bench";

/** The answer of a part that read up to a payment. */
const partUpTo = (next: string, scanned: number) => ({
  ...REBUILT,
  complete: false,
  next,
  scanned,
  present: scanned,
});

const lineOf = (bench: TakeoverBench) =>
  bench.evidence[0]?.steps.find(({ name }) => name === "ledger");
const orders = (bench: TakeoverBench) =>
  bench.payloads.filter(({ step }) => step === "ledger").map(({ payload }) => payload);

describe("The rebuild of the ledger", () => {
  it("comes after the promotion, and its report is evidence", async () => {
    const reposted = { count: 2, totals: { USD: { count: 2, amountMinor: "700" } }, ids: ["a#1"] };
    const bench = new TakeoverBench().when("ledger", () => ({ ...REBUILT, reposted }));
    expect((await bench.run()).output.deferred).to.deep.equal([]);
    expect(bench.invoked.indexOf("ledger")).to.be.above(bench.invoked.indexOf("database-status"));
    expect(orders(bench)[0]).to.deep.include({ mode: "rebuild", soFar: null });
    expect(lineOf(bench)?.result).to.deep.equal({ ...REBUILT, reposted });
  });

  it("goes on part after part until the table is read to its end", async () => {
    const bench = new TakeoverBench().when("ledger", ({ number }) =>
      number < 3 ? partUpTo(`a#${number}`, number * 4) : { ...REBUILT, scanned: 12 },
    );
    expect((await bench.run()).output.deferred).to.deep.equal([]);
    const given = orders(bench).map(({ soFar }) => (soFar as { next?: string } | null)?.next);
    expect(given).to.deep.equal([undefined, "a#1", "a#2"]);
    expect(lineOf(bench)?.result).to.include({ complete: true, scanned: 12 });
  });

  it("asks again when the new writer does not answer at first", async () => {
    const bench = new TakeoverBench().when("ledger", (attempt) =>
      attempt.number < 3 ? failing("ECONNREFUSED")(attempt) : REBUILT,
    );
    expect((await bench.run()).output.deferred).to.deep.equal([]);
    expect(bench.count("ledger")).to.equal(3);
  });

  it("is deferred, with how far it got, when the table is longer than its window", async () => {
    const bench = new TakeoverBench().when("ledger", async ({ number }) => {
      await new Promise<void>((resolve) => bench.timeline.after(8_000, resolve));
      return partUpTo(`a#${number}`, number * 500);
    });
    const { status, output } = await bench.run();
    expect([status, output.deferred]).to.deep.equal(["SUCCEEDED", ["ledger"]]);
    const rounds = bench.count("ledger");
    expect(rounds).to.be.within(2, 4);
    expect(lineOf(bench)?.deferred).to.deep.include({ Error: "NotComplete" });
    expect(lineOf(bench)?.deferred).to.have.deep.nested.include({
      "soFar.next": `a#${rounds}`,
      "soFar.scanned": rounds * 500,
    });
  });

  it("is deferred within its window, whatever the ledger does", async () => {
    for (const behaviour of [failing(), hanging, () => ({ complete: "yes" }), () => null]) {
      const bench = new TakeoverBench().when("ledger", behaviour);
      const { status, seconds, output } = await bench.run();
      expect([status, output.deferred]).to.deep.equal(["SUCCEEDED", ["ledger"]]);
      expect(seconds).to.be.within(LEDGER_WINDOW_MS / 1000, LEDGER_WINDOW_MS / 1000 + 40);
    }
  });

  it("is not tried while another region's database writes", async () => {
    const bench = new TakeoverBench().when("promote-database", failing("DatabaseRefused"));
    expect(await bench.run()).to.include({ status: "FAILED", error: "DatabaseRefused" });
    expect(bench.count("ledger")).to.equal(0);
    expect(lineOf(bench)?.deferred?.Error).to.equal("NotPromoted");
  });

  it("belongs to a failback too", async () => {
    const bench = new TakeoverBench();
    bench.control = { active: FAILBACK.from, epoch: FAILBACK.epoch, phase: "STEADY" };
    expect((await bench.run(FAILBACK)).status).to.equal("SUCCEEDED");
    expect(bench.count("ledger")).to.equal(1);
  });

  it("costs the failover nothing: payments and database are recovered before it", () => {
    const secondsWith = (database: boolean) => {
      const measured = measureFailover(failoverDefinition(settingsOf({ database })));
      return [secondsOf(measured.untilRecovered), secondsOf(measured.untilRecorded)] as const;
    };
    const [recovered, recorded] = secondsWith(true);
    const steps = measureFailover(failoverDefinition(settingsOf())).untilRecovered;
    expect(steps.map(({ step }) => step).join()).to.not.contain("Ledger");
    expect(recorded - recovered).to.be.below(LEDGER_WINDOW_MS / 1000 + 60);
    expect(recorded - recovered).to.be.above(LEDGER_WINDOW_MS / 1000);
  });
});
