import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, physicalName } from "../naming";

/** Name of the rule that hears of changed parameters. */
export function parameterRuleName(context: RegionContext): string {
  return physicalName("parameter-changes", context, NAME_LIMITS.role);
}

/** Its ARN, for the queue that has to let it in before it exists. */
export function parameterRuleArn(context: RegionContext): pulumi.Output<string> {
  const name = parameterRuleName(context);
  return pulumi.interpolate`arn:aws:events:${context.region}:${context.accountId}:rule/${name}`;
}
