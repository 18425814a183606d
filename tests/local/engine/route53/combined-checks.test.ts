import { expect } from "chai";
import type { AlarmState } from "../../../../local/engine/route53/health-checks";
import { broken, endpointCheck, NameServer, ok } from "./name-server";

describe("A calculated health check", () => {
  const build = async (healthy: string[], HealthThreshold: number, more = {}) => {
    const server = new NameServer();
    for (const host of ["a", "b", "c"]) {
      server.on(host, healthy.includes(host) ? ok : broken);
      server.route53.createHealthCheck(host, endpointCheck(host));
    }
    server.route53.createHealthCheck("sum", {
      Type: "CALCULATED",
      ChildHealthChecks: ["a", "b", "c"],
      HealthThreshold,
      ...more,
    });
    await server.pass(60);
    return server;
  };

  it("is healthy while enough of its children are", async () => {
    for (const [count, threshold] of [
      [2, 2],
      [1, 2],
      [0, 0],
      [3, 4],
    ] as const) {
      const server = await build(["a", "b", "c"].slice(0, count), threshold);
      expect(server.route53.isHealthy("sum"), `${count} of ${threshold}`).to.equal(
        count >= threshold,
      );
    }
  });

  it("can be inverted, and turns when its children do", async () => {
    const server = await build(["a", "b", "c"], 3, { Inverted: true });
    expect(server.route53.isHealthy("sum")).to.equal(false);
    server.on("b", broken);
    await server.pass(60);
    expect(server.route53.isHealthy("sum")).to.equal(true);
    expect(server.turns.map(({ id, healthy }) => [id, healthy])).to.deep.equal([
      ["b", false],
      ["sum", true],
    ]);
  });
});

describe("A health check of a metric", () => {
  const states: [AlarmState, AlarmState, string, boolean][] = [
    ["OK", "ALARM", "LastKnownStatus", false],
    ["OK", "INSUFFICIENT_DATA", "LastKnownStatus", true],
    ["ALARM", "INSUFFICIENT_DATA", "LastKnownStatus", false],
    ["OK", "INSUFFICIENT_DATA", "Unhealthy", false],
    ["ALARM", "INSUFFICIENT_DATA", "Healthy", true],
  ];
  for (const [before, now, onMissing, expected] of states) {
    const word = expected ? "healthy" : "unhealthy";
    it(`is ${word} in ${now} after ${before} with ${onMissing} for missing data`, () => {
      let state = before;
      const server = new NameServer({ alarmState: () => state });
      server.route53.createHealthCheck("m", {
        Type: "CLOUDWATCH_METRIC",
        AlarmIdentifier: { Region: "us-east-2", Name: "lag" },
        InsufficientDataHealthStatus: onMissing as "Healthy",
      });
      server.route53.isHealthy("m");
      state = now;
      expect(server.route53.isHealthy("m")).to.equal(expected);
    });
  }
});
