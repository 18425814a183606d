import { AwsError } from "../aws-error";
import type { Timeline } from "../timeline";
import type { Outcome } from "./attempt";
import { isThrottle } from "./concurrency";
import {
  type DestinationTargets,
  type FinishedEvent,
  sendDeadLetter,
  sendToDestination,
} from "./destination";
import type { FunctionDeclaration } from "./function-declaration";

/** An event that Lambda has taken and owes an invocation. */
interface AcceptedEvent {
  readonly declaration: FunctionDeclaration;
  readonly functionArn: string;
  readonly requestId: string;
  /** Kept as text: what one attempt does to its event must not show in the next one. */
  readonly text: string;
  readonly acceptedAtMs: number;
  failures: number;
  throttles: number;
}

/** How an attempt is started: `done` is never called when the region dies meanwhile. */
export type Begin = (
  functionName: string,
  event: unknown,
  requestId: string,
  done: (outcome: Outcome) => void,
) => void;

/** What became of events, for metrics. */
type AsyncIncident = "AsyncEventsDropped" | "DestinationDeliveryFailures";

const retryDelaysMs = [60_000, 120_000];
const longestThrottleDelayMs = 300_000;

/**
 * The asynchronous invocations of one region. The queue behind them is durable: events survive
 * the death of the region and are run again when it is back.
 */
export class AsyncEvents {
  private running = true;
  private readonly waiting = new Set<AcceptedEvent>();
  private readonly inProgress = new Set<AcceptedEvent>();

  constructor(
    private readonly timeline: Timeline,
    private readonly begin: Begin,
    private readonly targets: DestinationTargets,
    private readonly report: (functionName: string, incident: AsyncIncident) => void,
  ) {}

  accept(
    declaration: FunctionDeclaration,
    functionArn: string,
    requestId: string,
    text: string,
  ): void {
    const acceptedAtMs = this.timeline.nowMs();
    const counts = { failures: 0, throttles: 0 };
    const event = { declaration, functionArn, requestId, text, acceptedAtMs, ...counts };
    this.runLater(event, 0);
  }

  stop(): void {
    this.running = false;
  }

  /** What was running is forgotten by its machine, not by the queue. */
  kill(): void {
    this.running = false;
    for (const event of this.inProgress) this.waiting.add(event);
    this.inProgress.clear();
  }

  start(): void {
    this.running = true;
    for (const event of this.waiting) this.runLater(event, 0);
    this.waiting.clear();
  }

  private runLater(event: AcceptedEvent, delayMs: number): void {
    this.timeline.after(delayMs, () => {
      if (this.running) this.run(event);
      else this.waiting.add(event);
    });
  }

  private run(event: AcceptedEvent): void {
    const { declaration, requestId, text } = event;
    this.inProgress.add(event);
    try {
      this.begin(declaration.name, JSON.parse(text), requestId, (outcome) => {
        this.inProgress.delete(event);
        this.conclude(event, outcome);
      });
    } catch (error) {
      this.inProgress.delete(event);
      if (!isThrottle(error)) throw error;
      const delayMs = Math.min(longestThrottleDelayMs, 1000 * 2 ** event.throttles);
      event.throttles += 1;
      this.retry(event, delayMs, undefined);
    }
  }

  private conclude(event: AcceptedEvent, outcome: Outcome): void {
    if (outcome.ok) {
      this.finish(event, "Success", outcome);
      return;
    }
    const retries = event.declaration.async?.maximumRetryAttempts ?? retryDelaysMs.length;
    const delayMs = retryDelaysMs[event.failures] ?? 0;
    event.failures += 1;
    if (event.failures > retries) this.finish(event, "RetriesExhausted", outcome);
    else this.retry(event, delayMs, outcome);
  }

  private retry(event: AcceptedEvent, delayMs: number, outcome: Outcome | undefined): void {
    const oldestSeconds = event.declaration.async?.maximumEventAgeSeconds ?? 21_600;
    const ageMs = this.timeline.nowMs() + delayMs - event.acceptedAtMs;
    if (ageMs > oldestSeconds * 1000) this.finish(event, "EventAgeExceeded", outcome);
    else this.runLater(event, delayMs);
  }

  private finish(
    event: AcceptedEvent,
    condition: FinishedEvent["condition"],
    outcome: Outcome | undefined,
  ): void {
    const { declaration, functionArn, requestId, text, failures } = event;
    const { onSuccessArn, onFailureArn, deadLetterArn } = declaration.async ?? {};
    const succeeded = condition === "Success";
    const finished: FinishedEvent = {
      requestId,
      functionArn,
      event: JSON.parse(text),
      invokeCount: failures + (succeeded ? 1 : 0),
      condition,
      outcome,
      atMs: this.timeline.nowMs(),
      principal: declaration.roleArn ?? "lambda.amazonaws.com",
    };
    if (!succeeded) this.report(declaration.name, "AsyncEventsDropped");
    const destination = succeeded ? onSuccessArn : onFailureArn;
    try {
      if (destination) sendToDestination(this.targets, destination, finished);
      if (!succeeded && deadLetterArn) sendDeadLetter(this.targets, deadLetterArn, finished);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // AWS gives up here as well, and this metric is all that tells.
      this.report(declaration.name, "DestinationDeliveryFailures");
    }
  }
}
