import { expect } from "chai";
import { AwsError } from "../../../../local/engine/aws-error";
import { Random } from "../../../../local/engine/random";
import type { Caller } from "../../../../local/engine/service";
import type { HistoryEvent } from "../../../../local/engine/states/history";
import { States } from "../../../../local/engine/states/states";
import { VirtualTimeline } from "../../../../local/engine/timeline";
import { sdkTasks } from "../../../../local/wire/sdk-tasks";

/** The validator ships its types where the compiler does not look for them. */
const aslValidator: (definition: object) => {
  isValid: boolean;
  errorsText(separator: string): string;
} = require("asl-validator");

type Input = Record<string, unknown>;
type Answer = (input: Input, caller: Caller) => unknown;

interface Description {
  status: string;
  output?: string;
  error?: string;
  cause?: string;
}

export const home = "us-east-2";
export const machineArn = `arn:aws:states:${home}:000000000000:stateMachine:takeover`;
export const roleArn = "arn:aws:iam::000000000000:role/takeover";

/** One region's Step Functions on virtual time, with the rest of the cloud faked per operation. */
export class Workbench {
  readonly timeline = new VirtualTimeline(Date.UTC(2026, 4, 1));
  readonly calls: { service: string; operation: string; input: Input; atMs: number }[] = [];
  readonly faults: unknown[] = [];
  readonly states: States;
  private readonly startMs = this.timeline.nowMs();
  private readonly answers = new Map<string, Answer>();

  constructor(seed = "states") {
    const services = {
      call: (caller: Caller, service: string, operation: string, input: Input) => {
        this.calls.push({ service, operation, input, atMs: this.elapsedMs });
        const answer = this.answers.get(`${service}:${operation}`);
        if (!answer) throw new AwsError("UnpreparedCall", `${service}:${operation}`);
        return answer(input, caller);
      },
    };
    this.states = new States({
      timeline: this.timeline,
      random: new Random(seed),
      services,
      sdk: sdkTasks(services),
      onFault: (fault) => this.faults.push(fault),
    });
  }

  get elapsedMs(): number {
    return this.timeline.nowMs() - this.startMs;
  }

  on(operation: string, answer: Answer): this {
    this.answers.set(operation, answer);
    return this;
  }

  /** A function that takes and returns plain objects, behind the shape of Lambda's Invoke. */
  onInvoke(answer: (payload: Input, input: Input) => unknown): this {
    return this.on("lambda:Invoke", async (input) => {
      const payload = JSON.parse(Buffer.from(input.Payload as Uint8Array).toString());
      const result = await answer(payload, input);
      return { StatusCode: 200, Payload: Buffer.from(JSON.stringify(result ?? null)) };
    });
  }

  /** Declares a machine; an independent validator must find it well-formed too. */
  declare(definition: Input): this {
    const whole = { QueryLanguage: "JSONata", ...definition };
    // A copy, because the validator writes the defaults it assumes into what it is given.
    const { isValid, errorsText } = aslValidator(structuredClone(whole));
    expect(isValid, isValid ? "" : errorsText("\n")).to.equal(true);
    this.states.createStateMachine(home, {
      name: "takeover",
      arn: machineArn,
      definition: JSON.stringify(whole),
      roleArn,
    });
    return this;
  }

  call<T = Input>(operation: string, input: Input): T {
    return this.states.call({ region: home }, operation, input) as T;
  }

  start(input: unknown = {}, name?: string): string {
    const { executionArn } = this.call<{ executionArn: string }>("StartExecution", {
      stateMachineArn: machineArn,
      input: JSON.stringify(input),
      ...(name && { name }),
    });
    return executionArn;
  }

  /** Lets everything happen that is due within the given time, and no more. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.timeline.nowMs() + ms;
    do await drained();
    while (this.timeline.step(untilMs));
    this.timeline.jumpTo(untilMs);
  }

  /** Runs until nothing is scheduled any more. */
  async finish(): Promise<void> {
    do await drained();
    while (this.timeline.step());
  }

  /** Declares one machine, runs it once and describes how it ended. */
  async outcome(definition: Input, input: unknown = {}): Promise<Description> {
    const arn = this.declare(definition).start(input);
    await this.finish();
    return this.describe(arn);
  }

  describe(executionArn: string): Description {
    return this.call<Description & Input>("DescribeExecution", { executionArn });
  }

  events(executionArn: string): HistoryEvent[] {
    return this.call<{ events: HistoryEvent[] }>("GetExecutionHistory", {
      executionArn,
      maxResults: 1000,
    }).events;
  }
}

/** Every continuation that is due now has run when this returns. */
function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A Task that invokes a function, for definitions in tests. */
export function invoke(functionName: string, more: Input = {}): Input {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: { FunctionName: functionName, Payload: "{% $states.input %}" },
    Output: "{% $states.result.Payload %}",
    End: true,
    ...more,
  };
}

/** A machine of one state. */
export function only(state: Input): Input {
  return { StartAt: "Only", States: { Only: state } };
}
