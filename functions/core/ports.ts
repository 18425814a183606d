/**
 * What a handler may touch. Inputs are the plain command inputs of AWS, so the same object goes to the
 * SDK in the cloud, to the local cloud over HTTP and to the simulator's engine.
 */
export interface Remote {
  /** One attempt, no hidden retries: the caller decides what an error means. */
  send<Output = Record<string, unknown>>(operation: string, input: object): Promise<Output>;
}

export interface Clock {
  /** Wall clock: for records and due times, never for fencing. */
  nowMs(): number;
  /** Monotonic clock: the only one that authority is measured with. */
  monoMs(): number;
  /** Waits; for ever, where `unless` settles first. A timer for nothing need not run out then. */
  sleep(ms: number, unless?: Promise<unknown>): Promise<void>;
}

/** Structured log. Never give it bodies, secrets or raw errors of remote services. */
export interface Log {
  info(message: string, details?: LogDetails): void;
  warn(message: string, details?: LogDetails): void;
  error(message: string, details?: LogDetails): void;
}

export type LogDetails = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Metrics {
  count(name: string, value?: number): void;
  duration(name: string, ms: number): void;
}

/** What every handler has, whatever it does. */
export interface BasePorts {
  readonly region: string;
  readonly clock: Clock;
  /** Uniform in [0, 1): jitter and identifiers only. */
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Rejects with an error named `Timeout`, `Refused` (nothing was sent) or `Broken` (unknown). */
export interface Http {
  request(request: HttpRequest): Promise<HttpResponse>;
}

/** One PostgreSQL connection at a time; `rows` are plain objects. */
export interface Sql {
  query<Row = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>;
  /** Everything or nothing; rolls back when `work` throws. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}
