import type { ObjectReader } from "./object-reader";
import { REASON } from "./reason";

/** How functions reach AWS and the processor. */
export interface NetworkConfig {
  /** "none": functions run outside the VPC. */
  readonly egress: "endpoints" | "nat-single" | "nat-per-zone" | "none";
  /** Why functions run outside the VPC; present when the egress is "none". */
  readonly reason: string | undefined;
  readonly primaryCidr: string;
  readonly secondaryCidr: string;
  readonly zones: number;
  /** Zones that get an interface endpoint; fewer is cheaper and dies with its zone. */
  readonly endpointZones: number;
}

const CIDR = {
  pattern: /^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-2])$/,
  example: "10.10.0.0/16 (prefix 16 to 22)",
};

/** Reads `payments-dr:network`. */
export function readNetwork(network: ObjectReader): NetworkConfig {
  const zones = network.number("zones", { min: 2, max: 3 }, 3);
  const config: NetworkConfig = {
    egress: network.oneOf(
      "egress",
      ["endpoints", "nat-single", "nat-per-zone", "none"],
      "nat-per-zone",
    ),
    reason: network.optionalText("reason", REASON),
    primaryCidr: network.text("primaryCidr", CIDR, "10.10.0.0/16"),
    secondaryCidr: network.text("secondaryCidr", CIDR, "10.20.0.0/16"),
    zones,
    endpointZones: network.number("endpointZones", { min: 1, max: zones }, zones),
  };
  if (config.egress === "none" && config.reason === undefined) {
    network.refuse("reason", "is missing with egress none", "say why functions need no VPC");
  }
  if (config.egress !== "none" && config.reason !== undefined) {
    network.refuse("reason", "belongs to egress none", "remove it");
  }
  network.refuseUnknownFields();
  return config;
}
