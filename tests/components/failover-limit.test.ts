import { expect } from "chai";
import type { StackConfig } from "../../components/config";
import { Problems } from "../../components/config/problems";
import {
  budgetOutput,
  configuredBudget,
  refuseSlowFailover,
} from "../../components/failover-limit";

type Timed = Parameters<typeof configuredBudget>[0];

const PROD: Timed = {
  consistency: "strong",
  dns: {
    mode: "existing",
    domain: "payments.company.com",
    name: "api",
    routing: "weighted",
    recordType: "cname",
    ttlSeconds: 10,
    checkIntervalSeconds: 10,
    checkerRegions: ["us-west-1", "us-west-2", "eu-west-1"],
    failureThreshold: 3,
    latchThreshold: 1,
    acceleratedRecovery: true,
  },
  failover: {
    vantageRegion: undefined,
    policy: {
      mode: "auto",
      tickSeconds: 5,
      badTicks: 3,
      quorum: 2,
      coolDownSeconds: 1_800,
      healthyBeforeFailbackSeconds: 1_800,
      automaticPerDay: 2,
      approvers: 2,
      approvalTimeoutSeconds: 600,
      approvalDefault: "abort",
    },
  },
  ledger: { kind: "aurora" } as StackConfig["ledger"],
};

const dns = (more: Partial<StackConfig["dns"]>): Timed => ({
  ...PROD,
  dns: { ...PROD.dns, ...more },
});
const policy = (more: Partial<StackConfig["failover"]["policy"]>): Timed => ({
  ...PROD,
  failover: { ...PROD.failover, policy: { ...PROD.failover.policy, ...more } },
});

function refusal(config: Timed): string[] {
  const problems = new Problems();
  refuseSlowFailover(config, problems);
  return problems.list.map(({ key, problem }) => `${key} ${problem}`);
}

describe("The budget of a configuration", () => {
  it("accepts payments again within 60 s with a CNAME and 100 s with an alias", () => {
    expect(configuredBudget(PROD).acceptSeconds).to.be.at.most(60);
    expect(configuredBudget(dns({ recordType: "alias" })).acceptSeconds).to.be.at.most(100);
  });

  it("finishes the whole failover of a complete stack within 240 s, its record within 300 s", () => {
    const { wholeSeconds, recordedSeconds } = configuredBudget(PROD);
    expect(wholeSeconds).to.be.at.most(240);
    expect(recordedSeconds).to.be.at.most(300);
  });

  it("is shorter without a database and longer where old leases must run out", () => {
    const { wholeSeconds } = configuredBudget(PROD);
    expect(configuredBudget({ ...PROD, ledger: { kind: "none" } }).wholeSeconds).to.be.below(
      wholeSeconds,
    );
    const eventual: Timed = { ...PROD, consistency: "eventual", ledger: { kind: "none" } };
    expect(configuredBudget(eventual).wholeSeconds).to.equal(
      configuredBudget({ ...PROD, ledger: { kind: "none" } }).wholeSeconds + 15,
    );
  });

  it("does not depend on the weights that only a failback uses", () => {
    const { wholeSeconds, recordedSeconds } = configuredBudget(dns({ routing: "failover" }));
    expect(configuredBudget(PROD)).to.include({ wholeSeconds, recordedSeconds });
  });

  it("becomes an output whose lines add up", () => {
    const output = budgetOutput(configuredBudget(PROD));
    const sum = (lines: readonly string[]) =>
      lines.reduce((total, line) => total + Number.parseInt(line, 10), 0);
    expect(sum(output.path)).to.equal(output.wholeSeconds);
    expect(sum(output.acceptPath)).to.equal(output.acceptSeconds);
  });
});

describe("A configuration whose failover is too slow", () => {
  it("is refused with the path that makes it slow", () => {
    const [line = "", ...others] = refusal(policy({ tickSeconds: 30 }));
    expect(others).to.deep.equal([]);
    expect(line).to.contain("payments-dr:failover takes up to");
    expect(line).to.match(/120 s {2}detector sees 3 bad ticks/);
    expect(line).to.contain("PromoteDatabase");
  });

  it("is refused whichever part of it is slow", () => {
    expect(refusal(policy({ badTicks: 20 }))).to.have.length(1);
    expect(refusal(dns({ checkIntervalSeconds: 30, failureThreshold: 10 }))).to.have.length(1);
    expect(refusal(dns({ checkIntervalSeconds: 30, latchThreshold: 10 }))).to.have.length(1);
  });

  it("is told from one that just fits", () => {
    expect(refusal(PROD)).to.deep.equal([]);
    expect(refusal(dns({ mode: "none" }))).to.deep.equal([]);
    expect(refusal(dns({ checkIntervalSeconds: 30, recordType: "alias" }))).to.deep.equal([]);
  });
});
