/**
 * Cross-region: when and where an item was written last. `count` tells writes of one millisecond
 * apart that followed each other, so that a later write never loses against its predecessor.
 */
export interface ItemVersion {
  readonly atMs: number;
  readonly count: number;
  readonly region: string;
}

/** Cross-region: last writer wins; the region's name decides between simultaneous writes. */
export function isNewer(version: ItemVersion, other: ItemVersion): boolean {
  if (version.atMs !== other.atMs) return version.atMs > other.atMs;
  if (version.count !== other.count) return version.count > other.count;
  return version.region > other.region;
}
