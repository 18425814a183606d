import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config";
import type { RegionContext } from "./context";
import { type DisasterRecoveryRole, regionTags } from "./naming";
import { type PerRole, perRole } from "./per-role";

/**
 * The provider of one region. Its default tags are on everything that is declared through it, so no resource
 * can forget them.
 */
export function regionProvider(
  config: Pick<StackConfig, "suffix">,
  role: DisasterRecoveryRole,
  region: string,
): aws.Provider {
  return new aws.Provider(`${role}-provider`, {
    region: region as aws.Region,
    defaultTags: { tags: regionTags(config.suffix, region, role) },
  });
}

/** Where each of the two regions is, and who its peer is. */
export function regionContexts(
  config: Pick<StackConfig, "suffix" | "primaryRegion" | "secondaryRegion">,
  providers: PerRole<aws.Provider>,
  accountId: pulumi.Input<string>,
): PerRole<RegionContext> {
  const regions = { primary: config.primaryRegion, secondary: config.secondaryRegion };
  return perRole((role) => ({
    suffix: config.suffix,
    region: regions[role],
    peerRegion: role === "primary" ? regions.secondary : regions.primary,
    primaryRegion: regions.primary,
    role,
    accountId,
    provider: providers[role],
  }));
}
