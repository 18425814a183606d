import type { Remote } from "../core/ports";

/** The part of any SDK client that an adapter uses. */
interface SdkClient {
  send(command: never): Promise<unknown>;
}

type CommandClass = new (input: never) => object;

/**
 * Turns an SDK client into a port: an operation's name and its plain input, one attempt. Errors pass
 * through with the service's own name; the core knows what each one means.
 */
export function sdkRemote(
  service: string,
  client: SdkClient,
  commands: Readonly<Record<string, CommandClass>>,
): Remote {
  return {
    async send<Output>(operation: string, input: object): Promise<Output> {
      const Command = commands[operation];
      if (!Command) throw new Error(`adapter ${service} does not offer ${operation}`);
      return (await client.send(new Command(input as never) as never)) as Output;
    },
  };
}

export interface SdkTuning {
  /** Deadline of one request; the caller decides about another try. */
  readonly requestMs: number;
  readonly connectMs?: number;
  readonly region?: string;
}

/** Settings that every client shares: the core retries, sockets are kept, deadlines are real. */
export function sdkSettings(tuning: SdkTuning) {
  return {
    maxAttempts: 1,
    ...(tuning.region ? { region: tuning.region } : {}),
    requestHandler: {
      connectionTimeout: tuning.connectMs ?? 500,
      requestTimeout: tuning.requestMs,
      throwOnRequestTimeout: true,
    },
  };
}
