import type { Random } from "../random";
import type { Timeline, Timer } from "../timeline";
import { uuid } from "../uuid";
import type { FunctionDeclaration, InvocationContext } from "./function-declaration";

/** How an invocation ended. What is abandoned has no outcome at all. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: FunctionError };

/** The payload of a failed invocation, in the words of the Node runtime. */
export interface FunctionError {
  readonly errorType?: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** One run of a function, from its first instruction to its answer, its timeout or its death. */
export class Attempt implements InvocationContext {
  private readonly startedAtMs: number;
  private readonly timer: Timer;
  private abandoned = false;
  private over = false;
  private cleanups: (() => void)[] | undefined;

  constructor(
    private readonly timeline: Timeline,
    private readonly declaration: FunctionDeclaration,
    readonly functionArn: string,
    /** Its identifier, or where to draw one from: hardly anybody asks for it. */
    private id: string | Random,
    private readonly done: (outcome: Outcome, durationMs: number) => void,
  ) {
    this.startedAtMs = timeline.nowMs();
    this.timer = timeline.after(declaration.timeoutMs, () => this.timeOut());
  }

  get requestId(): string {
    if (typeof this.id !== "string") this.id = uuid(this.id);
    return this.id;
  }

  get functionName(): string {
    return this.declaration.name;
  }

  get memoryMb(): number {
    return this.declaration.memoryMb;
  }

  start(event: unknown): void {
    let running: Promise<unknown>;
    try {
      running = this.declaration.run(event, this);
    } catch (error) {
      running = Promise.reject(error);
    }
    running.then(
      (value) => this.finish({ ok: true, value }),
      (error) => this.finish({ ok: false, error: describe(error) }),
    );
  }

  remainingMs(): number {
    return Math.max(0, this.startedAtMs + this.declaration.timeoutMs - this.timeline.nowMs());
  }

  isAbandoned(): boolean {
    return this.abandoned;
  }

  whenAbandoned(run: () => void): void {
    if (this.abandoned) run();
    else if (this.cleanups) this.cleanups.push(run);
    else this.cleanups = [run];
  }

  /** The machine is gone: the code stops and nobody hears of it. */
  abandon(): void {
    if (this.over) return;
    this.over = true;
    this.timer.cancel();
    this.stop();
  }

  private timeOut(): void {
    if (this.over) return;
    const seconds = (this.declaration.timeoutMs / 1000).toFixed(2);
    const at = new Date(this.timeline.nowMs()).toISOString();
    const errorMessage = `${at} ${this.requestId} Task timed out after ${seconds} seconds`;
    this.stop();
    this.finish({ ok: false, error: { errorMessage } });
  }

  private stop(): void {
    this.abandoned = true;
    for (const run of this.cleanups ?? []) run();
  }

  private finish(outcome: Outcome): void {
    if (this.over) return;
    this.over = true;
    this.timer.cancel();
    this.done(outcome, this.timeline.nowMs() - this.startedAtMs);
  }
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: [] };
}
