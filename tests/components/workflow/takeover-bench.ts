import { failoverDefinition } from "../../../components/workflow/definition";
import type { WorkflowSettings } from "../../../components/workflow/settings";
import { WORKFLOW_STEPS, type WorkflowStep } from "../../../components/workflow/steps";
import { AwsError } from "../../../local/engine/aws-error";
import { Workbench } from "../../local/engine/states/workbench";

/** One invocation of a step: what it was given, and which attempt of the whole night it is. */
export interface Attempt {
  readonly payload: Record<string, unknown>;
  readonly number: number;
}

/** How a step answers; throw `failing`, `throttled`, or return `hanging` to misbehave. */
export type Behaviour = (attempt: Attempt) => unknown;

/** An answer of a step function that threw an error of this name. */
export class FunctionFailure extends Error {
  constructor(readonly errorType: string) {
    super(errorType);
  }
}

export const failing =
  (errorType = "Broken"): Behaviour =>
  () => {
    throw new FunctionFailure(errorType);
  };

export const throttled = (times: number, then: Behaviour): Behaviour => {
  return (attempt) => {
    if (attempt.number <= times)
      throw new AwsError("TooManyRequestsException", "Rate Exceeded", 429);
    return then(attempt);
  };
};

/** Never answers: the state's own deadline has to end it. */
export const hanging: Behaviour = () => new Promise(() => undefined);

export interface Order {
  readonly kind: "failover" | "failback";
  readonly to: string;
  readonly from: string;
  readonly epoch: number;
  readonly graceful: boolean;
  readonly by: string;
  readonly why: string;
  readonly drill: boolean;
}

export const FAILOVER: Order = {
  kind: "failover",
  to: "us-east-2",
  from: "us-east-1",
  epoch: 7,
  graceful: false,
  by: "detect",
  why: "two vantage points saw it lost",
  drill: false,
};

export const FAILBACK: Order = { ...FAILOVER, kind: "failback", graceful: true, by: "anna" };

/** What the ledger answers when nothing was missing. */
export const REBUILT = {
  complete: true,
  scanned: 9,
  present: 9,
  reposted: { count: 0, totals: {}, ids: [] },
  contradicting: { count: 0, ids: [] },
} as const;

interface EvidenceLine {
  readonly name: string;
  readonly at: string;
  readonly result?: unknown;
  readonly error?: { readonly Error: string };
  readonly deferred?: { readonly Error: string };
}

export interface Evidence {
  readonly outcome: string;
  readonly execution: string;
  readonly steps: readonly EvidenceLine[];
}

/**
 * The failover workflow in the local Step Functions on virtual time, around step functions that
 * answer as the real ones do, over one shared control item. Each step can be told to misbehave.
 */
export class TakeoverBench extends Workbench {
  control = { active: "us-east-1", epoch: 7, phase: "STEADY" };
  readonly invoked: WorkflowStep[] = [];
  readonly payloads: { step: WorkflowStep; payload: Record<string, unknown> }[] = [];
  readonly evidence: Evidence[] = [];
  private readonly behaviours = new Map<WorkflowStep, Behaviour>();
  private readonly counts = new Map<WorkflowStep, number>();

  constructor(readonly settings: WorkflowSettings = settingsOf()) {
    super();
    this.declare({ ...failoverDefinition(settings) });
    this.on("lambda:Invoke", async (input) => {
      const step = stepOf(String(input.FunctionName));
      const payload = JSON.parse(Buffer.from(input.Payload as Uint8Array).toString());
      const number = (this.counts.get(step) ?? 0) + 1;
      this.counts.set(step, number);
      this.invoked.push(step);
      this.payloads.push({ step, payload });
      return this.answer(step, { payload, number });
    });
  }

  when(step: WorkflowStep, behaviour: Behaviour): this {
    this.behaviours.set(step, behaviour);
    return this;
  }

  /** Runs one execution to its end; `seconds` is how long it took on the virtual clock. */
  async run(order: Order = FAILOVER, name?: string) {
    const beganMs = this.elapsedMs;
    const arn = this.start(order, name);
    await this.finish();
    const { status, error, cause, output } = this.describe(arn);
    const seconds = (this.endMs(arn) - beganMs) / 1000;
    return { status, error, cause, seconds, output: output && JSON.parse(output) };
  }

