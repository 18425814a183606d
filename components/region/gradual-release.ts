import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "../../functions/core/function-catalogue";
import type { NamingContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import type { ReleaseApplication } from "./function-host";

/** Functions with enough traffic for a canary to say something. */
const RELEASED_GRADUALLY: readonly FunctionName[] = ["validate", "payment", "session", "process"];

/** CodeDeploy's limit for the names of applications and deployment groups. */
export const RELEASE_NAME_LIMIT = 100;

/** Whether a new version of this function first gets a share of the traffic. */
export function isReleasedGradually(name: FunctionName): boolean {
  return RELEASED_GRADUALLY.includes(name);
}

/** What a deployment of CodeDeploy has to be told about one function. */
export interface FunctionRelease {
  readonly application: pulumi.Input<string>;
  readonly group: pulumi.Input<string>;
  readonly functionName: string;
  readonly alias: string;
  readonly targetVersion: pulumi.Output<string>;
}

export interface GradualReleaseArgs {
  context: NamingContext;
  functionName: FunctionName;
  alias: string;
  targetVersion: pulumi.Output<string>;
  releases: ReleaseApplication;
  /** The alarm that stops the release and brings the old version back. */
  stopAlarm: pulumi.Input<string>;
}

/** A canary of ten percent for five minutes, rolled back when the function fails. */
export class GradualRelease extends pulumi.ComponentResource {
  public readonly release: FunctionRelease;

  constructor(name: string, args: GradualReleaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:GradualRelease", name, {}, opts);
    const groupName = physicalName(args.functionName, args.context, RELEASE_NAME_LIMIT);
    const group = new aws.codedeploy.DeploymentGroup(
      `${name}-group`,
      {
        appName: args.releases.name,
        deploymentGroupName: groupName,
        serviceRoleArn: args.releases.roleArn,
        deploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes",
        deploymentStyle: {
          deploymentType: "BLUE_GREEN",
          deploymentOption: "WITH_TRAFFIC_CONTROL",
        },
        alarmConfiguration: { enabled: true, alarms: [args.stopAlarm] },
        autoRollbackConfiguration: {
          enabled: true,
          events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
        },
        tags: nameTag(groupName),
      },
      { parent: this },
    );
    this.release = {
      application: args.releases.name,
      group: group.deploymentGroupName,
      functionName: physicalName(args.functionName, args.context, NAME_LIMITS.function),
      alias: args.alias,
      targetVersion: args.targetVersion,
    };
    this.registerOutputs(this.release);
  }
}
