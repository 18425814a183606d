import type { Log, LogDetails } from "../core/ports";

type Level = "INFO" | "WARN" | "ERROR";

/** Where lines go: standard output in Lambda, a recorder in tests. */
export type LineSink = (line: string) => void;

export interface LogIdentity {
  readonly service: string;
  readonly region: string;
  readonly nowMs: () => number;
}

/** Per-invocation members of each line, set by the wrapper. */
export interface Invocation {
  readonly requestId: string;
  readonly coldStart: boolean;
}

/** Structured lines with the member names of Powertools, so its queries and filters work on them. */
export function jsonLog(
  identity: LogIdentity,
  invocation: () => Invocation | undefined,
  sink: LineSink,
): Log {
  const write = (level: Level, message: string, details: LogDetails = {}) => {
    const current = invocation();
    sink(
      JSON.stringify({
        level,
        message,
        timestamp: new Date(identity.nowMs()).toISOString(),
        service: identity.service,
        region: identity.region,
        function_request_id: current?.requestId,
        cold_start: current?.coldStart,
        ...details,
      }),
    );
  };
  return {
    info: (message, details) => write("INFO", message, details),
    warn: (message, details) => write("WARN", message, details),
    error: (message, details) => write("ERROR", message, details),
  };
}
