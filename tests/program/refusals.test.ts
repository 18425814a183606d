import { expect } from "chai";
import { problemsOf } from "../../local/program/program-problems";
import { SECOND_STACK, stackOf } from "./stacks";

/** A setting that must be refused, the key that the refusal names, and what it says. */
type Unsafe = readonly [what: string, settings: readonly string[], key: string, says: string];

const EVENTUAL = "consistency=eventual";
const HTTP = ["processor.kind=http", "processor.url=https://processor.bank-of-somewhere.com"];

/** Unsafe combinations that do not contradict each other, so that all can be asked for together. */
const TOGETHER: readonly Unsafe[] = [
  [
    "eventual consistency with a processor that knows no idempotency key",
    [EVENTUAL, ...HTTP],
    "processor.idempotencyKey",
    "both regions could charge the same payment",
  ],
  [
    "an automatic failover that may lose any amount",
    [EVENTUAL, "failover.mode=auto"],
    "failover.mode",
    "without a bound on what may be lost",
  ],
  [
    "a failover that takes longer than five minutes",
    ["failover.tickSeconds=15", "failover.badTicks=20"],
    "failover",
    "300 s is the limit",
  ],
  [
    "address ranges that overlap",
    ["network.secondaryCidr=10.10.128.0/17"],
    "network.secondaryCidr",
    "overlaps 10.10.0.0/16",
  ],
  [
    "more reserved concurrency than the account has",
    ["load.peakPaymentsPerSecond=2000"],
    "load.accountConcurrency",
    "AWS keeps 100 unreserved",
  ],
];

const ALONE: readonly Unsafe[] = [
  [
    "a processor that forgets a key while it may still be needed",
    ["processor.keyRetentionSeconds=60"],
    "processor.keyRetentionSeconds",
    "a key that was forgotten in between would charge again",
  ],
  [
    "a suffix that makes names too long",
    ["environmentSuffix=a-suffix-of-more-than-sixteen"],
    "environmentSuffix",
    "at most 16",
  ],
  [
    "a domain that makes certificates' names too long",
    [
      "dns.mode=existing",
      "dns.domain=a-long-subdomain-of-payments.department-of-money.acme-pay.net",
    ],
    "dns.domain",
    "at most 64",
  ],
  [
    "functions in a network without a way out, and a ledger inside it",
    ["ledger.kind=aurora"],
    "network.egress",
    "cannot reach the ledger's database",
  ],
  [
    "a queue that would hold every message alone",
    ["queue.maxReceiveCount=1"],
    "queue.maxReceiveCount",
    "from 3 to 100",
  ],
];

async function refusedWith(settings: readonly string[]) {
  const { errors, nodes } = await stackOf("dev", {
    preview: true,
    overrides: [...new Set(settings)],
  });
  return { ...problemsOf(errors), declared: nodes.filter(({ custom }) => custom).length };
}

describe("An unsafe configuration", () => {
  const all = TOGETHER.flatMap(([, settings]) => settings);

  for (const [what, , key, says] of TOGETHER) {
    it(`${what} is refused together with all others, with its remedy`, async () => {
      const { refusals, errors } = await refusedWith(all);
      expect(errors).to.deep.equal([]);
      const refusal = refusals.find((line) => line.startsWith(`payments-dr:${key}: `));
      expect(refusal, refusals.join("\n")).to.contain(says);
      expect(refusal).to.match(/Remedy: \S+/);
    });
  }

  for (const [what, settings, key, says] of ALONE) {
    it(`${what} is refused`, async () => {
      const { refusals } = await refusedWith(settings);
      const refusal = refusals.find((line) => line.startsWith(`payments-dr:${key}: `));
      expect(refusal, refusals.join("\n")).to.contain(says);
    });
  }

  it("is refused before anything is declared", async () => {
    expect((await refusedWith(all)).declared).to.equal(0);
  });

  it("cannot be made of the queue's visibility: it follows from its consumer", async () => {
    const { nodes } = await stackOf("dev", SECOND_STACK);
    const queue = nodes.find(
      ({ type, inputs }) =>
        type === "aws:sqs/queue:Queue" &&
        String(inputs.name).startsWith("payment-processing-queue-"),
    );
    expect(queue?.inputs.visibilityTimeoutSeconds).to.equal(6 * 60 + 300);
  });
});
