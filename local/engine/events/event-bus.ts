import { AwsError, NotModelled } from "../aws-error";
import type { Random } from "../random";
import type { Timeline } from "../timeline";
import { uuid } from "../uuid";
import { checkPattern, type EventPattern, matchesEvent } from "./event-pattern";

/** An event as its source tells it; the bus adds the rest. */
export interface SourceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A rule of a region's default bus. */
export interface RuleDeclaration {
  readonly name: string;
  readonly arn: string;
  readonly pattern: EventPattern;
  readonly targetArns: readonly string[];
}

export interface EventBusOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly region: string;
  readonly account: string;
  /** Hands an event to a function on behalf of a rule; rejects when Lambda refuses it. */
  readonly invoke: (targetArn: string, event: unknown, ruleArn: string) => Promise<unknown>;
  /** Hears of events that no target took. */
  readonly onLost?: (rule: RuleDeclaration, error: Error) => void;
}

const attemptsMax = 185;
const firstRetryDelayMs = 1_000;
const longestRetryDelayMs = 300_000;

/** The default event bus of one region: what happens in AWS itself, and the rules that wait for it. */
export class EventBus {
  private readonly rules: RuleDeclaration[] = [];

  constructor(private readonly options: EventBusOptions) {}

  createRule(rule: RuleDeclaration): void {
    if (Object.keys(rule.pattern).length === 0) {
      throw new NotModelled("events", "PutRule", `${rule.name} waits for no event`);
    }
    checkPattern(rule.pattern);
    this.rules.push(rule);
  }

  /** Gives an event to every rule that waits for it, and answers how many there were. */
  put(given: SourceEvent): number {
    const { timeline, random, region, account } = this.options;
    const event = {
      version: "0",
      id: uuid(random),
      "detail-type": given.detailType,
      source: given.source,
      account,
      time: new Date(timeline.nowMs()).toISOString().replace(/\.\d+Z$/, "Z"),
      region,
      resources: given.resources,
      detail: given.detail,
    };
    const waiting = this.rules.filter(({ pattern }) => matchesEvent(pattern, event));
    for (const rule of waiting) {
      for (const targetArn of rule.targetArns) this.deliver(rule, targetArn, event, 0);
    }
    return waiting.length;
  }

  private deliver(rule: RuleDeclaration, targetArn: string, event: object, tries: number): void {
    const { timeline, invoke, onLost } = this.options;
    const delayMs = tries === 0 ? 0 : firstRetryDelayMs * 2 ** (tries - 1);
    timeline.after(Math.min(delayMs, longestRetryDelayMs), () => {
      const taking = (async () => invoke(targetArn, event, rule.arn))();
      taking.then(undefined, (error: Error) => {
        // A gap in the model must not hide behind a day of retries.
        if (error instanceof NotModelled) throw error;
        const isRefusal =
          error instanceof AwsError && error.statusCode < 500 && error.statusCode !== 429;
        if (isRefusal || tries + 1 >= attemptsMax) onLost?.(rule, error);
        else this.deliver(rule, targetArn, event, tries + 1);
      });
    });
  }
}
