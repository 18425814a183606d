import { expect } from "chai";
import { NotModelled } from "../../../../local/engine/aws-error";
import { CloudWatch } from "../../../../local/engine/cloudwatch/cloudwatch";
import { QueueMetrics } from "../../../../local/engine/cloudwatch/queue-metrics";
import { Random } from "../../../../local/engine/random";
import { Sqs } from "../../../../local/engine/sqs/sqs";
import { VirtualTimeline } from "../../../../local/engine/timeline";

const region = "us-east-1";
const startMs = Date.UTC(2026, 0, 1);
const dimensions = { FunctionName: "settle" };

function world() {
  const timeline = new VirtualTimeline(startMs);
  const cloudWatch = new CloudWatch({ timeline });
  const call = (operation: string, input: Record<string, unknown>) =>
    cloudWatch.call({ region }, operation, input);
  const pass = (seconds: number) => {
    const untilMs = timeline.nowMs() + seconds * 1000;
    while (timeline.step(untilMs));
    timeline.jumpTo(untilMs);
  };
  /** One value of one statistic over the first minute. */
  const read = (Stat: string, Metric: object = {}, more: object = {}) => {
    const answer = call("GetMetricData", {
      StartTime: new Date(startMs),
      EndTime: new Date(startMs + 60_000),
      MetricDataQueries: [
        {
          Id: "m1",
          MetricStat: {
            Metric: {
              Namespace: "AWS/Lambda",
              MetricName: "Duration",
              Dimensions: [{ Name: "FunctionName", Value: "settle" }],
              ...Metric,
            },
            Period: 60,
            Stat,
            ...more,
          },
        },
      ],
    }) as { MetricDataResults: { Values: number[] }[] };
    return answer.MetricDataResults[0]?.Values;
  };
  return { timeline, cloudWatch, call, pass, read };
}

