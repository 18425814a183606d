import type { TokenClaims } from "./access";

/** A public key as a JSON Web Key. */
export interface TokenKey {
  readonly kty: string;
  readonly kid?: string;
  readonly [member: string]: unknown;
}

/** The issuer's public keys. */
export interface TokenKeys {
  readonly keys: readonly TokenKey[];
}

/**
 * What is known about a token: its claims, that its key is not among ours, or that it is no good.
 */
export type Verification =
  | { readonly kind: "valid"; readonly claims: TokenClaims }
  | { readonly kind: "unknown-key" }
  | { readonly kind: "invalid"; readonly reason: string };

/** Checks a token against keys at a point in time. Never rejects: every failure is an answer. */
export type VerifyToken = (token: string, keys: TokenKeys, nowMs: number) => Promise<Verification>;

/** Keys change rarely; a revoked one must still stop working soon. */
export const KEYS_FRESH_MS = 300_000;

/** Forged key identifiers must not turn into a flood of reads. */
export const KEYS_REFRESH_AT_MOST_EVERY_MS = 30_000;

/**
 * When the keys in memory were read, and when reading them was last tried. On the wall clock: while
 * a function is frozen between two requests, its monotonic clock may stand still.
 */
export interface KeysAge {
  readonly readMs: number;
  readonly triedMs: number;
}

/**
 * Whether to read the keys before answering. `unknownKey`: the token names one that we do not have.
 */
export function wantsRefresh(age: KeysAge, unknownKey: boolean, nowMs: number): boolean {
  if (nowMs - age.triedMs < KEYS_REFRESH_AT_MOST_EVERY_MS) return false;
  return unknownKey || nowMs - age.readMs >= KEYS_FRESH_MS;
}

/**
 * Reads the key set. Keys that are symmetric or private are left out: whoever reads the parameter
 * could sign with them, so they prove nothing. Undefined when no usable key is left.
 */
export function tokenKeysFrom(text: string | undefined): TokenKeys | undefined {
  let document: { keys?: unknown };
  try {
    document = JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
  const listed = Array.isArray(document?.keys) ? (document.keys as unknown[]) : [];
  const keys = listed.filter(isPublicKey);
  return keys.length > 0 ? { keys } : undefined;
}

function isPublicKey(key: unknown): key is TokenKey {
  if (typeof key !== "object" || key === null) return false;
  const { kty, d } = key as { kty?: unknown; d?: unknown };
  return (kty === "RSA" || kty === "EC") && d === undefined;
}
