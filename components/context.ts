import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** What the program calls a region; the role says where it starts, the control item says who is active now. */
export type RegionRole = "primary" | "secondary";

/** What a name needs to know. A name without a region belongs to something that spans the regions. */
export interface NamingContext {
  /** The stack's environment suffix: part of every physical name, so that two stacks never collide. */
  readonly suffix: string;
  readonly region?: string;
}

/** Where a component lives and whom it stands beside. Handed down explicitly, never read from a default. */
export interface RegionContext extends NamingContext {
  readonly region: string;
  readonly peerRegion: string;
  readonly primaryRegion: string;
  readonly role: RegionRole;
  readonly accountId: pulumi.Input<string>;
  /** The region's explicit provider. Components pass it on through their options, children inherit it. */
  readonly provider: aws.Provider;
}
