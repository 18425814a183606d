import { AwsError } from "../../../local/engine/aws-error";
import type { Caller } from "../../../local/engine/service";
import type { Dispatcher } from "../../../local/wire/exchange";

interface Call {
  readonly caller: Caller;
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** A cloud that answers what a test has prepared and remembers what it was asked. */
export class RecordingCloud implements Dispatcher {
  readonly calls: Call[] = [];
  private readonly answers = new Map<string, (input: Record<string, unknown>) => unknown>();

  on(operation: string, answer: (input: Record<string, unknown>) => unknown): this {
    this.answers.set(operation, answer);
    return this;
  }

  call(
    caller: Caller,
    service: string,
    operation: string,
    input: Record<string, unknown>,
  ): unknown {
    this.calls.push({ caller, service, operation, input });
    const answer = this.answers.get(`${service}:${operation}`);
    if (!answer) throw new AwsError("UnpreparedCall", `${service}:${operation}`, 418);
    return answer(input);
  }

  get last(): Call {
    const call = this.calls.at(-1);
    if (!call) throw new Error("the cloud was never called");
    return call;
  }
}
