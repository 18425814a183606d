import type { CallPlace, CallTable, Input } from "../demand";

/** The function as it is called: a policy for the alias does not open the function itself. */
function functionArn(input: Input, { region, account }: CallPlace): string {
  const given = String(input.FunctionName);
  const name = given.replace(/^(\d{12}:)?(function:)?/, "");
  const arn = given.startsWith("arn:")
    ? given
    : `arn:aws:lambda:${region}:${account}:function:${name}`;
  const named = arn.split(":").length > 7;
  return input.Qualifier === undefined || named ? arn : `${arn}:${input.Qualifier}`;
}

export const LAMBDA_CALLS: CallTable = {
  Invoke: (input, place) => [
    { action: "lambda:InvokeFunction", resource: functionArn(input, place) },
  ],
};

const onMachine = (action: string) => (input: Input) => [
  { action: `states:${action}`, resource: String(input.stateMachineArn) },
];

const onExecution = (action: string) => (input: Input) => [
  { action: `states:${action}`, resource: String(input.executionArn) },
];

/** A token hides its execution; whoever answers must be allowed to for every machine it may be of. */
const onToken = (action: string) => (_input: Input, place: CallPlace) =>
  place.stateMachines.map((resource) => ({ action: `states:${action}`, resource }));

export const STATES_CALLS: CallTable = {
  StartExecution: onMachine("StartExecution"),
  DescribeStateMachine: onMachine("DescribeStateMachine"),
  ListExecutions: onMachine("ListExecutions"),
  StopExecution: onExecution("StopExecution"),
  DescribeExecution: onExecution("DescribeExecution"),
  GetExecutionHistory: onExecution("GetExecutionHistory"),
  SendTaskSuccess: onToken("SendTaskSuccess"),
  SendTaskFailure: onToken("SendTaskFailure"),
  SendTaskHeartbeat: onToken("SendTaskHeartbeat"),
};

export const SCHEDULER_CALLS: CallTable = {
  ListSchedules: () => [{ action: "scheduler:ListSchedules", resource: "*" }],
  GetSchedule: ({ GroupName = "default", Name }, { region, account }) => [
    {
      action: "scheduler:GetSchedule",
      resource: `arn:aws:scheduler:${region}:${account}:schedule/${GroupName}/${Name}`,
    },
  ],
};

const everywhere = (action: string) => () => [{ action: `cloudwatch:${action}`, resource: "*" }];

/** Whoever names no alarm asks about all of them. */
const onAlarms =
  (action: string) =>
  (input: Input, { region, account }: CallPlace) =>
    [input.AlarmName ?? input.AlarmNames ?? "*"].flat().map((name) => ({
      action: `cloudwatch:${action}`,
      resource: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
    }));

export const CLOUDWATCH_CALLS: CallTable = {
  PutMetricData: (input) => [
    {
      action: "cloudwatch:PutMetricData",
      resource: "*",
      context: { "cloudwatch:namespace": String(input.Namespace) },
    },
  ],
  GetMetricData: everywhere("GetMetricData"),
  GetMetricStatistics: everywhere("GetMetricStatistics"),
  ListMetrics: everywhere("ListMetrics"),
  DescribeAlarms: onAlarms("DescribeAlarms"),
  SetAlarmState: onAlarms("SetAlarmState"),
  EnableAlarmActions: onAlarms("EnableAlarmActions"),
  DisableAlarmActions: onAlarms("DisableAlarmActions"),
};
