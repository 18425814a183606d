import { expect } from "chai";
import { METRICS_NAMESPACE, RegionAlarms } from "../../../components/region/region-alarms";
import { METRICS_NAMESPACE as WRITTEN } from "../../../functions/runtime/metrics";
import { sampleConfig } from "../sample-stack";
import { declareInPrimary } from "./region-of-test";

const ALERTS = "arn:aws:sns:us-east-1:000000000000:payment-alerts-test-us-east-1";

async function declared(changes: Record<string, unknown> = {}) {
  const config = sampleConfig(changes);
  const found = await declareInPrimary(
    (context, opts) =>
      new RegionAlarms("alarms", { context, config, alertsTopicArn: ALERTS }, opts),
  );
  return { ...found, alarms: found.ofType("aws:cloudwatch/metricAlarm:MetricAlarm") };
}

describe("RegionAlarms", () => {
  it("all tell people in their own region", async () => {
    const { alarms } = await declared();
    expect(alarms.length).to.be.above(10);
    for (const { inputs, name } of alarms) {
      expect(inputs.alarmActions, name).to.deep.equal([ALERTS]);
      expect(inputs.name, name).to.match(/^payment-[a-z0-9-]+-test-us-east-1$/);
    }
  });

  it("see every function of the region at once where functions have none of their own", async () => {
    const { named } = await declared({ alarms: { functions: "together" } });
    for (const [noun, metricName] of [
      ["errors", "Errors"],
      ["throttles", "Throttles"],
    ]) {
      const { inputs } = named(`alarms-functions-${noun}`);
      expect(inputs).to.include({ namespace: "AWS/Lambda", metricName, threshold: 0 });
      expect(inputs).not.to.have.property("dimensions");
    }
    const names = (await declared()).alarms.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("alarms-functions"))).to.deep.equal([]);
  });

  it("fire within two minutes, or three for what runs once a minute", async () => {
    for (const { inputs, name } of (await declared()).alarms) {
      const seconds = (inputs.period ?? 60) * inputs.evaluationPeriods;
      expect(seconds, name).to.be.at.most(name.endsWith("-silent") ? 180 : 120);
    }
  });

  it("watch the average that the briefs ask for and the hundredth client", async () => {
    const { named } = await declared();
    const average = named("alarms-api-latency").inputs;
    expect(average).to.include({ statistic: "Average", threshold: 1_000, metricName: "Latency" });
    expect(average.dimensions).to.deep.equal({
      ApiName: "payment-api-test-us-east-1",
      Stage: "prod",
    });
    expect(named("alarms-api-p99").inputs).to.include({ extendedStatistic: "p99" });
  });

  it("measure errors as a share, so that a quiet night is not louder than a busy day", async () => {
    const { metricQueries } = (await declared()).named("alarms-api-errors").inputs;
    const result = metricQueries.filter(({ returnData }: { returnData?: boolean }) => returnData);
    expect(result).to.have.length(1);
    expect(result[0].expression).to.equal("100 * errors / requests");
  });

  it("see throttled tables through metrics that have a table", async () => {
    const { named } = await declared();
    for (const table of ["transactions", "control", "sessions"]) {
      const { metricQueries } = named(`alarms-${table}-throttled`).inputs;
      const metrics = metricQueries.flatMap(({ metric }: { metric?: object }) => metric ?? []);
      expect(metrics.map(({ metricName }: { metricName: string }) => metricName)).to.deep.equal([
        "ReadThrottleEvents",
        "WriteThrottleEvents",
      ]);
      for (const { dimensions } of metrics) {
        expect(dimensions).to.deep.equal({ TableName: `payment-${table}-test` });
      }
    }
  });

  it("watch replication only where a table has a lag, towards the other region", async () => {
    const lags = async (changes: Record<string, unknown>) =>
      (await declared(changes)).alarms
        .filter(({ inputs }) => inputs.metricName === "ReplicationLatency")
        .map(({ inputs }) => inputs.dimensions);
    const sessions = { TableName: "payment-sessions-test", ReceivingRegion: "us-east-2" };
    expect(await lags({})).to.deep.equal([sessions]);
    expect(await lags({ consistency: "eventual" })).to.deep.equal([
      sessions,
      { ...sessions, TableName: "payment-transactions-test" },
    ]);
  });

  it("notice silence: a detector that no longer runs is an alarm, not calm", async () => {
    const { named } = await declared();
    for (const name of ["alarms-detect-silent", "alarms-sweep-silent"]) {
      expect(named(name).inputs).to.include({
        metricName: "Invocations",
        comparisonOperator: "LessThanThreshold",
        treatMissingData: "breaching",
      });
    }
  });

  it("read the functions' own metrics where functions write them", () => {
    expect(METRICS_NAMESPACE).to.equal(WRITTEN);
  });
});
