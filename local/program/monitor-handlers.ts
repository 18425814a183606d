import { status } from "@grpc/grpc-js";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import type { Answer, GraphMonitor } from "./graph-monitor";

/** One RPC of the ResourceMonitor service. */
export type MonitorHandler = (request: unknown, answer: Answer<unknown>) => void;

/**
 * Every RPC of the service by name. What the monitor does not model answers UNIMPLEMENTED with the
 * RPC's name: a program that needs it fails loudly, and the SDK's own feature probes are satisfied.
 */
export function monitorHandlers(monitor: GraphMonitor): Record<string, MonitorHandler> {
  const methods = monitor as unknown as Record<string, MonitorHandler | undefined>;
  const handlers: Record<string, MonitorHandler> = {};
  for (const name of Object.keys(ResourceMonitorService)) {
    const method = methods[name];
    handlers[name] = method ? method.bind(monitor) : unimplemented(name);
  }
  return handlers;
}

function unimplemented(name: string): MonitorHandler {
  return (_request, answer) => {
    const details = `${name} is not modelled when the program is read back`;
    answer(Object.assign(new Error(details), { code: status.UNIMPLEMENTED, details }));
  };
}
