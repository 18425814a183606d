import type { ObjectVersion } from "./object-version";

/** What happens to objects as they age. */
export interface LifecycleRule {
  readonly id: string;
  /** @default "" which is every key */
  readonly prefix?: string;
  /**
   * Objects smaller than this stay in their class. @default 131072: since 2024 S3 moves nothing
   * smaller unless the rule says so, because the fee per object would exceed the saving
   */
  readonly minimumSizeBytes?: number;
  readonly transitions?: readonly { readonly days: number; readonly storageClass: string }[];
  readonly expirationDays?: number;
  readonly noncurrentExpirationDays?: number;
}

const dayMs = 24 * 3600 * 1000;
const defaultMinimumBytes = 131_072;

/** S3 acts at the first midnight UTC after the days have passed. */
function dueMs(sinceMs: number, days: number): number {
  return (Math.floor(sinceMs / dayMs) + days + 1) * dayMs;
}

function applies(rule: LifecycleRule, version: ObjectVersion): boolean {
  return version.key.startsWith(rule.prefix ?? "");
}

/** The storage class a version has by now. */
export function storageClassAt(
  version: ObjectVersion,
  rules: readonly LifecycleRule[],
  nowMs: number,
): string {
  let latest: { days: number; storageClass: string } | undefined;
  for (const rule of rules) {
    const minimum = rule.minimumSizeBytes ?? defaultMinimumBytes;
    if (!applies(rule, version) || version.body.length < minimum) continue;
    for (const transition of rule.transitions ?? []) {
      const isDue = dueMs(version.lastModified.getTime(), transition.days) <= nowMs;
      if (isDue && (!latest || transition.days > latest.days)) latest = transition;
    }
  }
  return latest?.storageClass ?? version.storageClass;
}

/** Whether a version is old enough to move and stays only because it is too small. */
export function isHeldBackBySize(
  version: ObjectVersion,
  rules: readonly LifecycleRule[],
  nowMs: number,
): boolean {
  return rules.some((rule) => {
    const isTooSmall = version.body.length < (rule.minimumSizeBytes ?? defaultMinimumBytes);
    const isDue = (rule.transitions ?? []).some(
      ({ days }) => dueMs(version.lastModified.getTime(), days) <= nowMs,
    );
    return applies(rule, version) && isTooSmall && isDue;
  });
}

/**
 * The versions of one key that are left: expired current ones are hidden by a marker (or removed
 * where there are no versions), expired older ones are removed. Never replicated, as on AWS.
 */
export function expire(
  versions: readonly ObjectVersion[],
  rules: readonly LifecycleRule[],
  versioned: boolean,
  nowMs: number,
  newVersionId: () => string,
): ObjectVersion[] {
  let left = [...versions];
  for (const rule of rules) {
    const [newest] = left;
    if (!newest || !applies(rule, newest)) continue;
    if (rule.expirationDays !== undefined && !newest.isDeleteMarker) {
      const expiredMs = dueMs(newest.lastModified.getTime(), rule.expirationDays);
      if (expiredMs <= nowMs) {
        left = versioned
          ? [marker(newest, new Date(expiredMs), newest.order, newVersionId()), ...left]
          : [];
      }
    }
    const noncurrentDays = rule.noncurrentExpirationDays;
    if (noncurrentDays === undefined) continue;
    // A version's days count from the moment a newer one took its place.
    left = left.filter((_, i) => {
      const successor = left[i - 1];
      return !successor || dueMs(successor.lastModified.getTime(), noncurrentDays) > nowMs;
    });
  }
  return left;
}

/** A marker that hides what was there before. */
export function marker(
  of: Pick<ObjectVersion, "key" | "encryption">,
  lastModified: Date,
  order: number,
  versionId: string,
): ObjectVersion {
  const { key, encryption } = of;
  return {
    key,
    versionId,
    isDeleteMarker: true,
    body: new Uint8Array(),
    etag: "",
    lastModified,
    order,
    headers: {},
    storageClass: "STANDARD",
    encryption,
  };
}
