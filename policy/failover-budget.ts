import {
  ALIAS_TTL_SECONDS,
  failoverBudget as budgetOf,
  type Declared,
  type DeclaredCheck,
  type FailoverBudget,
  type FailoverFacts,
} from "../functions/core/failover-budget";
import type { FailoverPolicy } from "../functions/core/settings";
import { stateMachineFrom } from "../functions/core/state-machine";
import { measureFailover } from "../functions/core/workflow-duration";

/** What is read of a captured resource. */
export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * How long a failover takes, computed from what a program declared and nothing else. A declaration
 * that the failover depends on and that is missing is an error: no check is not a fast check.
 */
export function failoverBudget(nodes: readonly DeclaredResource[]): FailoverBudget {
  const checks = ofType(nodes, "aws:route53/healthCheck:HealthCheck");
  const single = checks.filter(({ inputs }) => inputs.type !== "CALCULATED");
  const detector = required(
    ofType(nodes, "aws:lambda/function:Function").filter(isDetector),
    "function that detects",
  );
  const policies = detector.map(policyOf);
  const machines = required(
    ofType(nodes, "aws:sfn/stateMachine:StateMachine"),
    "failover state machine",
  ).map((node) => measureFailover(stateMachineFrom(textOf(node, "definition"))));
  const longest = (pick: (measures: (typeof machines)[number]) => FailoverFacts["untilFenced"]) =>
    machines.map(pick).reduce((a, b) => (sum(b) > sum(a) ? b : a));
  return budgetOf({
    endpointCheck: slowest(
      single.filter(({ inputs }) => !inputs.invertHealthcheck),
      "endpoint",
    ),
    latchCheck: slowest(
      single.filter(({ inputs }) => inputs.invertHealthcheck),
      "latch",
    ),
    recordTtl: sharedRecordTtl(ofType(nodes, "aws:route53/record:Record")),
    detectSchedule: detectSchedule(ofType(nodes, "aws:scheduler/schedule:Schedule")),
    detectTimeout: most(detector.map((node) => declared(node, numberOf(node, "timeout")))),
    tick: most(policies.map(({ policy, from }) => ({ seconds: policy.tickSeconds, from }))),
    badTicks: Math.max(...policies.map(({ policy }) => policy.badTicks)),
    mode: policies[0]?.policy.mode ?? "auto",
    untilFenced: longest(({ untilFenced }) => untilFenced),
    untilRecovered: longest(({ untilRecovered }) => untilRecovered),
    untilRecorded: longest(({ untilRecorded }) => untilRecorded),
  });
}

const sum = (path: FailoverFacts["untilFenced"]) => path.reduce((s, { seconds }) => s + seconds, 0);

function ofType(nodes: readonly DeclaredResource[], type: string): readonly DeclaredResource[] {
  return nodes.filter((node) => node.type === type);
}

function required<T>(found: readonly T[], what: string): readonly T[] {
  if (found.length === 0) throw new Error(`the program declares no ${what}`);
  return found;
}

function isDetector({ inputs }: DeclaredResource): boolean {
  return String(inputs.name ?? "").startsWith("payment-detect-");
}

function policyOf(node: DeclaredResource): { policy: FailoverPolicy; from: string } {
  const environment = node.inputs.environment as
    | { variables?: Record<string, unknown> }
    | undefined;
  const text = environment?.variables?.FAILOVER_POLICY;
  if (typeof text !== "string") throw new Error(`${node.name} has no FAILOVER_POLICY`);
  return { policy: JSON.parse(text) as FailoverPolicy, from: `FAILOVER_POLICY of ${node.name}` };
}

function slowest(checks: readonly DeclaredResource[], what: string): DeclaredCheck {
  return required(checks, `health check of the ${what}`)
    .map((node) => ({
      intervalSeconds: numberOf(node, "requestInterval"),
      threshold: numberOf(node, "failureThreshold"),
      from: node.name,
    }))
    .reduce((a, b) => (b.intervalSeconds * b.threshold > a.intervalSeconds * a.threshold ? b : a));
}

/** Only records that fail over matter; a stack without a domain has none. */
function sharedRecordTtl(records: readonly DeclaredResource[]): Declared | undefined {
  const routed = records.filter(
    ({ inputs }) => inputs.failoverRoutingPolicies ?? inputs.weightedRoutingPolicies,
  );
  if (routed.length === 0) return undefined;
  return most(
    routed.map((node) =>
      declared(node, node.inputs.aliases ? ALIAS_TTL_SECONDS : numberOf(node, "ttl")),
    ),
  );
}

function detectSchedule(schedules: readonly DeclaredResource[]): Declared {
  const found = schedules.filter(({ inputs }) =>
    String(inputs.name ?? "").startsWith("payment-detect-tick-"),
  );
  return most(
    required(found, "schedule of the detector").map((node) => {
      const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(textOf(node, "scheduleExpression"));
      if (!rate) throw new Error(`the period of ${node.name} cannot be read`);
      const unit = { minute: 60, hour: 3_600, day: 86_400 }[rate[2] as "minute" | "hour" | "day"];
      return declared(node, Number(rate[1]) * unit);
    }),
  );
}

function most(values: readonly Declared[]): Declared {
  return required(values, "value").reduce((a, b) => (b.seconds > a.seconds ? b : a));
}

function declared({ name }: DeclaredResource, seconds: number): Declared {
  return { seconds, from: name };
}

function numberOf(node: DeclaredResource, property: string): number {
  const value = node.inputs[property];
  if (typeof value !== "number") throw new Error(`${property} of ${node.name} is not known`);
  return value;
}

function textOf(node: DeclaredResource, property: string): string {
  const value = node.inputs[property];
  if (typeof value !== "string") throw new Error(`${property} of ${node.name} is not known`);
  return value;
}
