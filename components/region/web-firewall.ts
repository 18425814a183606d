import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { NAME_LIMITS, nameTag, physicalName } from "../naming";

export interface WebFirewallArgs {
  context: RegionContext;
  stageArn: pulumi.Input<string>;
  /** Requests per five minutes from one address before it is blocked. */
  requestsPerAddress: number;
}

/** Rules that AWS keeps up to date, in the order in which they are asked. */
const MANAGED_RULES = ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"];

/** What health checks ask for. */
const CHECKED_PATHS = ["/health", "/dr/latched"];

/** Turns away attacks that are known to everybody, and floods from a single address. */
export class WebFirewall extends pulumi.ComponentResource {
  constructor(name: string, args: WebFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:WebFirewall", name, {}, opts);
    const aclName = physicalName("web-acl", args.context, NAME_LIMITS.webAcl);
    const acl = new aws.wafv2.WebAcl(
      `${name}-acl`,
      {
        name: aclName,
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        rules: [floodRule(args.requestsPerAddress), ...MANAGED_RULES.map(managedRule)],
        visibilityConfig: visibility("web-acl"),
        tags: nameTag(aclName),
      },
      { parent: this },
    );
    new aws.wafv2.WebAclAssociation(
      `${name}-stage`,
      { resourceArn: args.stageArn, webAclArn: acl.arn },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

function floodRule(limit: number) {
  return {
    name: "floods",
    priority: 0,
    action: { block: {} },
    statement: {
      rateBasedStatement: {
        limit,
        aggregateKeyType: "IP",
        evaluationWindowSec: 300,
        // Health checkers share few addresses; blocking them would look like the loss of a region.
        scopeDownStatement: {
          notStatement: {
            statement: { orStatement: { statements: CHECKED_PATHS.map(pathEndsWith) } },
          },
        },
      },
    },
    visibilityConfig: visibility("floods"),
  };
}

function pathEndsWith(searchString: string) {
  return {
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint: "ENDS_WITH",
      searchString,
      textTransformations: [{ priority: 0, type: "NONE" }],
    },
  };
}

function managedRule(name: string, index: number) {
  return {
    name,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { name, vendorName: "AWS" } },
    visibilityConfig: visibility(name),
  };
}

function visibility(metricName: string) {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
