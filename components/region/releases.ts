import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NamingContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";
import type { ReleaseApplication } from "./function-host";
import { RELEASE_NAME_LIMIT } from "./gradual-release";
import { trustService } from "./statement";

export interface ReleasesArgs {
  context: NamingContext;
}

/** The CodeDeploy application of a region and the role with which it moves aliases. */
export class Releases extends pulumi.ComponentResource {
  public readonly application: ReleaseApplication;

  constructor(name: string, { context }: ReleasesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:Releases", name, {}, opts);
    const roleName = physicalName("releases", context, NAME_LIMITS.role);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: roleName,
        assumeRolePolicy: trustService("codedeploy.amazonaws.com"),
        tags: nameTag(roleName),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicyAttachment(
      `${name}-policy`,
      {
        role: role.name,
        // AWS's own policy for exactly this: it names aliases, alarms and topics, nothing else.
        policyArn: "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited",
      },
      { parent: this },
    );
    const applicationName = physicalName("releases", context, RELEASE_NAME_LIMIT);
    const application = new aws.codedeploy.Application(
      `${name}-application`,
      { name: applicationName, computePlatform: "Lambda", tags: nameTag(applicationName) },
      { parent: this, dependsOn: [policy] },
    );
    this.application = { name: application.name, roleArn: role.arn };
    this.registerOutputs(this.application);
  }
}
