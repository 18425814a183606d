import type * as pulumi from "@pulumi/pulumi";
import { FUNCTIONS, type FunctionName } from "../../functions/core/function-catalogue";
import type { StackConfig } from "../config";
import type { RegionContext } from "../context";

/** The part of the configuration that shapes every function. */
export type HostConfig = Pick<
  StackConfig,
  "alarms" | "functions" | "load" | "network" | "processor" | "tracing"
>;

/** Where the functions of a region run, and whom they tell when they fail. */
export interface FunctionHost {
  readonly context: Pick<RegionContext, "suffix" | "region" | "accountId">;
  readonly config: HostConfig;
  /** Absent in the vantage region, whose log holds nothing but the outcome of probes. */
  readonly logsKeyArn?: pulumi.Input<string>;
  /** Where events of failed asynchronous invocations go; absent where nobody invokes asynchronously. */
  readonly asyncDeadLettersArn?: pulumi.Input<string>;
  /** Absent in the vantage region: what goes wrong there is noticed by the functions that ask it. */
  readonly alertsTopicArn?: pulumi.Input<string>;
  /** Absent where functions run outside the VPC. */
  readonly attachment?: VpcAttachment;
  /** Present when new versions are shifted in by CodeDeploy. */
  readonly releases?: ReleaseApplication;
}

/** Private subnets and the security group of functions. */
export interface VpcAttachment {
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroupId: pulumi.Input<string>;
}

/** The CodeDeploy application of a region. */
export interface ReleaseApplication {
  readonly name: pulumi.Input<string>;
  readonly roleArn: pulumi.Input<string>;
}

/** These reach the internet only to talk to an HTTP processor. */
const PROCESSOR_CALLERS: readonly FunctionName[] = ["process"];

/** Whether a function has to reach names outside AWS's private endpoints. */
function needsInternet(name: FunctionName, config: HostConfig): boolean {
  if (FUNCTIONS[name].reach !== "internet") return false;
  return !PROCESSOR_CALLERS.includes(name) || config.processor.kind === "http";
}

/** The network of one function; endpoints lead to AWS only, so what needs more runs outside the VPC. */
export function attachmentOf(name: FunctionName, host: FunctionHost): VpcAttachment | undefined {
  const { egress } = host.config.network;
  if (egress === "none") return undefined;
  if (egress === "endpoints" && needsInternet(name, host.config)) return undefined;
  return host.attachment;
}
