import { expect } from "chai";
import { configuredBudget } from "../../components/failover-limit";
import { failoverDefinition } from "../../components/workflow/definition";
import type { FailoverPolicy } from "../../functions/core/settings";
import { type DeclaredResource, failoverBudget } from "../../policy/failover-budget";
import { settingsOf } from "../components/workflow/takeover-bench";

const POLICY: FailoverPolicy = {
  mode: "auto",
  tickSeconds: 5,
  badTicks: 3,
  quorum: 2,
  coolDownSeconds: 1_800,
  healthyBeforeFailbackSeconds: 1_800,
  automaticPerDay: 2,
  approvers: 1,
  approvalTimeoutSeconds: 600,
  approvalDefault: "abort",
};

const resource = (type: string, name: string, inputs: object): DeclaredResource => ({
  type,
  name,
  inputs: { ...inputs },
});

const check = (name: string, more: object) =>
  resource("aws:route53/healthCheck:HealthCheck", name, {
    type: "HTTPS_STR_MATCH",
    requestInterval: 10,
    failureThreshold: 3,
    ...more,
  });

const detector = (policy: Partial<FailoverPolicy> = {}, timeout = 60) =>
  resource("aws:lambda/function:Function", "detect", {
    name: "payment-detect-test-us-east-2",
    timeout,
    environment: { variables: { FAILOVER_POLICY: JSON.stringify({ ...POLICY, ...policy }) } },
  });

const schedule = (scheduleExpression: string) =>
  resource("aws:scheduler/schedule:Schedule", "detect-tick", {
    name: "payment-detect-tick-test-us-east-2",
    scheduleExpression,
  });

const record = (more: object) =>
  resource("aws:route53/record:Record", "shared", {
    type: "CNAME",
    weightedRoutingPolicies: [{ weight: 100 }],
    ttl: 10,
    ...more,
  });

const machine = (settings = settingsOf()) =>
  resource("aws:sfn/stateMachine:StateMachine", "failover", {
    definition: JSON.stringify(failoverDefinition(settings)),
  });

/** The declarations a failover depends on, by what they are. */
const GRAPH = {
  primaryCheck: check("primary-check", {}),
  secondaryCheck: check("secondary-check", {}),
  latch: check("latch", { invertHealthcheck: true, failureThreshold: 1 }),
  traffic: resource("aws:route53/healthCheck:HealthCheck", "traffic", {
    type: "CALCULATED",
    childHealthThreshold: 2,
  }),
  sharedRecord: record({}),
  ownRecord: resource("aws:route53/record:Record", "own", { type: "CNAME", ttl: 3_600 }),
  detector: detector(),
  detectTick: schedule("rate(1 minute)"),
  detectWarm: resource("aws:scheduler/schedule:Schedule", "detect-warm", {
    name: "payment-detect-warm-test-us-east-2",
    scheduleExpression: "rate(4 hours)",
  }),
  machine: machine(),
};

const budgetWith = (changed: Partial<Record<keyof typeof GRAPH, DeclaredResource>>) =>
  failoverBudget(Object.values({ ...GRAPH, ...changed }));

const budgetWithout = (...left: (keyof typeof GRAPH)[]) =>
  failoverBudget(
    Object.entries(GRAPH)
      .filter(([key]) => !left.includes(key as keyof typeof GRAPH))
      .map(([, node]) => node),
  );

