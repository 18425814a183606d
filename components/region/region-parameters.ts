import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../context";
import { nameTag, parameterPath } from "../naming";

export interface RegionParametersArgs {
  context: RegionContext;
  settingsKeyArn: pulumi.Input<string>;
  /** True only here: names, addresses and endpoints of this region. */
  local: Readonly<Record<string, pulumi.Input<string>>>;
  /** The same in both regions; changed at run time, copied by `sync-parameters`. */
  shared: Readonly<Record<string, pulumi.Input<string>>>;
  /** Shared parameters that only functions with the key may read. */
  sensitive: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Name of the parameter with the token issuer's keys, relative to the shared path. */
export const TOKEN_KEYS = "token-keys";

/**
 * Parameters of a region. Parameter Store replicates nothing: what must be the same is written to both
 * regions here and kept the same by a function afterwards, so no region ever asks the other for it.
 */
export class RegionParameters extends pulumi.ComponentResource {
  constructor(name: string, args: RegionParametersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:region:RegionParameters", name, {}, opts);
    const { context } = args;
    for (const [key, value] of Object.entries(args.local)) {
      const parameter = `${parameterPath(context.suffix, "local")}/${key}`;
      new aws.ssm.Parameter(
        `${name}-local-${key}`,
        { name: parameter, type: "String", value, tags: nameTag(parameter) },
        { parent: this },
      );
    }
    for (const [key, value] of Object.entries(args.shared)) {
      this.declareShared(name, context, key, { type: "String", value });
    }
    for (const [key, value] of Object.entries(args.sensitive)) {
      this.declareShared(name, context, key, {
        type: "SecureString",
        value,
        keyId: args.settingsKeyArn,
      });
    }
    this.registerOutputs({});
  }

  private declareShared(
    name: string,
    context: RegionContext,
    key: string,
    args: {
      type: "String" | "SecureString";
      value: pulumi.Input<string>;
      keyId?: pulumi.Input<string>;
    },
  ): void {
    const parameter = `${parameterPath(context.suffix, "shared")}/${key}`;
    new aws.ssm.Parameter(
      `${name}-shared-${key}`,
      { name: parameter, ...args, tags: nameTag(parameter) },
      // Cross-region: failovers and operators change it afterwards; the program only plants it.
      { parent: this, ignoreChanges: ["value"] },
    );
  }
}
