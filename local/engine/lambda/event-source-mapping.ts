import { AwsError } from "../aws-error";
import type { ReceivedMessage } from "../sqs/receive";
import type { Timeline, Timer } from "../timeline";
import type { Outcome } from "./attempt";
import { isThrottle } from "./concurrency";
import type { LambdaRegion } from "./lambda-region";
import { checkMapping, invalidMapping, type MappingDeclaration } from "./mapping-declaration";
import { PolledQueue, type PolledQueues } from "./polled-queue";
import { PollerRamp } from "./poller-ramp";
import { processedMessages, sqsEvent } from "./sqs-event";

interface Batch {
  readonly messages: readonly ReceivedMessage[];
  /** When the first of its messages shows itself to others again. */
  readonly visibleAgainAtMs: number;
  throttles: number;
}

const lostQueueRetryMs = 60_000;
const longestThrottleDelayMs = 60_000;

/**
 * The poller between a queue and a function. It never polls in vain: it sleeps until the queue
 * says that something is receivable. What a function fails on comes back by itself when the
 * visibility timeout runs out; only what it processed is deleted.
 */
export class EventSourceMapping {
  /** Why the last poll failed, as the console of AWS would show it. */
  lastProblem: string | undefined;
  private readonly declaration: MappingDeclaration & {
    readonly batchSize: number;
    readonly windowMs: number;
  };
  private readonly queue: PolledQueue;
  private running = false;
  private concurrent = 0;
  private throttled = 0;
  private readonly ramp: PollerRamp;
  private gathered: ReceivedMessage[] = [];
  private gatheringSinceMs = 0;
  private readonly timers = new Set<Timer>();
  private pollsAtMs: number | undefined;
  private listening: Timer | undefined;

  constructor(
    private readonly lambda: LambdaRegion,
    private readonly world: { readonly queues: PolledQueues; readonly timeline: Timeline },
    declaration: MappingDeclaration,
  ) {
    const { batchSize = 10, batchingWindowSeconds = 0, maximumConcurrency } = declaration;
    checkMapping(lambda.region, declaration);
    const { declaration: target } = lambda.find(declaration.functionName);
    const caller = { region: lambda.region, principal: target.roleArn };
    this.queue = new PolledQueue(world.queues, declaration.queueArn, caller);
    const { visibilityTimeoutMs } = this.queue;
    if (visibilityTimeoutMs !== undefined && visibilityTimeoutMs < target.timeoutMs) {
      throw invalidMapping(
        `Queue visibility timeout: ${visibilityTimeoutMs / 1000} seconds is less ` +
          `than Function timeout: ${target.timeoutMs / 1000} seconds`,
      );
    }
    this.declaration = {
      ...declaration,
      batchSize,
      windowMs: batchingWindowSeconds * 1000,
    };
    this.ramp = new PollerRamp(world.timeline, maximumConcurrency);
  }

  get enabled(): boolean {
    return this.declaration.enabled ?? true;
  }

  start(): void {
    if (this.running || !this.enabled) return;
    this.running = true;
    this.pollSoon(0);
  }

  /** Receives no more; batches that are gathered but not handed over come back by themselves. */
  stop(): void {
    this.running = false;
    this.gathered = [];
    this.pollsAtMs = undefined;
    this.concurrent -= this.throttled;
    this.throttled = 0;
    this.listening?.cancel();
    this.listening = undefined;
    for (const timer of this.timers) timer.cancel();
    this.timers.clear();
  }

  /** The machines of this region are gone, and with them every batch that was in work. */
  forgetInvocations(): void {
    this.concurrent = 0;
  }

  /** However many reasons there are to poll at a moment, it is done once. */
  private pollSoon(delayMs: number): void {
    const atMs = this.world.timeline.nowMs() + delayMs;
    if (this.pollsAtMs !== undefined && this.pollsAtMs <= atMs) return;
    this.pollsAtMs = atMs;
    this.later(delayMs, () => {
      if (this.pollsAtMs === atMs) this.poll();
    });
  }

  private poll(): void {
    this.pollsAtMs = undefined;
    this.listening?.cancel();
    this.listening = undefined;
    try {
      while (this.ramp.allows(this.concurrent)) if (!this.receive()) break;
      if (this.ramp.allows(this.concurrent)) this.listen();
      this.lastProblem = undefined;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.lastProblem = `${error.name}: ${error.message}`;
      this.pollSoon(lostQueueRetryMs);
    }
  }

  private listen(): void {
    this.listening = this.queue.whenReceivable(() => {
      this.listening = undefined;
      this.pollSoon(0);
    });
  }

  /** One receive; false when the queue has nothing more for now. */
  private receive(): boolean {
    const { batchSize, windowMs } = this.declaration;
    const messages = this.queue.receive(batchSize - this.gathered.length);
    if (messages.length === 0) {
      if (this.concurrent === 0) this.ramp.restart();
      return false;
    }
    if (this.gathered.length === 0) this.openWindow();
    this.gathered.push(...messages);
    if (windowMs === 0 || this.gathered.length >= batchSize) this.handOver();
    return true;
  }

  private openWindow(): void {
    const { windowMs } = this.declaration;
    const openedAtMs = this.world.timeline.nowMs();
    this.gatheringSinceMs = openedAtMs;
    if (windowMs === 0) return;
    this.later(windowMs, () => {
      if (this.gatheringSinceMs === openedAtMs && this.gathered.length > 0) this.handOver();
    });
  }

  private handOver(): void {
    const messages = this.gathered;
    this.gathered = [];
    const visibleAgainAtMs = this.gatheringSinceMs + (this.queue.visibilityTimeoutMs ?? 0);
    this.concurrent += 1;
    this.invoke({ messages, visibleAgainAtMs, throttles: 0 });
  }

  private invoke(batch: Batch): void {
    const { functionName, queueArn } = this.declaration;
    try {
      this.lambda.begin(
        functionName,
        sqsEvent(batch.messages, queueArn, this.lambda.region),
        (outcome) => this.conclude(batch, outcome),
      );
    } catch (error) {
      if (!isThrottle(error)) throw error;
      this.retryThrottled(batch);
    }
  }

  /** Tries again for as long as the messages are ours; then they go back to the queue. */
  private retryThrottled(batch: Batch): void {
    const delayMs = Math.min(longestThrottleDelayMs, 1000 * 2 ** batch.throttles);
    batch.throttles += 1;
    this.ramp.restart();
    if (this.world.timeline.nowMs() + delayMs >= batch.visibleAgainAtMs) {
      this.release();
      return;
    }
    this.throttled += 1;
    this.later(delayMs, () => {
      this.throttled -= 1;
      this.invoke(batch);
    });
  }

  private conclude(batch: Batch, outcome: Outcome): void {
    if (outcome.ok) {
      const done = this.declaration.reportBatchItemFailures
        ? processedMessages(batch.messages, outcome.value)
        : batch.messages;
      const problem = this.queue.delete(done);
      // The messages will come again: at least once is all that was ever promised.
      if (problem) this.lastProblem = `${problem.name}: ${problem.message}`;
    }
    this.release();
  }

  private release(): void {
    this.concurrent -= 1;
    if (this.running && !this.listening) this.pollSoon(0);
  }

  private later(delayMs: number, run: () => void): void {
    const timer = this.world.timeline.after(delayMs, () => {
      this.timers.delete(timer);
      run();
    });
    this.timers.add(timer);
  }
}