  /** How often a step was invoked. */
  count(step: WorkflowStep): number {
    return this.counts.get(step) ?? 0;
  }

  /** What the real functions answer, over the bench's control item. */
  usual(step: WorkflowStep): Behaviour {
    return ({ payload }) => {
      const order = payload.input as Order;
      switch (step) {
        case "gates":
          return { open: true, reasons: [] };
        case "assess":
          return this.assess(order, payload.database);
        case "request-approval":
          return { approvalId: "a-1" };
        case "fence":
          return this.fence(order);
        case "settle":
          this.control.phase = "STEADY";
          return { ...this.control };
        case "sweep":
          return { authority: true, redriven: 3, published: 0 };
        case "verify":
          return { verified: true, transactionId: "synthetic-1" };
        case "promote-database":
          return { requested: true, operation: order.graceful ? "switchover" : "failover" };
        case "database-status":
          return { ready: true, status: "writer" };
        case "shift-traffic":
          return { changed: true, share: payload.share ?? 100 };
        case "publish-parameters":
          return { published: ["/payments/dev/shared/epoch"] };
        case "ledger":
          return REBUILT;
        case "reconcile":
          return { classes: {} };
        case "evidence":
          this.evidence.push(payload as unknown as Evidence);
          return { bucket: "b", key: "k", hash: "h", outcome: payload.outcome };
      }
    };
  }

  private async answer(step: WorkflowStep, attempt: Attempt): Promise<unknown> {
    const respond = (payload: unknown) => Buffer.from(JSON.stringify(payload ?? null));
    try {
      const behaviour = this.behaviours.get(step) ?? this.usual(step);
      return { StatusCode: 200, Payload: respond(await behaviour(attempt)) };
    } catch (error) {
      if (!(error instanceof FunctionFailure)) throw error;
      const { errorType } = error;
      const Payload = respond({ errorType, errorMessage: "as told" });
      return { StatusCode: 200, FunctionError: "Unhandled", Payload };
    }
  }

  private assess(order: Order, database: unknown) {
    const fenced = this.control.epoch === order.epoch + 1 && this.control.active === order.to;
    const ready = this.control.epoch === order.epoch && this.control.active === order.from;
    return {
      proceed: fenced || ready,
      reasons: fenced || ready ? [] : ["somebody else moved"],
      epoch: order.epoch,
      nextEpoch: order.epoch + 1,
      approval: "none",
      approvalDefault: "abort",
      approvalTimeoutSeconds: 600,
      approvers: 1,
      database,
      waitSeconds: this.settings.consistency === "strong" ? 0 : 15,
      resume: fenced,
    };
  }

  private fence(order: Order) {
    const { control } = this;
    const mine = control.epoch === order.epoch + 1 && control.active === order.to;
    if (!mine && control.epoch !== order.epoch) throw new FunctionFailure("Superseded");
    const phase = this.settings.consistency === "strong" ? "STEADY" : "TAKEOVER";
    if (!mine) this.control = { active: order.to, epoch: order.epoch + 1, phase };
    return { epoch: this.control.epoch, phase: this.control.phase };
  }

  private endMs(executionArn: string): number {
    const last = this.events(executionArn).at(-1);
    return (last?.timestamp.getTime() ?? 0) - (this.timeline.nowMs() - this.elapsedMs);
  }
}

export function settingsOf(more: Partial<WorkflowSettings> = {}): WorkflowSettings {
  return {
    arns: Object.fromEntries(WORKFLOW_STEPS.map((step) => [step, arnOf(step)])),
    database: true,
    consistency: "strong",
    canaryShares: [],
    approvalTimeoutSeconds: 600,
    ...more,
  };
}

function arnOf(step: WorkflowStep): string {
  return `arn:aws:lambda:us-east-2:123456789012:function:payment-${step}-dev-us-east-2:live`;
}

function stepOf(functionArn: string): WorkflowStep {
  const step = WORKFLOW_STEPS.find((name) => arnOf(name) === functionArn);
  if (!step) throw new Error(`${functionArn} is no step of the workflow`);
  return step;
}
