import type { GraphMonitor } from "./graph-monitor";
import type { Capture } from "./resource-node";

/**
 * What a finished run declared. The same cause surfaces several times, wrapped by the SDK; of two
 * messages where one contains the other only the shorter one says something new.
 */
export function captureOf(
  monitor: GraphMonitor,
  errors: readonly string[],
  warnings: readonly string[],
): Capture {
  const stack = monitor.stack();
  return {
    nodes: monitor.nodes(),
    outputs: stack?.componentOutputs ?? {},
    secretOutputs: stack?.secretOutputs ?? [],
    errors: essential([...monitor.errors, ...errors]),
    warnings: [...new Set(warnings)],
    invokes: monitor.invokes,
  };
}

function essential(messages: readonly string[]): string[] {
  const distinct = [...new Set(messages)];
  return distinct.filter(
    (message) => !distinct.some((other) => other !== message && message.includes(other)),
  );
}
