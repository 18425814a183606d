import { expect } from "chai";
import { CloudWatch } from "../../../local/engine/cloudwatch/cloudwatch";
import { VirtualTimeline } from "../../../local/engine/timeline";
import { type Attachment, serve } from "../../../local/wire/server";
import { parseXml, type XmlElement } from "../../../local/wire/xml-tree";

const REGION = "us-east-2";
const START = Date.UTC(2026, 0, 1);
const authorization = `AWS4-HMAC-SHA256 Credential=KEY/20260101/${REGION}/monitoring/aws4_request, SignedHeaders=host, Signature=0`;

const period = { StartTime: START / 1000, EndTime: START / 1000 + 60 };
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
const formPeriod = { StartTime: iso(period.StartTime), EndTime: iso(period.EndTime) };

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

describe("CloudWatch on the wire", () => {
  let attachment: Attachment;

  beforeEach(async () => {
    const timeline = new VirtualTimeline(START);
    const cloudwatch = new CloudWatch({ timeline, account: "000000000000" });
    for (const value of [3, 5]) {
      cloudwatch.record(REGION, "Payments", "Accepted", { Stack: "local" }, value, "Count");
    }
    cloudwatch.createAlarm(REGION, {
      name: "too-many",
      metric: {
        namespace: "Payments",
        name: "Accepted",
        dimensions: { Stack: "local" },
        statistic: "Sum",
        periodSeconds: 60,
      },
      comparisonOperator: "GreaterThanThreshold",
      threshold: 7.5,
      evaluationPeriods: 2,
    });
    const cloud = {
      call: (caller: { region: string }, _service: string, operation: string, input: object) =>
        cloudwatch.call(caller, operation, input as Record<string, unknown>),
    };
    attachment = await serve(cloud);
  });
  afterEach(() => attachment.close());

  /** As the SDK's clients and today's CLI ask. */
  const asJson = (operation: string, input: object) =>
    ask(JSON.stringify(input), {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `GraniteServiceVersion20100801.${operation}`,
    });

  /** As older clients ask. */
  const asForm = (operation: string, fields: Record<string, string>) =>
    ask(new URLSearchParams({ Action: operation, Version: "2010-08-01", ...fields }).toString(), {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    });

  async function ask(body: string, headers: Record<string, string>): Promise<Answer> {
    const response = await fetch(attachment.url, {
      method: "POST",
      headers: { authorization, ...headers },
      body,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  const Dimensions = [{ Name: "Stack", Value: "local" }];
  const formDimensions = {
    "Dimensions.member.1.Name": "Stack",
    "Dimensions.member.1.Value": "local",
  };
  const metric = { Namespace: "Payments", MetricName: "Accepted" };

  const operations: readonly [
    operation: string,
    input: object,
    fields: Record<string, string>,
    answer: object,
    texts: Record<string, string>,
  ][] = [
    [
      "ListMetrics",
      metric,
      metric,
      { Metrics: [{ ...metric, Dimensions }] },
      { Namespace: "Payments", Value: "local" },
    ],
    [
      "GetMetricStatistics",
      { ...metric, Dimensions, ...period, Period: 60, Statistics: ["Sum", "Maximum"] },
      {
        ...metric,
        ...formDimensions,
        ...formPeriod,
        Period: "60",
        "Statistics.member.1": "Sum",
        "Statistics.member.2": "Maximum",
      },
      {
        Label: "Accepted",
        Datapoints: [{ Timestamp: period.StartTime, Unit: "Count", Sum: 8, Maximum: 5 }],
      },
      { Timestamp: formPeriod.StartTime, Sum: "8", Maximum: "5" },
    ],
    [
      "GetMetricData",
      {
        ...period,
        MetricDataQueries: [
          {
            Id: "m",
            MetricStat: { Metric: { ...metric, Dimensions }, Period: 60, Stat: "p99" },
          },
        ],
      },
      {
        ...formPeriod,
        "MetricDataQueries.member.1.Id": "m",
        "MetricDataQueries.member.1.MetricStat.Period": "60",
        "MetricDataQueries.member.1.MetricStat.Stat": "p99",
        "MetricDataQueries.member.1.MetricStat.Metric.Namespace": "Payments",
        "MetricDataQueries.member.1.MetricStat.Metric.MetricName": "Accepted",
        "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name": "Stack",
        "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value": "local",
      },
      {
        MetricDataResults: [
          {
            Id: "m",
            Label: "Accepted",
            Timestamps: [period.StartTime],
            Values: [5],
            StatusCode: "Complete",
          },
        ],
        Messages: [],
      },
      { Id: "m", StatusCode: "Complete" },
    ],
    [
      "DescribeAlarms",
      { AlarmNames: ["too-many"] },
      { "AlarmNames.member.1": "too-many" },
      {
        MetricAlarms: [
          {
            AlarmName: "too-many",
            AlarmArn: `arn:aws:cloudwatch:${REGION}:000000000000:alarm:too-many`,
            ActionsEnabled: true,
            AlarmActions: [],
            OKActions: [],
            InsufficientDataActions: [],
            StateValue: "INSUFFICIENT_DATA",
            StateReason: "Unchecked: Initial alarm creation",
            StateUpdatedTimestamp: START / 1000,
            ...metric,
            Dimensions,
            Statistic: "Sum",
            Period: 60,
            EvaluationPeriods: 2,
            DatapointsToAlarm: 2,
            Threshold: 7.5,
            ComparisonOperator: "GreaterThanThreshold",
            TreatMissingData: "missing",
          },
        ],
        CompositeAlarms: [],
      },
      { AlarmName: "too-many", Threshold: "7.5", StateValue: "INSUFFICIENT_DATA" },
    ],
  ];
  for (const [operation, input, fields, answer, texts] of operations) {
    it(`answers ${operation} to clients that speak JSON and to those that send forms`, async () => {
      const json = await asJson(operation, input);
      expect(JSON.parse(json.text)).to.deep.equal(answer);
      const form = await asForm(operation, fields);
      const root = parseXml(form.text);
      expect(root.name).to.equal(`${operation}Response`);
      expect(root.attributes.xmlns).to.equal("http://monitoring.amazonaws.com/doc/2010-08-01/");
      for (const [name, text] of Object.entries(texts)) expect(textOf(root, name)).to.equal(text);
    });
  }

  it("takes what clients publish, and reads it back", async () => {
    const datum = { MetricName: "Tried", Value: 2, Unit: "Count" };
    const put = await asJson("PutMetricData", { Namespace: "Payments", MetricData: [datum] });
    expect(put.status).to.equal(200);
    const listed = await asJson("ListMetrics", { MetricName: "Tried" });
    expect(JSON.parse(listed.text).Metrics).to.have.length(1);
  });

  it("names an error as both protocols know it", async () => {
    const json = await asJson("GetMetricStatistics", { ...metric, ...period, Period: 60 });
    expect(json.status).to.equal(400);
    expect(JSON.parse(json.text).__type).to.equal(
      "com.amazonaws.cloudwatch#MissingRequiredParameterException",
    );
    const missing = await asJson("SetAlarmState", { AlarmName: "none", StateValue: "OK" });
    expect(missing.status).to.equal(404);
    expect(missing.headers.get("x-amzn-query-error")).to.equal("ResourceNotFound;Sender");
    const form = await asForm("ListMetrics", {}).then(() =>
      asForm("GetMetricStatistics", { ...metric, ...formPeriod, EndTime: formPeriod.StartTime }),
    );
    expect(textOf(parseXml(form.text), "Code")).to.equal("InvalidParameterValue");
  });

  it("calls an impossible moment the client's mistake", async () => {
    const { status, text } = await asJson("GetMetricData", { ...period, EndTime: "tomorrow" });
    expect([status, text]).to.satisfy(
      ([code, body]: [number, string]) => code === 400 && body.includes("not a timestamp"),
    );
  });

  it("refuses operations it does not play, and the binary protocol, by name", async () => {
    const dashboards = await asJson("ListDashboards", {});
    expect([dashboards.status, dashboards.text]).to.satisfy(
      ([code, body]: [number, string]) =>
        code === 501 && body.includes("cloudwatch:ListDashboards"),
    );
    const binary = await ask("", { "smithy-protocol": "rpc-v2-cbor" });
    expect([binary.status, binary.text]).to.satisfy(
      ([code, body]: [number, string]) => code === 501 && body.includes("rpc-v2-cbor"),
    );
  });
});

/** The text of the first element of this name, wherever it is. */
function textOf(element: XmlElement, name: string): string | undefined {
  if (element.name === name) return element.text;
  for (const child of element.children) {
    const found = textOf(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
