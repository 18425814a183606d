import { expect } from "chai";
import { factsOf, regionOfTarget } from "../../local/page/page-facts";
import { RegionReport } from "../../local/page/region-report";
import { SecondCounts, WINDOW_SECONDS } from "../../local/page/second-counts";
import { PRIMARY, SECONDARY, smallDeployment } from "./fake-world";

describe("page facts", () => {
  const facts = factsOf(smallDeployment(4500));

  it("finds queues, checks and workflows in the declarations", () => {
    expect(facts.regions[1]).to.deep.equal({
      region: SECONDARY,
      role: "secondary",
      apiPort: 4502,
      awsPort: 4512,
      targets: ["target-us-east-2"],
      endpointCheckId: "check-us-east-2",
      processingQueue: "payment-queue-us-east-2",
      deadLetterQueues: ["payment-dlq-us-east-2"],
      stateMachineArn: "arn:aws:states:us-east-2:000000000000:stateMachine:failover-us-east-2",
    });
    expect(facts.dns).to.deep.equal({ name: "api.example.test", port: 4553, ttlSeconds: 10 });
    expect(facts.payments).to.equal("strong");
  });

  it("knows where a DNS answer leads", () => {
    expect(regionOfTarget(facts, "target-us-east-2.")?.region).to.equal(SECONDARY);
    expect(regionOfTarget(facts, "target-us-east-20")).to.equal(undefined);
  });

  it("refuses a program without a control table", () => {
    const deployment = smallDeployment(4500);
    const { environment } = deployment.topology.regions[PRIMARY]?.functions[0] ?? {};
    delete (environment as Record<string, string>).CONTROL_TABLE;
    expect(() => factsOf(deployment)).to.throw("control table");
  });
});

describe("region report", () => {
  const [primary] = factsOf(smallDeployment(4500)).regions;
  const status = (requests: number) => ({
    requests,
    queues: {
      "payment-queue-us-east-1": { visible: 4, inFlight: 2, delayed: 1 },
      "payment-dlq-us-east-1": { visible: 3, inFlight: 0, delayed: 0 },
    },
  });

  it("turns counts into numbers per second, and a restarted count into none", () => {
    const report = new RegionReport(primary as NonNullable<typeof primary>);
    report.note(status(100), 1_000);
    report.note(status(106), 3_000);
    expect(report.numbers(3_500)).to.deep.equal({
      requestsPerSecond: 3,
      queue: { waiting: 5, inWork: 2 },
      deadLetters: 3,
    });
    report.note(status(2), 4_000);
    expect(report.numbers(4_000).requestsPerSecond).to.equal(0);
  });

  it("says nothing about now when the region has fallen silent", () => {
    const report = new RegionReport(primary as NonNullable<typeof primary>);
    report.note(status(100), 1_000);
    expect(report.numbers(6_000)).to.deep.equal({
      requestsPerSecond: 0,
      queue: null,
      deadLetters: null,
    });
  });
});

describe("second counts", () => {
  it("counts whole seconds of the window, the oldest first", () => {
    const counts = new SecondCounts();
    const nowMs = 1_000_000_500;
    counts.accepted(nowMs - 2_000, 100);
    counts.accepted(nowMs - 1_000, 300);
    counts.failed(nowMs - 1_000);
    counts.accepted(nowMs, 900);
    const { fromMs, accepted, failed } = counts.history(nowMs);
    expect([accepted.length, failed.length]).to.deep.equal([WINDOW_SECONDS, WINDOW_SECONDS]);
    expect(accepted.slice(-3)).to.deep.equal([0, 1, 1]);
    expect(failed.slice(-2)).to.deep.equal([0, 1]);
    expect(fromMs).to.equal(1_000_000_000 - WINDOW_SECONDS * 1000);
    expect(counts.latency(nowMs)).to.deep.equal({ p50: 300, p95: 900 });
  });

  it("knows no latency when nothing was accepted lately", () => {
    const counts = new SecondCounts();
    counts.accepted(1_000_000, 100);
    expect(counts.latency(1_020_000)).to.equal(undefined);
  });
});
