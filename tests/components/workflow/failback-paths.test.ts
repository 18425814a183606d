import { expect } from "chai";
import { deadlineOf, type WorkflowStep } from "../../../components/workflow/steps";
import { FOR_GOOD } from "./misbehaviour";
import {
  type Behaviour,
  FAILBACK,
  failing,
  hanging,
  settingsOf,
  TakeoverBench,
  throttled,
} from "./takeover-bench";

const NAME = "failback-to-us-east-2-epoch-8";

/** Steps without which a failback is none, in their order; the first shift comes before the fence. */
const NEEDED: readonly WorkflowStep[] = [
  "gates",
  "assess",
  "shift-traffic",
  "fence",
  "settle",
  "sweep",
  "verify",
  "promote-database",
];
const BEFORE_FENCE = NEEDED.slice(0, NEEDED.indexOf("fence"));
const ALL: readonly WorkflowStep[] = [
  ...NEEDED,
  "database-status",
  "publish-parameters",
  "ledger",
  "reconcile",
  "evidence",
];

const weighted = () => new TakeoverBench(settingsOf({ canaryShares: [1, 10, 50, 100] }));

for (const step of NEEDED) {
  describe(`A failback whose step ${step} misbehaves`, () => {
    for (const [how, behaviour, error] of FOR_GOOD) {
      it(`fails loudly, with evidence, when it ${how}`, async () => {
        const bench = weighted().when(step, behaviour);
        expect(await bench.run(FAILBACK)).to.include({ status: "FAILED", error });
        expect(bench.evidence.map(({ outcome }) => outcome)).to.deep.equal(["failed"]);
        if (BEFORE_FENCE.includes(step)) expect(bench.control.epoch).to.equal(FAILBACK.epoch);
      });
    }

    it("recovers from two throttles and from one failure less than its attempts", async () => {
      const bench = weighted();
      const { retries } = deadlineOf(step);
      bench.when(step, (attempt) => {
        if (attempt.number <= 2 + retries && attempt.number > 2) return failing()(attempt);
        return throttled(2, bench.usual(step))(attempt);
      });
      expect((await bench.run(FAILBACK)).status).to.equal("SUCCEEDED");
      expect(bench.count(step)).to.be.at.least(3 + retries);
    });
  });
}

/** Starts a failback and stops it as soon as a step was invoked that many times. */
async function interruptedAt(step: WorkflowStep, invocation: number): Promise<TakeoverBench> {
  const bench = weighted();
  const hangsThen: Behaviour = (attempt) =>
    attempt.number === invocation ? hanging(attempt) : bench.usual(step)(attempt);
  bench.when(step, hangsThen);
  const arn = bench.start(FAILBACK, NAME);
  while (bench.count(step) < invocation) await bench.pass(1_000);
  bench.call("StopExecution", { executionArn: arn });
  await bench.pass(1_000);
  expect(bench.describe(arn).status).to.equal("ABORTED");
  return bench;
}

describe("A failback that was interrupted", () => {
  const places: readonly (readonly [WorkflowStep, number])[] = [
    ...ALL.map((step) => [step, 1] as const),
    // The further shares of the traffic, and what verifies them.
    ...([2, 3, 4, 5] as const).map((invocation) => ["shift-traffic", invocation] as const),
    ...([2, 3, 4] as const).map((invocation) => ["verify", invocation] as const),
  ];
  for (const [step, invocation] of places) {
    it(`at ${step}, invocation ${invocation}, is finished by the next execution`, async () => {
      const bench = await interruptedAt(step, invocation);
      expect((await bench.run(FAILBACK, `${NAME}-resume`)).status).to.equal("SUCCEEDED");
      expect(bench.control).to.deep.equal({ active: "us-east-2", epoch: 8, phase: "STEADY" });
      const shares = bench.payloads.flatMap(({ payload }) => payload.share ?? []);
      expect(shares.at(-1), "all of the traffic is back").to.equal(100);
    });
  }
});

describe("A failover that is ordered while a failback is under way", () => {
  const { to, from } = FAILBACK;
  const back = { ...FAILBACK, kind: "failover", to: from, from: to } as const;

  it("wins when the failback has fenced: the epoch has moved on under it", async () => {
    const bench = weighted();
    let failover: string | undefined;
    bench.when("verify", (attempt) => {
      failover ??= bench.start({ ...back, epoch: 8, graceful: false }, "failover-epoch-9");
      return bench.usual("verify")(attempt);
    });
    bench.when("settle", (attempt) => {
      const order = attempt.payload.input as typeof back;
      // As the real one: it settles only the epoch that it belongs to.
      if (bench.control.epoch !== order.epoch + 1) return failing("Superseded")(attempt);
      return bench.usual("settle")(attempt);
    });
    await bench.run(FAILBACK, NAME);
    await bench.finish();
    expect(bench.describe(failover ?? "").status).to.equal("SUCCEEDED");
    expect(bench.control).to.deep.include({ active: from, epoch: 9 });
  });

  it("and one for the epoch before is refused, because nothing is left to take over", async () => {
    const bench = weighted();
    expect((await bench.run(FAILBACK, NAME)).status).to.equal("SUCCEEDED");
    const stale = await bench.run({ ...back, epoch: 7, graceful: false }, "failover-epoch-8");
    expect(stale).to.include({ status: "FAILED", error: "Refused" });
    expect(bench.control).to.deep.include({ active: to, epoch: 8 });
  });
});
