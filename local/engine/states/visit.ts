import type { Level } from "./definition";
import type { Execution } from "./execution";
import { expressionFunctions } from "./expression-functions";
import { type Bindings, fill } from "./expressions";
import { StateError } from "./state-error";
import type { Strand } from "./strand";
import type { TaskIntegrations } from "./task-integrations";
import type { TaskTokens } from "./task-tokens";

/** Runs the states of a level; handed down so that a state can run levels of its own. */
export type RunLevel = (
  level: Level,
  input: unknown,
  variables: Bindings,
  surroundings: Surroundings,
) => Promise<unknown>;

/** Where a state leads: on to another one, or out of its level. */
export interface Step {
  readonly next?: string;
  readonly output: unknown;
  readonly variables: Bindings;
}

/** What a level of states is run with. */
export interface Surroundings {
  readonly execution: Execution;
  readonly strand: Strand;
  readonly integrations: TaskIntegrations;
  readonly tokens: TaskTokens;
  readonly runLevel: RunLevel;
  /** `$states.context.Map` of the iteration around, if there is one. */
  readonly mapItem?: Readonly<Record<string, unknown>>;
}

/** The largest input, result or output of a state. */
const largestPayloadBytes = 262_144;

/** One visit of one state: what its expressions see, and the ways its output is formed. */
export class Visit {
  retryCount = 0;
  taskToken?: string;
  private enteredText: string | undefined;

  constructor(
    readonly surroundings: Surroundings,
    readonly stateName: string,
    readonly input: unknown,
    readonly variables: Bindings,
    private readonly enteredMs = surroundings.execution.nowMs(),
  ) {}

  /** The same visit as one item of a map sees it. */
  forItem(mapItem: Readonly<Record<string, unknown>>): Visit {
    const surroundings = { ...this.surroundings, mapItem };
    return new Visit(surroundings, this.stateName, this.input, this.variables, this.enteredMs);
  }

  get execution(): Execution {
    return this.surroundings.execution;
  }

  get strand(): Strand {
    return this.surroundings.strand;
  }

  /** Fills a template with what the state knows; `more` is the result or the error, if there is one. */
  async fill(template: unknown, more: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const { execution } = this;
    const states = { input: this.input, context: this.context(), ...more };
    return fill(template, {
      values: { ...this.variables, states },
      functions: () => expressionFunctions(execution.nowMs(), execution.random),
    });
  }

  /** Fills a template whose value must be a positive whole number, such as a number of seconds. */
  async fillCount(field: string, template: unknown): Promise<number> {
    const value = await this.fill(template);
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
      throw new StateError(
        "States.QueryEvaluationError",
        `${field} of ${this.stateName} must be a whole number and is ${JSON.stringify(value)}`,
      );
    }
    return value;
  }

  /** The output and the variables after the state: both are computed from what was before it. */
  async leave(
    rule: { readonly Output?: unknown; readonly Assign?: Readonly<Record<string, unknown>> },
    otherwise: unknown,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<{ output: unknown; variables: Bindings }> {
    const output = rule.Output === undefined ? otherwise : await this.fill(rule.Output, more);
    checkSize(this.stateName, output);
    if (!rule.Assign) return { output, variables: this.variables };
    const assigned = (await this.fill(rule.Assign, more)) as Record<string, unknown>;
    return { output, variables: { ...this.variables, ...assigned } };
  }

  private get enteredTime(): string {
    this.enteredText ??= new Date(this.enteredMs).toISOString();
    return this.enteredText;
  }

  private context(): Record<string, unknown> {
    const { mapItem, execution } = this.surroundings;
    return {
      ...execution.context,
      State: {
        EnteredTime: this.enteredTime,
        Name: this.stateName,
        RetryCount: this.retryCount,
      },
      ...(this.taskToken !== undefined && { Task: { Token: this.taskToken } }),
      ...(mapItem && { Map: mapItem }),
    };
  }
}

function checkSize(stateName: string, value: unknown): void {
  if (Buffer.byteLength(JSON.stringify(value) ?? "") > largestPayloadBytes) {
    throw new StateError(
      "States.DataLimitExceeded",
      `The state/task '${stateName}' returned a result with a size exceeding the maximum`,
    );
  }
}