describe("metrics", () => {
  for (const [statistic, expected] of [
    ["Sum", 5050],
    ["Average", 50.5],
    ["Minimum", 1],
    ["Maximum", 100],
    ["SampleCount", 100],
    ["p50", 50],
    ["p99", 99],
    ["p99.9", 100],
    ["p100", 100],
    ["p0", 1],
  ] as const) {
    it(`the ${statistic} of 1 to 100 is ${expected}`, () => {
      const { cloudWatch, read } = world();
      for (let value = 100; value > 0; value--) {
        cloudWatch.record(region, "AWS/Lambda", "Duration", dimensions, value, "Milliseconds");
      }
      expect(read(statistic)).to.deep.equal([expected]);
    });
  }

  it("are told apart by every dimension, region and unit", () => {
    const { cloudWatch, read } = world();
    cloudWatch.record(region, "AWS/Lambda", "Duration", dimensions, 7, "Milliseconds");
    cloudWatch.record("us-east-2", "AWS/Lambda", "Duration", dimensions, 1, "Milliseconds");
    cloudWatch.record(region, "AWS/Lambda", "Duration", {}, 2, "Milliseconds");
    expect(read("Sum")).to.deep.equal([7]);
    expect(read("Sum", { Dimensions: [] })).to.deep.equal([2]);
    expect(read("Sum", {}, { Unit: "Milliseconds" })).to.deep.equal([7]);
    expect(read("Sum", {}, { Unit: "Seconds" })).to.deep.equal([]);
  });

  it("are the same metric in whatever order the dimensions come", () => {
    const { cloudWatch, read } = world();
    cloudWatch.record(region, "P", "n", { a: "1", b: "2" }, 1, "Count");
    cloudWatch.record(region, "P", "n", { b: "2", a: "1" }, 1, "Count");
    const Dimensions = [
      { Name: "b", Value: "2" },
      { Name: "a", Value: "1" },
    ];
    expect(read("Sum", { Namespace: "P", MetricName: "n", Dimensions })).to.deep.equal([2]);
  });

  it("come period by period, newest first unless asked otherwise", () => {
    const { cloudWatch, call, pass } = world();
    for (const value of [1, 2, 3]) {
      cloudWatch.record(region, "P", "n", {}, value, "Count");
      pass(60);
    }
    const query = (ScanBy?: string) =>
      call("GetMetricData", {
        StartTime: new Date(startMs),
        EndTime: new Date(startMs + 300_000),
        ScanBy,
        MetricDataQueries: [
          {
            Id: "m1",
            MetricStat: { Metric: { Namespace: "P", MetricName: "n" }, Period: 60, Stat: "Sum" },
          },
        ],
      });
    expect(query()).to.have.nested.property("MetricDataResults[0].Values").deep.equal([3, 2, 1]);
    expect(query("TimestampAscending")).to.deep.nested.include({
      "MetricDataResults[0].Values": [1, 2, 3],
      "MetricDataResults[0].Timestamps[1]": new Date(startMs + 60_000),
    });
  });

  it("can be combined by simple expressions, with no value where data lacks", () => {
    const { cloudWatch, call, pass } = world();
    const minute = (errors: number | undefined, total: number | undefined) => {
      if (errors !== undefined) cloudWatch.record(region, "P", "errors", {}, errors, "Count");
      if (total !== undefined) cloudWatch.record(region, "P", "total", {}, total, "Count");
      pass(60);
    };
    minute(1, 4);
    minute(undefined, 10);
    minute(3, undefined);
    minute(0, 0);
    const stat = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: "P", MetricName }, Period: 60, Stat: "Sum" },
    });
    const values = (Expression: string) => {
      const answer = call("GetMetricData", {
        StartTime: new Date(startMs),
        EndTime: new Date(startMs + 240_000),
        ScanBy: "TimestampAscending",
        MetricDataQueries: [{ Id: "rate", Expression }, stat("e", "errors"), stat("t", "total")],
      }) as { MetricDataResults: { Id: string; Values: number[] }[] };
      expect(answer.MetricDataResults.map(({ Id }) => Id)).to.deep.equal(["rate"]);
      return answer.MetricDataResults[0]?.Values;
    };
    expect(values("100 * e / t")).to.deep.equal([25]);
    expect(values("100*FILL(e, 0)/t")).to.deep.equal([25, 0]);
    expect(values("-(e + t) - 1")).to.deep.equal([-6, -1]);
    expect(values("IF(t > 5, 1, 0)")).to.deep.equal([0, 1, 0]);
    expect(values("t - 1 - 1")).to.deep.equal([2, 8, -2]);
    expect(() => values("ANOMALY_DETECTION_BAND(e)")).to.throw(NotModelled, /ANOMALY/);
    expect(() => values("e +")).to.throw(/Invalid expression/);
    expect(() => values("e $ t")).to.throw(/Invalid expression/);
    expect(() => values("rate + 1")).to.throw(/has no end/);
    expect(() => values("missing + 1")).to.throw(/has no end/);
  });

  it("are published by clients, singly, with counts or as summaries", () => {
    const { call, read } = world();
    call("PutMetricData", {
      Namespace: "Payments",
      MetricData: [
        { MetricName: "Amount", Value: 5, Unit: "Count" },
        { MetricName: "Amount", Values: [1, 2], Counts: [3, 1] },
        {
          MetricName: "Amount",
          StatisticValues: { SampleCount: 2, Sum: 20, Minimum: 9, Maximum: 11 },
        },
      ],
    });
    const metric = { Namespace: "Payments", MetricName: "Amount", Dimensions: [] };
    expect(read("Sum", metric)).to.deep.equal([30]);
    expect(read("SampleCount", metric)).to.deep.equal([7]);
    expect(read("Maximum", metric)).to.deep.equal([11]);
    expect(call("ListMetrics", { Namespace: "Payments" })).to.deep.equal({
      Metrics: [{ Namespace: "Payments", MetricName: "Amount", Dimensions: [] }],
    });
    expect(call("ListMetrics", { Namespace: "Other" })).to.deep.equal({ Metrics: [] });
  });

  it("may arrive late and out of order", () => {
    const { call, read, pass } = world();
    const put = (seconds: number) =>
      call("PutMetricData", {
        Namespace: "Payments",
        MetricData: [
          { MetricName: "Late", Value: 1, Timestamp: new Date(startMs + seconds * 1000) },
        ],
      });
    pass(300);
    for (const seconds of [200, 30, 250, 10, 59, 30, 60]) put(seconds);
    const metric = { Namespace: "Payments", MetricName: "Late", Dimensions: [] };
    expect(read("Sum", metric)).to.deep.equal([4]);
  });

  it("of clients are refused as AWS refuses them", () => {
    const { call } = world();
    const put =
      (MetricData: object[], Namespace = "Payments") =>
      () =>
        call("PutMetricData", { Namespace, MetricData });
    expect(put([{ MetricName: "n", Value: 1 }], "AWS/SQS")).to.throw(/namespace/);
    expect(put([])).to.throw(/1 to 1000/);
    expect(put([{ Value: 1 }])).to.throw(/MetricName/);
    expect(put([{ MetricName: "n" }])).to.throw(/finite/);
    expect(put([{ MetricName: "n", Value: Number.NaN }])).to.throw(/finite/);
    expect(put([{ MetricName: "n", Value: 1, Timestamp: new Date(0) }])).to.throw(/too far/);
    expect(() => call("PutDashboard", {})).to.throw(NotModelled);
  });

  it("come as datapoints with all asked statistics", () => {
    const { cloudWatch, call } = world();
    for (const value of [1, 2, 9]) {
      cloudWatch.record(region, "AWS/Lambda", "Duration", dimensions, value, "Milliseconds");
    }
    const input = {
      Namespace: "AWS/Lambda",
      MetricName: "Duration",
      Dimensions: [{ Name: "FunctionName", Value: "settle" }],
      StartTime: new Date(startMs),
      EndTime: new Date(startMs + 300_000),
      Period: 60,
      Statistics: ["Sum", "SampleCount"],
      ExtendedStatistics: ["p50"],
    };
    expect(call("GetMetricStatistics", input)).to.deep.equal({
      Label: "Duration",
      Datapoints: [
        {
          Timestamp: new Date(startMs),
          Unit: "Milliseconds",
          Sum: 12,
          SampleCount: 3,
          ExtendedStatistics: { p50: 2 },
        },
      ],
    });
    const EndTime = new Date(startMs + 1441 * 60_000);
    expect(() => call("GetMetricStatistics", { ...input, EndTime })).to.throw(/1440/);
    expect(() => call("GetMetricStatistics", { ...input, Period: 45 })).to.throw(/period 45/i);
    expect(() => call("GetMetricStatistics", { ...input, Statistics: ["Median"] })).to.throw(
      /Median/,
    );
  });

  it("are forgotten after the retention, not before", () => {
    const timeline = new VirtualTimeline(startMs);
    const cloudWatch = new CloudWatch({ timeline, retentionMs: 3_600_000 });
    const count = () => {
      const answer = cloudWatch.call({ region }, "GetMetricStatistics", {
        Namespace: "P",
        MetricName: "n",
        StartTime: new Date(startMs),
        EndTime: new Date(startMs + 86_400_000),
        Period: 86_400,
        Statistics: ["SampleCount"],
      }) as { Datapoints: { SampleCount: number }[] };
      return answer.Datapoints[0]?.SampleCount;
    };
    for (let minute = 0; minute < 300; minute++) {
      timeline.jumpTo(startMs + minute * 60_000);
      cloudWatch.record(region, "P", "n", {}, 1, "Count");
      if (minute === 59) expect(count()).to.equal(60);
    }
    expect(count()).to.be.within(60, 75);
  });
});

