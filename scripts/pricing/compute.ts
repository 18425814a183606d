import type { Graph } from "../../policy/graph";
import { listAt, numberAt, textAt, valueAt } from "../../policy/values";
import { type Charge, charge, type Pricer } from "./charge";
import { ASSUMED, SECONDS_PER_MONTH } from "./load";
import { sampled, tracesOf } from "./traces";
import { purposeOf } from "./usage";

const KB_PER_GB = 1_000_000;

/** Charges of writing to a log group and of keeping what was written. */
export function logged(kilobytes: number, days: number): readonly Charge[] {
  const gigabytes = kilobytes / KB_PER_GB;
  return [
    charge("logIngestion", gigabytes),
    charge("logStorage", gigabytes * Math.min(days / 30, 12)),
  ];
}

const SPEAKING = new Set(["validate", "process", "notify", "archive", "ledger", "detect", "sweep"]);

/** Functions, APIs and workflows. */
export const COMPUTE: Readonly<Record<string, Pricer>> = {
  "lambda.Function": (node, usage, graph) => {
    const invocations = usage.invocations(node);
    const warm =
      purposeOf(node) === "detect" || purposeOf(node) === "sweep" ? 0 : usage.scheduled(node);
    const gigabytes = (numberAt(node.inputs, "memorySize") ?? 128) / 1_024;
    const seconds = (invocations - warm) * usage.secondsEach(node) + warm * 0.01;
    const kilobytes = SPEAKING.has(purposeOf(node)) ? ASSUMED.businessLogKb : 0;
    const traces =
      textAt(node.inputs, "tracingConfig", "mode") === "Active"
        ? sampled(usage.backgroundInvocations(node), ASSUMED.defaultTraces)
        : 0;
    // What the functions of a region report is counted once, with the one that never pauses.
    const { active, standby } = ASSUMED.ownMetrics;
    const metrics =
      purposeOf(node) === "detect" ? (usage.isActive(node.region) ? active : standby) : 0;
    return [
      charge("xrayTrace", traces),
      charge("customMetric", metrics),
      charge("lambdaRequest", invocations),
      charge("lambdaArmGbSecond", seconds * gigabytes),
      ...logged(
        invocations * (ASSUMED.invocationLogKb + kilobytes),
        daysOf(graph, node.region, textAt(node.inputs, "loggingConfig", "logGroup")),
      ),
    ];
  },
  "lambda.ProvisionedConcurrencyConfig": (node, _usage, graph) => {
    const owner = graph
      .all("lambda.Function")
      .find(
        ({ inputs, region }) => region === node.region && inputs.name === node.inputs.functionName,
      );
    const gigabytes = (numberAt(owner?.inputs, "memorySize") ?? 128) / 1_024;
    const count = numberAt(node.inputs, "provisionedConcurrentExecutions") ?? 0;
    return [charge("lambdaArmStandingGbSecond", count * gigabytes * SECONDS_PER_MONTH)];
  },
  "apigateway.RestApi": ({ region }, usage) => [charge("apiRequest", usage.apiRequests(region))],
  "apigateway.Stage": (node, usage, graph) => {
    const requests = usage.apiRequests(node.region);
    const target = textAt(node.inputs, "accessLogSettings", "destinationArn");
    const days = daysOf(graph, node.region, target?.split(":log-group:")[1]);
    const log = target === undefined ? [] : logged(requests * ASSUMED.accessLogKb, days);
    const traces = node.inputs.xrayTracingEnabled === true ? tracesOf(node, usage, graph) : 0;
    return [...log, charge("xrayTrace", traces)];
  },
  "apigateway.MethodSettings": (node, usage, graph) => {
    if (valueAt(node.inputs, "settings", "metricsEnabled") !== true) return [];
    const api = graph.all("apigateway.RestApi").find(({ region }) => region === node.region);
    const paths = valueAt(JSON.parse(textAt(api?.inputs, "body") ?? "{}"), "paths") ?? {};
    const methods = Object.values(paths).flatMap((path) => Object.keys(path as object)).length;
    // The standby's clients are the health checkers only.
    const used = usage.isActive(node.region) ? methods : Math.min(methods, 2);
    return [charge("customMetric", used * ASSUMED.metricsPerMethod)];
  },
  "sfn.StateMachine": (_node, usage) => [
    charge("stateTransition", (usage.load.movesPerMonth / 2) * ASSUMED.transitionsPerMove),
  ],
  "wafv2.WebAcl": (node, usage) => [
    charge("wafAcl", 1),
    charge("wafRule", listAt(node.inputs, "rules").length),
    charge("wafRequest", usage.apiRequests(node.region)),
  ],
};

function daysOf(graph: Graph, region: string, name: string | undefined): number {
  const group = graph
    .all("cloudwatch.LogGroup")
    .find((node) => node.region === region && node.inputs.name === name);
  return numberAt(group?.inputs, "retentionInDays") ?? 30;
}
