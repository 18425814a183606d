import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, physicalName } from "../naming";

/** The failover workflow's name in a region. */
export function stateMachineName(context: RegionContext): string {
  return physicalName("failover", context, NAME_LIMITS.stateMachine);
}

/**
 * Its ARN, known before it exists: functions start the workflow that invokes them, so one of the
 * two must name the other in advance.
 */
export function stateMachineArn(context: RegionContext): pulumi.Output<string> {
  const name = stateMachineName(context);
  return pulumi.interpolate`arn:aws:states:${context.region}:${context.accountId}:stateMachine:${name}`;
}
