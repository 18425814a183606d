import { credential } from "../../functions/adapters/credential";
import { httpProcessor } from "../../functions/adapters/http-processor";
import { readEnvironment } from "../../functions/core/environment";
import type { BasePorts, Http, Remote } from "../../functions/core/ports";
import { type ProcessorSettings, parseSetting } from "../../functions/core/settings";
import { requestFrom, resultFrom } from "../../functions/runtime/gateway-event";
import { jsonLog } from "../../functions/runtime/log";
import { embeddedMetrics } from "../../functions/runtime/metrics";
import { type QueueEvent, queueHandler } from "../../functions/runtime/queue-batch";
import { PROCESSOR_HOST } from "../../local/cloud/names";
import type { RegionServices } from "../../local/cloud/region-services";
import type { InvocationContext, Runner } from "../../local/engine/lambda/function-declaration";
import { Random } from "../../local/engine/random";
import { type Code, loadCode, SIMULATED, type Work } from "../../local/sim/entry-points";
import type { DeclaredFunction } from "../../local/topology/topology";
import type { VirtualCloud } from "./virtual-cloud";

/** How long a call takes that nothing disturbs. */
const USUAL_MS = 8;

let code: Code | undefined;

/** A sandbox: what it has warm, and the invocation that it works for. */
interface Sandbox {
  readonly ports: ReturnType<typeof portsOf>;
  work: ((event: never) => Promise<unknown>) | undefined;
  invocation: InvocationContext | undefined;
}

/** Runs a declared function by its deployed entry point, with its declared environment and role. */
export function virtualRunner(
  cloud: VirtualCloud,
  region: string,
  one: DeclaredFunction,
  services: RegionServices,
): Runner {
  const idle: Sandbox[] = [];
  return async (event, context) => {
    const sandbox = idle.pop() ?? openSandbox(cloud, region, one, services);
    sandbox.invocation = context;
    const { ports } = sandbox;
    // A missing variable fails the start of the function, as it does in Lambda.
    sandbox.work ??= build(cloud, region, one, ports, () => sandbox.invocation);
    if ((event as { warmUp?: true } | undefined)?.warmUp) {
      idle.push(sandbox);
      return undefined;
    }
    try {
      return await sandbox.work(event as never);
    } catch (error) {
      cloud.told.push(`${one.entry} in ${region}: ${(error as Error).message}`);
      throw error;
    } finally {
      ports.metrics.flush();
      if (!context.isAbandoned()) idle.push(sandbox);
    }
  };
}

function openSandbox(
  cloud: VirtualCloud,
  region: string,
  one: DeclaredFunction,
  services: RegionServices,
): Sandbox {
  const sandbox: Sandbox = {
    ports: portsOf(cloud, region, one, services, () => sandbox.invocation?.isAbandoned() ?? false),
    work: undefined,
    invocation: undefined,
  };
  return sandbox;
}

function build(
  cloud: VirtualCloud,
  region: string,
  one: DeclaredFunction,
  ports: BasePorts,
  invocation: () => InvocationContext | undefined,
): (event: never) => Promise<unknown> {
  code ??= loadCode();
  const entry = code.get(one.entry);
  if (!entry) throw new Error(`${one.entry} is none of ${SIMULATED.join(", ")}`);
  let environment: Readonly<Record<string, string>>;
  try {
    environment = readEnvironment(one.entry, one.environment);
  } catch (error) {
    cloud.told.push((error as Error).message);
    throw error;
  }
  const remote = (service: string, target = region) =>
    remoteOf(cloud, region, one, invocation, service, target);
  const http = httpOf(cloud, region);
  const work = entry(environment, ports, {
    remote,
    http: () => http,
    processor: () => {
      const settings = parseSetting<ProcessorSettings>("PROCESSOR", environment.PROCESSOR ?? "");
      const secrets = remote("secretsmanager");
      const { clock } = ports;
      return httpProcessor(settings, {
        http,
        clock,
        credential: settings.secretId ? credential(secrets, settings.secretId, clock) : undefined,
      });
    },
  });
  return asHandler(work, ports);
}

function asHandler(work: Work, ports: BasePorts): (event: never) => Promise<unknown> {
  switch (work.kind) {
    case "api":
      return async (event) => resultFrom(await work.run(requestFrom(event)));
    case "task":
      return (event) => work.run(event);
    case "queue": {
      const handle = queueHandler(work.run, ports);
      return (event) => handle(event as QueueEvent);
    }
  }
}

function portsOf(
  cloud: VirtualCloud,
  region: string,
  one: DeclaredFunction,
  { cloudwatch }: RegionServices,
  isAbandoned: () => boolean,
) {
  const { timeline, told } = cloud;
  const nowMs = () => timeline.nowMs();
  const identity = { service: one.entry, region, nowMs };
  const log = jsonLog(
    identity,
    () => undefined,
    (line) => {
      const { level, message, error, why } = JSON.parse(line) as Record<string, string | undefined>;
      if (level === "INFO" || isAbandoned()) return;
      told.push([`${one.entry} in ${region}`, message, error, why].filter(Boolean).join(": "));
    },
  );
  const random = new Random(`${one.name} ${nowMs()}`);
  return {
    region,
    clock: {
      nowMs,
      monoMs: nowMs,
      sleep: async (ms: number) => {
        await later(cloud, ms);
        return isAbandoned() ? new Promise<void>(() => undefined) : undefined;
      },
    },
    random: () => random.next(),
    log,
    metrics: embeddedMetrics(identity, (line) => cloudwatch.ingestLogLine(region, line)),
  };
}

/** Calls as the function's own role, on their way for a moment; an abandoned function waits for ever. */
function remoteOf(
  cloud: VirtualCloud,
  region: string,
  one: DeclaredFunction,
  invocation: () => InvocationContext | undefined,
  service: string,
  target: string,
): Remote {
  return {
    async send<Output>(operation: string, input: object): Promise<Output> {
      const of = invocation();
      await later(cloud, USUAL_MS);
      if (of?.isAbandoned()) return new Promise(() => undefined);
      const caller = { region: target, principal: one.roleArn };
      const members = input as Record<string, unknown>;
      const answer = await cloud.call(region, caller, service, operation, members);
      if (of?.isAbandoned()) return new Promise(() => undefined);
      return answer as Output;
    },
  };
}

function httpOf(cloud: VirtualCloud, region: string): Http {
  return {
    async request(request) {
      const { hostname, pathname, search } = new URL(request.url);
      await later(cloud, USUAL_MS);
      if (hostname === PROCESSOR_HOST) return cloud.processor.answer(request);
      const { method, body, headers } = request;
      const path = pathname + search;
      const given = { method, path, ...(body ? { body } : {}), ...(headers ? { headers } : {}) };
      return cloud.request(region, hostname, given).catch((error: Error) => {
        throw Object.assign(new Error(error.message), { name: "Refused" });
      });
    },
  };
}

function later(cloud: VirtualCloud, ms: number): Promise<void> {
  return new Promise((resolve) => {
    cloud.timeline.after(ms, resolve);
  });
}
