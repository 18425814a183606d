import { type Environment, readEnvironment } from "../core/environment";
import type { FunctionName } from "../core/function-catalogue";
import { type ApiRequest, type ApiResponse, problemResponse } from "../core/http-api";
import type { BasePorts } from "../core/ports";
import { errorName } from "../core/retry";
import { systemClock } from "./clock";
import { type GatewayEvent, type GatewayResult, requestFrom, resultFrom } from "./gateway-event";
import { type Invocation, jsonLog } from "./log";
import { embeddedMetrics } from "./metrics";
import { type QueueEvent, type QueueResult, queueHandler, type RecordWork } from "./queue-batch";

interface LambdaContext {
  readonly awsRequestId: string;
}

export type LambdaHandler<Event, Result> = (
  event: Event,
  context: LambdaContext,
) => Promise<Result>;

/** Schedules keep the standby's functions warm with this event; no handler ever sees it. */
interface WarmUp {
  readonly warmUp?: true;
}

type Build<Name extends FunctionName, Work> = (
  environment: Environment<Name>,
  ports: BasePorts,
) => Work;

/** A function behind the API: whatever happens inside, the client gets problem details. */
export function apiFunction<Name extends FunctionName>(
  name: Name,
  build: Build<Name, (request: ApiRequest) => Promise<ApiResponse>>,
): LambdaHandler<GatewayEvent & WarmUp, GatewayResult> {
  return wrap(name, (environment, ports) => {
    const handle = build(environment, ports);
    return async (event: GatewayEvent) => {
      try {
        return resultFrom(await handle(requestFrom(event)));
      } catch (error) {
        ports.metrics.count("UnexpectedError");
        ports.log.error("request failed", { error: errorName(error) });
        const detail = "An unexpected error happened; it has been recorded.";
        return resultFrom(problemResponse(500, "internal", detail));
      }
    };
  });
}

/** A function that is invoked directly: by a schedule, the workflow or an operator. Failures throw. */
export function taskFunction<Name extends FunctionName, Event, Result>(
  name: Name,
  build: Build<Name, (event: Event) => Promise<Result>>,
): LambdaHandler<Event & WarmUp, Result> {
  return wrap(name, build);
}

/** A consumer of a queue: reports the records that must be delivered again. */
export function queueFunction<Name extends FunctionName>(
  name: Name,
  build: Build<Name, RecordWork>,
): LambdaHandler<QueueEvent & WarmUp, QueueResult> {
  return wrap(name, (environment, ports) => queueHandler(build(environment, ports), ports));
}

function wrap<Name extends FunctionName, Event, Result>(
  name: Name,
  build: Build<Name, (event: Event) => Promise<Result>>,
): LambdaHandler<Event & WarmUp, Result> {
  let invocation: Invocation | undefined;
  const identity = {
    service: name,
    region: process.env.AWS_REGION ?? "unknown",
    nowMs: systemClock.nowMs,
  };
  const print = (line: string) => {
    process.stdout.write(`${line}\n`);
  };
  const metrics = embeddedMetrics(identity, print);
  const ports: BasePorts = {
    region: identity.region,
    clock: systemClock,
    random: Math.random,
    log: jsonLog(identity, () => invocation, print),
    metrics,
  };
  const work = build(readEnvironment(name, process.env), ports);
  let coldStart = true;
  return async (event, context) => {
    invocation = { requestId: context.awsRequestId, coldStart };
    coldStart = false;
    if (event?.warmUp) return undefined as Result;
    try {
      return await work(event);
    } catch (error) {
      ports.log.error("invocation failed", { error: errorName(error) });
      throw error;
    } finally {
      metrics.flush();
    }
  };
}