describe("The failover budget of a program", () => {
  const base = failoverBudget(Object.values(GRAPH));

  it("is what its configuration promised", () => {
    const promised = configuredBudget({
      consistency: "strong",
      dns: {
        mode: "existing",
        domain: "pay.company.com",
        name: "api",
        routing: "weighted",
        recordType: "cname",
        ttlSeconds: 10,
        checkIntervalSeconds: 10,
        checkerRegions: ["us-west-1", "us-west-2", "eu-west-1"],
        failureThreshold: 3,
        latchThreshold: 1,
        acceleratedRecovery: false,
      },
      failover: { policy: POLICY, vantageRegion: undefined },
      ledger: { kind: "aurora" } as never,
    });
    const { acceptSeconds, wholeSeconds, recordedSeconds } = promised;
    expect(base).to.include({ acceptSeconds: 50, wholeSeconds });
    expect(acceptSeconds).to.equal(50);
    // Only the failback of this configuration leads traffic back in shares.
    expect(base.recordedSeconds).to.equal(recordedSeconds);
  });

  it("names the declaration behind every step", () => {
    expect(base.acceptPath.map(({ from }) => from)).to.deep.equal([
      "primary-check",
      "Route 53",
      "shared",
    ]);
    const sources = base.path.map(({ from }) => from);
    expect(sources).to.include.members(["detect-tick", "state machine"]);
    expect(sources.join()).to.contain("FAILOVER_POLICY of detect");
  });

  it("adds up to what it says", () => {
    const sum = (path: readonly { seconds: number }[]) =>
      path.reduce((total, { seconds }) => total + seconds, 0);
    expect(sum(base.acceptPath)).to.equal(base.acceptSeconds);
    expect(sum(base.path)).to.equal(base.wholeSeconds);
  });

  it("takes the slower of two checks, whichever region it is for", () => {
    const slow = check("secondary-check", { requestInterval: 30 });
    expect(budgetWith({ secondaryCheck: slow }).acceptSeconds).to.equal(110);
  });

  it("counts an alias as 60 s, whatever else a record says", () => {
    const alias = record({ aliases: [{ name: "d-1", zoneId: "Z1" }], ttl: undefined });
    expect(budgetWith({ sharedRecord: alias }).acceptSeconds).to.equal(100);
  });

  it("does not count a record that never fails over", () => {
    expect(base.acceptSeconds).to.be.below(3_600);
  });

  it("counts no cached answer where there is no shared name, and says so", () => {
    const without = budgetWithout("sharedRecord", "ownRecord");
    expect(without.acceptSeconds).to.equal(40);
    expect(without.notCounted.join()).to.contain("clients");
  });

  for (const [what, changed] of [
    ["a longer tick", { detector: detector({ tickSeconds: 10 }) }],
    ["more bad ticks", { detector: detector({ badTicks: 6 }) }],
    ["a detector that rests longer", { detector: detector({}, 30) }],
    ["a rarer schedule", { detectTick: schedule("rate(2 minutes)") }],
    ["a schedule in hours", { detectTick: schedule("rate(1 hour)") }],
    [
      "a slower latch",
      { latch: check("latch", { invertHealthcheck: true, failureThreshold: 20 }) },
    ],
    ["old leases to wait for", { machine: machine(settingsOf({ consistency: "eventual" })) }],
  ] as const) {
    it(`grows with ${what}`, () => {
      expect(budgetWith(changed).wholeSeconds).to.be.above(base.wholeSeconds);
    });
  }

  it("grows with every deadline, pause and retry of the workflow", () => {
    const definition = String(GRAPH.machine.inputs.definition);
    for (const [was, becomes] of [
      ['"TimeoutSeconds":15', '"TimeoutSeconds":150'],
      ['"databaseWindowMs":140000', '"databaseWindowMs":200000'],
      ['"MaxAttempts":1', '"MaxAttempts":9'],
    ] as const) {
      expect(definition).to.contain(was);
      const slower = resource("aws:sfn/stateMachine:StateMachine", "failover", {
        definition: definition.replaceAll(was, becomes),
      });
      expect(budgetWith({ machine: slower }).wholeSeconds, becomes).to.be.above(base.wholeSeconds);
    }
  });

  for (const [left, says] of [
    [["latch"], "health check of the latch"],
    [["primaryCheck", "secondaryCheck"], "health check of the endpoint"],
    [["detector"], "function that detects"],
    [["detectTick"], "schedule of the detector"],
    [["machine"], "failover state machine"],
  ] as const) {
    it(`is an error, not shorter, without the ${says}`, () => {
      expect(() => budgetWithout(...left)).to.throw(says);
    });
  }

  it("is an error where a declaration cannot be read", () => {
    const silent = { ...detector(), inputs: { ...detector().inputs, environment: {} } };
    expect(() => budgetWith({ detector: silent })).to.throw("no FAILOVER_POLICY");
    expect(() => budgetWith({ detectTick: schedule("cron(* * * * ? *)") })).to.throw("period");
    expect(() => budgetWith({ primaryCheck: check("c", { requestInterval: "10" }) })).to.throw(
      "requestInterval of c is not known",
    );
  });
});
