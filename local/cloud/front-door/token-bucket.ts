/** API Gateway's throttle: a steady rate with a burst on top. */
export class TokenBucket {
  private tokens: number;
  private filledAtMs: number;

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly nowMs: () => number,
  ) {
    this.tokens = burst;
    this.filledAtMs = nowMs();
  }

  take(): boolean {
    const nowMs = this.nowMs();
    const gained = ((nowMs - this.filledAtMs) / 1000) * this.perSecond;
    this.tokens = Math.min(this.burst, this.tokens + gained);
    this.filledAtMs = nowMs;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