describe("metrics in log lines", () => {
  const line = (more: object, meta: object = {}) =>
    JSON.stringify({
      _aws: {
        Timestamp: startMs + 5000,
        CloudWatchMetrics: [
          {
            Namespace: "Payments",
            Dimensions: [["Region"], ["Region", "Tier"]],
            Metrics: [{ Name: "Accepted", Unit: "Count" }, { Name: "Latency" }],
            ...meta,
          },
        ],
      },
      Region: "us-east-1",
      Tier: "A",
      Accepted: 2,
      Latency: [10, 30],
      ...more,
    });

  it("are taken for every dimension set and every value", () => {
    const { cloudWatch, read } = world();
    expect(cloudWatch.ingestLogLine(region, line({}))).to.equal(6);
    const metric = (MetricName: string, ...Dimensions: object[]) => ({
      Namespace: "Payments",
      MetricName,
      Dimensions,
    });
    const inRegion = { Name: "Region", Value: "us-east-1" };
    expect(read("Sum", metric("Accepted", inRegion))).to.deep.equal([2]);
    expect(read("Average", metric("Latency", inRegion))).to.deep.equal([20]);
    const tier = { Name: "Tier", Value: "A" };
    expect(read("Sum", metric("Accepted", tier, inRegion))).to.deep.equal([2]);
  });

  it("are found behind the prefix that Lambda writes, and other lines have none", () => {
    const { cloudWatch } = world();
    const prefixed = `2026-01-01T00:00:05.000Z\t0f1a\tINFO\t${line({})}`;
    expect(cloudWatch.ingestLogLine(region, prefixed)).to.equal(6);
    expect(cloudWatch.ingestLogLine(region, "START RequestId: 0f1a")).to.equal(0);
    expect(cloudWatch.ingestLogLine(region, '{"message":"accepted"}')).to.equal(0);
  });

  for (const [what, broken] of [
    ["a metric without a number", line({ Accepted: "two" })],
    ["a dimension without a text", line({ Tier: undefined })],
    ["no namespace", line({}, { Namespace: undefined })],
    ["metrics that are no list", line({}, { Metrics: {} })],
    ["a line that was cut off", line({}).slice(0, -5)],
  ] as const) {
    it(`a line with ${what} is an error`, () => {
      expect(() => world().cloudWatch.ingestLogLine(region, broken)).to.throw();
    });
  }
});

