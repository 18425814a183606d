/**
 * What an error of a remote call means for the caller. SDK retries are off: the core decides, because
 * only the core knows which effects are safe to repeat.
 */
export type Failure =
  /** The condition of a conditional write did not hold. */
  | "condition"
  /** Certainly no effect, worth another try (throttled, write conflict between regions). */
  | "refused"
  /** Nobody knows whether it took effect (timeout, connection lost, 5xx). */
  | "unknown"
  /** Another try cannot help (validation, missing permission, missing table). */
  | "permanent";

const REFUSED = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "TooManyRequestsException",
  "ReplicatedWriteConflictException",
  "TransactionInProgressException",
  "SlowDown",
  "Refused",
  "ECONNREFUSED",
]);

/** Every service has its own word for a permission that is missing, and another for a key's. */
const PERMANENT = new Set([
  "AccessDeniedException",
  "AccessDenied",
  "AuthorizationError",
  "AuthorizationErrorException",
  "KMSAccessDeniedException",
  "KmsAccessDenied",
  "ResourceNotFoundException",
  "NotFoundException",
  "ValidationException",
  "UnrecognizedClientException",
  "QueueDoesNotExist",
  "NotModelledException",
]);

export function failureOf(error: unknown): Failure {
  const name = errorName(error);
  if (name === "ConditionalCheckFailedException") return "condition";
  if (REFUSED.has(name)) return "refused";
  if (PERMANENT.has(name)) return "permanent";
  return "unknown";
}

/** A service error's code, or a socket error's code when Node hides it there. */
export function errorName(error: unknown): string {
  if (typeof error !== "object" || error === null) return "Unknown";
  const { name, code } = error as { name?: unknown; code?: unknown };
  if (typeof code === "string" && (name === "Error" || name === undefined)) return code;
  return typeof name === "string" ? name : "Unknown";
}

export interface RetryPolicy {
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

/** Full jitter between zero and an exponentially growing, capped bound. */
export function backoffMs(policy: RetryPolicy, attempt: number, random: number): number {
  const bound = Math.min(policy.capMs, policy.baseMs * 2 ** attempt);
  return Math.floor(random * bound);
}
