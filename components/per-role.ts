import type { RegionRole } from "./context";

/** One value for each of the two regions, named by the role in which the region starts. */
export interface PerRole<T> {
  readonly primary: T;
  readonly secondary: T;
}

export const ROLES: readonly RegionRole[] = ["primary", "secondary"];

/** Builds both values in the same way. */
export function perRole<T>(make: (role: RegionRole) => T): PerRole<T> {
  return { primary: make("primary"), secondary: make("secondary") };
}

/** The other role. */
export function peerOf(role: RegionRole): RegionRole {
  return role === "primary" ? "secondary" : "primary";
}
