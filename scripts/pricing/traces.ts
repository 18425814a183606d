import type { Graph, PolicyNode } from "../../policy/graph";
import { numberAt, textAt } from "../../policy/values";
import { ASSUMED, SECONDS_PER_MONTH } from "./load";
import type { Usage } from "./usage";

/** How many requests are recorded: so many in each second, then a share. */
export interface Sampling {
  readonly perSecond: number;
  readonly share: number;
}

/** Traces that are recorded of so many requests. */
export function sampled(requests: number, { perSecond, share }: Sampling): number {
  const first = Math.min(requests, perSecond * SECONDS_PER_MONTH);
  return first + (requests - first) * share;
}

/** Traces of a stage's requests, by the declared rules and, where none matches, by X-Ray's own. */
export function tracesOf(stage: PolicyNode, usage: Usage, graph: Graph): number {
  const { region } = stage;
  const health = usage.checkerRequests(region, /health$/) + usage.detectionRequests(region);
  const byRule = new Map<PolicyNode | undefined, number>();
  for (const [path, requests] of [
    ["/health", health],
    ["/dr/latched", usage.checkerRequests(region, /latched$/)],
    ["/validate", usage.clientRequests(region)],
  ] as const) {
    const rule = rulesOf(stage, graph).find(({ inputs }) => matches(inputs.urlPath, path));
    byRule.set(rule, requests + (byRule.get(rule) ?? 0));
  }
  return [...byRule].reduce(
    (sum, [rule, requests]) => sum + sampled(requests, samplingOf(rule)),
    0,
  );
}

function rulesOf({ inputs, region }: PolicyNode, graph: Graph): readonly PolicyNode[] {
  const api = graph.all("apigateway.RestApi").find((node) => node.region === region);
  const service = `${textAt(api?.inputs, "name")}/${textAt(inputs, "stageName")}`;
  return graph
    .all("xray.SamplingRule")
    .filter((rule) => rule.region === region && rule.inputs.serviceName === service)
    .sort((a, b) => priorityOf(a) - priorityOf(b));
}

function priorityOf({ inputs }: PolicyNode): number {
  return numberAt(inputs, "priority") ?? 0;
}

/** X-Ray's patterns: a star stands for anything. */
function matches(pattern: unknown, path: string): boolean {
  const parts = String(pattern)
    .split("*")
    .map((part) => part.replace(/[.+^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(path);
}

function samplingOf(rule: PolicyNode | undefined): Sampling {
  if (rule === undefined) return ASSUMED.defaultTraces;
  return {
    perSecond: numberAt(rule.inputs, "reservoirSize") ?? 0,
    share: numberAt(rule.inputs, "fixedRate") ?? 0,
  };
}
