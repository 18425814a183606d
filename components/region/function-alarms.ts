import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "../../functions/core/function-catalogue";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import type { FunctionHost } from "./function-host";

/** Functions that a burst of clients or messages can throttle; the others run one at a time. */
const DRIVEN_BY_LOAD: readonly FunctionName[] = [
  "validate",
  "payment",
  "session",
  "authorizer",
  "health",
  "latch",
  "process",
  "sweep",
  "detect",
];

export interface FunctionAlarmsArgs {
  host: FunctionHost;
  functionName: FunctionName;
  alertsTopicArn: pulumi.Input<string>;
}

/** Tells people when a function fails or is turned away for want of concurrency. */
export class FunctionAlarms extends pulumi.ComponentResource {
  /** Name of the alarm that stops a gradual release. */
  public readonly errorsAlarmName: pulumi.Output<string>;

  constructor(name: string, args: FunctionAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:FunctionAlarms", name, {}, opts);
    const errors = this.alarm(name, args, "errors", "Errors", "An invocation failed.");
    if (DRIVEN_BY_LOAD.includes(args.functionName)) {
      this.alarm(name, args, "throttles", "Throttles", "An invocation found no free concurrency.");
    }
    this.errorsAlarmName = errors.name;
    this.registerOutputs({ errorsAlarmName: this.errorsAlarmName });
  }

  private alarm(
    name: string,
    { host, functionName, alertsTopicArn }: FunctionAlarmsArgs,
    noun: string,
    metricName: string,
    alarmDescription: string,
  ): aws.cloudwatch.MetricAlarm {
    const alarmName = physicalName(`${functionName}-${noun}`, host.context, NAME_LIMITS.alarm);
    return new aws.cloudwatch.MetricAlarm(
      `${name}-${noun}`,
      {
        name: alarmName,
        alarmDescription,
        namespace: "AWS/Lambda",
        metricName,
        dimensions: {
          FunctionName: physicalName(functionName, host.context, NAME_LIMITS.function),
        },
        statistic: "Sum",
        period: 60,
        evaluationPeriods: 1,
        threshold: 0,
        comparisonOperator: "GreaterThanThreshold",
        // A function nobody called has no data points, and that is not an error.
        treatMissingData: "notBreaching",
        alarmActions: [alertsTopicArn],
        okActions: [alertsTopicArn],
        tags: nameTag(alarmName),
      },
      { parent: this },
    );
  }
}
