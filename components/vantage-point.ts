import * as pulumi from "@pulumi/pulumi";
import type { FunctionHost, HostConfig } from "./region/function-host";
import { PaymentFunction } from "./region/payment-function";

export interface VantagePointArgs {
  suffix: string;
  /** Belongs to neither of the two regions it watches. */
  region: string;
  accountId: pulumi.Input<string>;
  config: HostConfig;
  /** Base address of each region, as JSON. */
  healthUrls: pulumi.Input<string>;
}

/**
 * A third pair of eyes. Cross-region: the standby must not conclude from its own broken line that the
 * other region is gone, so it asks somebody who shares the fate of neither.
 */
export class VantagePoint extends pulumi.ComponentResource {
  /** What the detectors of both regions invoke. */
  public readonly functionArn: pulumi.Output<string>;

  constructor(name: string, args: VantagePointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:index:VantagePoint", name, {}, opts);
    const { suffix, region, accountId, config, healthUrls } = args;
    const host: FunctionHost = {
      context: { suffix, region, accountId },
      config: { ...config, network: { ...config.network, egress: "none" } },
    };
    const probe = new PaymentFunction(
      `${name}-probe`,
      {
        functionName: "probe",
        host,
        environment: { HEALTH_URLS: healthUrls },
        // It only sends requests that anybody could send.
        statements: [],
      },
      { parent: this },
    );
    this.functionArn = probe.aliasArn;
    this.registerOutputs({ functionArn: this.functionArn });
  }
}
