import type { BasePorts, Remote } from "../../functions/core/ports";

/** Ports of a handler under test: a clock that only sleeping moves, and everything it said. */
export interface RecordingPorts extends BasePorts {
  readonly said: string[];
  readonly counted: Map<string, number>;
  advance(ms: number): void;
}

export function recordingPorts(startMs = Date.UTC(2030, 0, 2, 3, 4, 5)): RecordingPorts {
  let nowMs = startMs;
  const said: string[] = [];
  const counted = new Map<string, number>();
  const say = (message: string, details: object = {}) => {
    said.push(`${message} ${JSON.stringify(details)}`);
  };
  return {
    region: "us-east-1",
    clock: {
      nowMs: () => nowMs,
      monoMs: () => nowMs - startMs,
      sleep: async (ms) => {
        nowMs += ms;
      },
    },
    random: () => 0.5,
    log: { info: say, warn: say, error: say },
    metrics: {
      count: (name, value = 1) => {
        counted.set(name, (counted.get(name) ?? 0) + value);
      },
      duration: () => undefined,
    },
    said,
    counted,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

/** A call that a scripted service received. */
export interface ReceivedCall {
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into inputs of many shapes.
  readonly input: any;
}

export interface ScriptedRemote extends Remote {
  readonly calls: ReceivedCall[];
}

/** A service that answers with what `answer` returns, and rejects with what it throws. */
export function scriptedRemote(
  answer: (operation: string, input: ReceivedCall["input"], call: number) => unknown,
): ScriptedRemote {
  const calls: ReceivedCall[] = [];
  return {
    calls,
    async send<Output>(operation: string, input: object): Promise<Output> {
      calls.push({ operation, input });
      return (await answer(operation, input, calls.length)) as Output;
    },
  };
}

/** An error as the SDK throws it. */
export function serviceError(name: string, members: object = {}): Error {
  return Object.assign(new Error(`message of ${name}`), { name }, members);
}
