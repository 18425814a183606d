/** One event of an execution, as GetExecutionHistory answers it. */
export interface HistoryEvent {
  readonly timestamp: Date;
  readonly type: string;
  readonly id: number;
  readonly previousEventId: number;
  /** `<kind>EventDetails`, named after the type of the event. */
  readonly [details: string]: unknown;
}

interface WrittenEvent {
  readonly type: string;
  readonly atMs: number;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly previousEventId: number;
}

/** Which details member an event type carries; types that are not listed carry none. */
const detailsOf: Readonly<Record<string, string>> = {
  MapStateStarted: "mapStateStartedEventDetails",
  MapIterationStarted: "mapIterationStartedEventDetails",
  MapIterationSucceeded: "mapIterationSucceededEventDetails",
  MapIterationFailed: "mapIterationFailedEventDetails",
};

/** How often one execution may be told about; beyond it AWS fails the execution, and so do we. */
export const longestHistory = 25_000;

/** The record of what an execution did, in the order it happened. */
export class History {
  private readonly written: WrittenEvent[] = [];

  constructor(private readonly nowMs: () => number) {}

  get length(): number {
    return this.written.length;
  }

  /** Data that is not text becomes the JSON that AWS would show only now: most of it nobody reads. */
  get events(): HistoryEvent[] {
    return this.written.map(({ atMs, details, previousEventId, type }, index) => {
      const member = detailsName(type);
      return {
        timestamp: new Date(atMs),
        type,
        id: index + 1,
        previousEventId,
        ...(details && member && { [member]: asText(details) }),
      };
    });
  }

  /** Writes an event down. Its data must not change afterwards; what a state was given never does. */
  add(type: string, details?: Readonly<Record<string, unknown>>, previousEventId?: number): number {
    const id = this.written.length + 1;
    const atMs = this.nowMs();
    this.written.push({ type, atMs, details, previousEventId: previousEventId ?? id - 1 });
    return id;
  }
}

function detailsName(type: string): string | undefined {
  const listed = detailsOf[type];
  if (listed) return listed;
  if (type.endsWith("StateEntered")) return "stateEnteredEventDetails";
  if (type.endsWith("StateExited")) return "stateExitedEventDetails";
  if (/^(Task|Execution)[A-Z]|^EvaluationFailed$/.test(type)) {
    return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
  }
  return undefined;
}

const jsonMembers = ["input", "output", "parameters"];

function asText(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const text: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(details)) {
    if (value === undefined) continue;
    text[name] = jsonMembers.includes(name) ? JSON.stringify(value) : value;
  }
  return text;
}