describe("metrics of queues", () => {
  it("say once a minute how deep and how old a queue is, and what passed through", () => {
    const { timeline, cloudWatch, pass, call } = world();
    const sqs = new Sqs({ timeline, random: new Random("metrics-test") });
    const { arn } = sqs.createQueue(region, { name: "payments" });
    const queueMetrics = new QueueMetrics(timeline, (of) => sqs.queuesOf(of), cloudWatch.record);
    queueMetrics.start(region);
    sqs.deliver(arn, { body: "p-1" }, "test");
    pass(61);
    sqs.deliver(arn, { body: "p-2" }, "test");
    pass(60);
    const values = (MetricName: string) => {
      const answer = call("GetMetricData", {
        StartTime: new Date(startMs),
        EndTime: new Date(startMs + 600_000),
        ScanBy: "TimestampAscending",
        MetricDataQueries: [
          {
            Id: "m1",
            MetricStat: {
              Metric: {
                Namespace: "AWS/SQS",
                MetricName,
                Dimensions: [{ Name: "QueueName", Value: "payments" }],
              },
              Period: 60,
              Stat: "Maximum",
            },
          },
        ],
      }) as { MetricDataResults: { Values: number[] }[] };
      return answer.MetricDataResults[0]?.Values;
    };
    expect(values("ApproximateNumberOfMessagesVisible")).to.deep.equal([1, 2]);
    expect(values("ApproximateAgeOfOldestMessage")).to.deep.equal([60, 120]);
    expect(values("NumberOfMessagesSent")).to.deep.equal([1, 1]);
    queueMetrics.stop(region);
    expect(timeline.step()).to.equal(false);
  });
});
