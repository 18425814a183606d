import { AwsError } from "../aws-error";

interface Share {
  reserved: number | undefined;
  running: number;
}

/**
 * The concurrent executions of one region. A reservation is a limit and a guarantee at once:
 * what is reserved is missing in the pool that the other functions share.
 */
export class Concurrency {
  private readonly shares = new Map<string, Share>();
  private sharedRunning = 0;
  private reservedTotal = 0;

  constructor(private readonly regionLimit: number) {}

  reserve(name: string, reserved: number | undefined): void {
    const share = this.shares.get(name) ?? { reserved: undefined, running: 0 };
    const reservedTotal = this.reservedTotal + (reserved ?? 0) - (share.reserved ?? 0);
    if (reservedTotal > this.regionLimit) {
      throw new AwsError(
        "InvalidParameterValueException",
        `Reserved concurrency adds up to ${reservedTotal} of ${this.regionLimit}.`,
      );
    }
    this.reservedTotal = reservedTotal;
    // What runs moves with the function from one pool to the other.
    if (share.reserved === undefined) this.sharedRunning -= share.running;
    share.reserved = reserved;
    if (reserved === undefined) this.sharedRunning += share.running;
    this.shares.set(name, share);
  }

  running(name: string): number {
    return this.shares.get(name)?.running ?? 0;
  }

  /** Takes a place, or refuses as Lambda does. */
  enter(name: string): void {
    const share = this.shares.get(name);
    if (!share) throw new Error(`no function ${name} to count`);
    if (share.reserved !== undefined) {
      if (share.running >= share.reserved) throw throttled("ReservedFunctionConcurrent");
    } else {
      if (this.sharedRunning >= this.regionLimit - this.reservedTotal)
        throw throttled("Concurrent");
      this.sharedRunning += 1;
    }
    share.running += 1;
  }

  leave(name: string): void {
    const share = this.shares.get(name);
    if (!share) return;
    share.running -= 1;
    if (share.reserved === undefined) this.sharedRunning -= 1;
  }
}

function throttled(kind: string): AwsError {
  return new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
    Reason: `${kind}InvocationLimitExceeded`,
    Type: "User",
  });
}

/** Whether this is Lambda refusing for lack of concurrency, which every caller retries. */
export function isThrottle(error: unknown): boolean {
  return error instanceof AwsError && error.name === "TooManyRequestsException";
}
