/**
 * The part of CloudWatch's model that the local cloud plays, in the notation of the SDK's schemas: the
 * program ships no CloudWatch client, so there is no package to read it from.
 */
const NAMESPACE = "com.amazonaws.cloudwatch";

/** The simple schemas, by the numbers that the SDK's types give them. */
const TEXT = 0;
const NUMBER = 1;
const FLAG = 2;
const MOMENT = 4;
const TEXTS = 64;
const NUMBERS = 65;

const structure = (name: string, members: Readonly<Record<string, unknown>>) => [
  3,
  NAMESPACE,
  name,
  0,
  Object.keys(members),
  Object.values(members),
];

const listOf = (element: unknown) => [1, NAMESPACE, "List", 0, element];

const operation = (
  name: string,
  input: Readonly<Record<string, unknown>>,
  output: Readonly<Record<string, unknown>> = {},
) => [9, NAMESPACE, name, 0, structure(`${name}Input`, input), structure(`${name}Output`, output)];

/** An error and the code that the Query protocol has for it. */
const error = (name: string, code: string, httpError: number) => [
  -3,
  NAMESPACE,
  name,
  { error: httpError < 500 ? "client" : "server", httpError, awsQueryError: [code, httpError] },
  ["message"],
  [TEXT],
];

const dimensions = listOf(structure("Dimension", { Name: TEXT, Value: TEXT }));

const metric = { Namespace: TEXT, MetricName: TEXT, Dimensions: dimensions };

const queries = listOf(
  structure("MetricDataQuery", {
    Id: TEXT,
    MetricStat: structure("MetricStat", {
      Metric: structure("Metric", metric),
      Period: NUMBER,
      Stat: TEXT,
      Unit: TEXT,
    }),
    Expression: TEXT,
    Label: TEXT,
    ReturnData: FLAG,
    Period: NUMBER,
    AccountId: TEXT,
  }),
);

const messages = listOf(structure("MessageData", { Code: TEXT, Value: TEXT }));

const statistics = {
  SampleCount: NUMBER,
  Average: NUMBER,
  Sum: NUMBER,
  Minimum: NUMBER,
  Maximum: NUMBER,
};

const alarm = structure("MetricAlarm", {
  AlarmName: TEXT,
  AlarmArn: TEXT,
  AlarmDescription: TEXT,
  ActionsEnabled: FLAG,
  OKActions: TEXTS,
  AlarmActions: TEXTS,
  InsufficientDataActions: TEXTS,
  StateValue: TEXT,
  StateReason: TEXT,
  StateUpdatedTimestamp: MOMENT,
  ...metric,
  Statistic: TEXT,
  ExtendedStatistic: TEXT,
  Period: NUMBER,
  Unit: TEXT,
  EvaluationPeriods: NUMBER,
  DatapointsToAlarm: NUMBER,
  Threshold: NUMBER,
  ComparisonOperator: TEXT,
  TreatMissingData: TEXT,
  Metrics: queries,
});

/** CloudWatch as the wire speaks it: metrics are published and read, alarms are looked at and set. */
export const cloudWatchModel: Record<string, unknown> = {
  getMetricData: operation(
    "GetMetricData",
    {
      MetricDataQueries: queries,
      StartTime: MOMENT,
      EndTime: MOMENT,
      NextToken: TEXT,
      ScanBy: TEXT,
      MaxDatapoints: NUMBER,
    },
    {
      MetricDataResults: listOf(
        structure("MetricDataResult", {
          Id: TEXT,
          Label: TEXT,
          Timestamps: listOf(MOMENT),
          Values: NUMBERS,
          StatusCode: TEXT,
          Messages: messages,
        }),
      ),
      NextToken: TEXT,
      Messages: messages,
    },
  ),
  getMetricStatistics: operation(
    "GetMetricStatistics",
    {
      ...metric,
      StartTime: MOMENT,
      EndTime: MOMENT,
      Period: NUMBER,
      Statistics: TEXTS,
      ExtendedStatistics: TEXTS,
      Unit: TEXT,
    },
    {
      Label: TEXT,
      Datapoints: listOf(
        structure("Datapoint", {
          Timestamp: MOMENT,
          ...statistics,
          Unit: TEXT,
          ExtendedStatistics: [2, NAMESPACE, "DatapointValueMap", 0, TEXT, NUMBER],
        }),
      ),
    },
  ),
  listMetrics: operation(
    "ListMetrics",
    { ...metric, NextToken: TEXT },
    { Metrics: listOf(structure("Metric", metric)), NextToken: TEXT },
  ),
  putMetricData: operation("PutMetricData", {
    Namespace: TEXT,
    MetricData: listOf(
      structure("MetricDatum", {
        MetricName: TEXT,
        Dimensions: dimensions,
        Timestamp: MOMENT,
        Value: NUMBER,
        Values: NUMBERS,
        Counts: NUMBERS,
        StatisticValues: structure("StatisticSet", statistics),
        Unit: TEXT,
      }),
    ),
  }),
  describeAlarms: operation(
    "DescribeAlarms",
    {
      AlarmNames: TEXTS,
      AlarmNamePrefix: TEXT,
      StateValue: TEXT,
      MaxRecords: NUMBER,
      NextToken: TEXT,
    },
    { MetricAlarms: listOf(alarm), CompositeAlarms: TEXTS, NextToken: TEXT },
  ),
  setAlarmState: operation("SetAlarmState", {
    AlarmName: TEXT,
    StateValue: TEXT,
    StateReason: TEXT,
    StateReasonData: TEXT,
  }),
  enableAlarmActions: operation("EnableAlarmActions", { AlarmNames: TEXTS }),
  disableAlarmActions: operation("DisableAlarmActions", { AlarmNames: TEXTS }),
  resourceNotFound: error("ResourceNotFound", "ResourceNotFound", 404),
  invalidParameterValue: error("InvalidParameterValueException", "InvalidParameterValue", 400),
  invalidParameterCombination: error(
    "InvalidParameterCombinationException",
    "InvalidParameterCombination",
    400,
  ),
  missingRequiredParameter: error("MissingRequiredParameterException", "MissingParameter", 400),
};
