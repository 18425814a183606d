import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { TracingConfig } from "../config/operations-config";
import type { RegionContext } from "../context";
import { globalName, NAME_LIMITS, nameTag, physicalName } from "../naming";
import { STAGE } from "./payment-api";

export interface TraceSamplingArgs {
  context: RegionContext;
  config: TracingConfig;
}

/** What X-Ray records of the requests that one rule matches. */
interface Sample {
  /** Rules are asked in this order; the first that matches decides. */
  readonly priority: number;
  readonly urlPath: string;
  readonly reservoirSize: number;
  readonly fixedRate: number;
}

/**
 * Which requests to a region's API are traced: none of those that only ask whether the region lives, and of
 * the others as many as the configuration says. Without these rules X-Ray traces the first request of each
 * second, which is nearly always a health check.
 */
export class TraceSampling extends pulumi.ComponentResource {
  constructor(
    private readonly prefix: string,
    private readonly args: TraceSamplingArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("payments:region:TraceSampling", prefix, {}, opts);
    const { perSecond, share } = args.config;
    const never = { reservoirSize: 0, fixedRate: 0 };
    this.rule("health", { priority: 100, urlPath: "*/health", ...never });
    this.rule("latch", { priority: 101, urlPath: "*/dr/latched", ...never });
    const sampled = { reservoirSize: perSecond, fixedRate: share };
    this.rule("clients", { priority: 200, urlPath: "*", ...sampled });
    this.registerOutputs({});
  }

  private rule(purpose: string, sample: Sample): void {
    const { context } = this.args;
    // Rules belong to a region, and their names leave no room to say which.
    const ruleName = globalName(purpose, context.suffix, NAME_LIMITS.traceRule);
    new aws.xray.SamplingRule(
      `${this.prefix}-${purpose}`,
      {
        ruleName,
        ...sample,
        version: 1,
        serviceType: "AWS::ApiGateway::Stage",
        serviceName: `${physicalName("api", context, NAME_LIMITS.queue)}/${STAGE}`,
        host: "*",
        httpMethod: "*",
        resourceArn: "*",
        tags: nameTag(ruleName),
      },
      { parent: this },
    );
  }
}
