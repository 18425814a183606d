import { expect } from "chai";
import { totalReserved } from "../../components/region/concurrency";
import { problemsOf, sampleConfig } from "./sample-stack";

const NAT = { egress: "nat-single" };
const HTTP = { kind: "http", url: "https://processor.acme-pay.net" };

/** What is refused: changes to the defaults, the key that is named, and the words that say why. */
const REFUSED: readonly [string, Record<string, unknown>, RegExp][] = [
  ["the same region twice", { secondaryRegion: "us-east-1" }, /secondaryRegion: is the primary/],
  [
    "a strongly consistent pair across region sets",
    { secondaryRegion: "eu-west-1" },
    /secondaryRegion: us-east-1 and eu-west-1 cannot keep .* one region set.*eventual/,
  ],
  [
    "a vantage point in one of the regions that it watches",
    { failover: { vantageRegion: "us-east-2" } },
    /failover\.vantageRegion/,
  ],
  [
    "eventual consistency with a processor that charges twice",
    { consistency: "eventual", processor: { idempotencyKey: false } },
    /processor\.idempotencyKey: .*both regions could charge/,
  ],
  [
    "retries that outlive the processor's memory",
    { processor: { keyRetentionSeconds: 600 } },
    /processor\.keyRetentionSeconds: is 600: .*charge again/,
  ],
  [
    "eventual consistency with calls that outlive the authority lease",
    { consistency: "eventual", processor: { timeoutMs: 5_000 } },
    /processor\.timeoutMs: is 5000: .*authority lease/,
  ],
  [
    "a call that may take effect for less time than we wait for it",
    { processor: { timeoutMs: 10_000, maxInFlightMs: 9_000 } },
    /processor\.maxInFlightMs/,
  ],
  [
    "an automatic failover that could lose data",
    { consistency: "eventual", failover: { mode: "auto" } },
    /failover\.mode: .*lagBoundSeconds/,
  ],
  [
    "an automatic failover whose fence is only eventual",
    {
      secondaryRegion: "eu-west-1",
      consistency: "eventual",
      failover: { mode: "auto", lagBoundSeconds: 30 },
    },
    /failover\.mode: is auto, but us-east-1 and eu-west-1 cannot keep/,
  ],
  [
    "silence as the agreement of several people",
    { failover: { mode: "approve", approvers: 2, approvalDefault: "proceed" } },
    /failover\.approvalDefault/,
  ],
  [
    "networks that overlap",
    { network: { ...NAT, secondaryCidr: "10.10.128.0/18" } },
    /network\.secondaryCidr: 10\.10\.128\.0\/18 overlaps/,
  ],
  [
    "addresses that do not exist",
    { network: { ...NAT, primaryCidr: "10.300.0.0/16" } },
    /network\.primaryCidr/,
  ],
  [
    "an HTTP processor behind endpoints that lead to AWS only",
    { network: { egress: "endpoints" }, processor: HTTP },
    /network\.egress: .*processor cannot be reached/,
  ],
  [
    "a database that functions outside the network cannot reach",
    {
      network: { egress: "none", reason: "Nothing here needs a private network" },
      ledger: { kind: "aurora" },
    },
    /network\.egress: .*ledger/,
  ],
  [
    "reservations above the account's quota",
    { load: { peakPaymentsPerSecond: 900 } },
    /load\.accountConcurrency: is 1000: this load reserves \d+ and AWS keeps 100 unreserved/,
  ],
  [
    "more standing environments than reserved ones",
    { functions: { provisionedConcurrency: 500 } },
    /functions\.provisionedConcurrency/,
  ],
  [
    "a throttle below the declared load",
    { api: { throttleRate: 50 } },
    /api\.throttleRate: is 50, below the declared peak/,
  ],
  [
    "alerts that no payment can reach",
    { api: { limits: { below: "100.00", alertAbove: "100.00" } } },
    /api\.limits\.alertAbove/,
  ],
  [
    "a currency whose minor unit is not known",
    { api: { limits: { currencies: ["USD", "XTS"] } } },
    /api\.limits\.currencies: names XTS/,
  ],
  [
    "a zone that nobody can own",
    { dns: { mode: "existing", domain: "payments.internal" } },
    /dns\.domain: payments\.internal is a reserved zone/,
  ],
  [
    "a name that no certificate can carry",
    { dns: { mode: "existing", domain: `${"a".repeat(60)}.net` } },
    /dns\.domain: .*certificate/,
  ],
  [
    "health checks so slow that a failover takes more than five minutes",
    {
      dns: {
        mode: "existing",
        domain: "acme-pay.net",
        checkIntervalSeconds: 30,
        failureThreshold: 10,
        latchThreshold: 10,
      },
      failover: { tickSeconds: 30, badTicks: 10 },
    },
    /failover: takes up to \d+ s, and \d+ s is the limit/,
  ],
];

describe("refusals at preview", () => {
  for (const [what, changes, why] of REFUSED) {
    it(`refuse ${what}`, () => {
      const problems = problemsOf(changes);
      expect(problems.filter((problem) => why.test(problem))).to.have.length(1);
    });
  }

  it("accept the stack that lacks only the refused part", () => {
    expect(problemsOf({})).to.deep.equal([]);
    expect(problemsOf({ consistency: "eventual" })).to.deep.equal([]);
    expect(problemsOf({ network: NAT, processor: HTTP })).to.deep.equal([]);
    expect(problemsOf({ dns: { mode: "existing", domain: "acme-pay.net" } })).to.deep.equal([]);
  });

  it("count reservations only where they are made", () => {
    const load = { peakPaymentsPerSecond: 900 };
    expect(problemsOf({ load, functions: { reserved: false } })).to.deep.equal([]);
  });

  it("leave the hundred executions that AWS keeps unreserved, to the last one", () => {
    const total = totalReserved(sampleConfig());
    const quota = (accountConcurrency: number) => problemsOf({ load: { accountConcurrency } });
    expect(quota(total + 100)).to.deep.equal([]);
    expect(quota(total + 99)).to.have.length(1);
  });

  it("accept pairs inside each region set", () => {
    const pairs = [
      ["us-east-1", "us-west-2"],
      ["eu-west-1", "eu-central-1"],
      ["ap-northeast-1", "ap-northeast-2"],
    ];
    for (const [primaryRegion, secondaryRegion] of pairs) {
      expect(problemsOf({ primaryRegion, secondaryRegion })).to.deep.equal([]);
    }
  });
});
