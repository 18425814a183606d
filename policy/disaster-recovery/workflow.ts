import { failoverBudget } from "../failover-budget";
import type { Graph, PolicyNode } from "../graph";
import { of, ofStack, type Rule } from "../rule";
import { containsUnknown, documentAt, isKnown, textAt, textsAt, valueAt } from "../values";

/**
 * Seen: the failover exists only in the primary, which is the region that is gone when it is needed.
 * Cross-region: whoever takes over runs it, so both regions have the same one.
 */
export const bothRegionsCanTakeOver: Rule = {
  name: "both-regions-can-take-over",
  description:
    "Both regions declare the same failover workflow, and its steps are in its own region",
  *check(graph) {
    const machines = graph.all("sfn.StateMachine");
    for (const region of graph.regions()) {
      if (!machines.some((node) => node.region === region)) {
        yield ofStack(`${region} has no failover workflow`);
      }
    }
    const shapes = new Set<string>();
    for (const node of machines) {
      const definition = textAt(node.inputs, "definition");
      if (definition === undefined) continue;
      shapes.add(definition.replaceAll(node.region, "region"));
      for (const [, region, name] of definition.matchAll(/arn:aws:lambda:([\w-]+):[^"]*/g)) {
        if (region !== node.region) yield of(node, `calls ${name ?? "a function"} in ${region}`);
      }
    }
    if (shapes.size > 1) yield ofStack("the two failover workflows differ");
  },
};

/**
 * Seen: a machine that ends in success although its only step returned "failed". A step is a task that has a
 * deadline, whose failure leads somewhere, and the machine can fail.
 */
export const stepsFailLoudly: Rule = {
  name: "steps-fail-loudly",
  description: "Every task of the workflow has a timeout and a catch, and an error can end in Fail",
  *check(graph) {
    for (const node of graph.all("sfn.StateMachine")) {
      const definition = documentAt(node, "definition");
      if (definition === undefined) continue;
      const states = statesOf(definition);
      for (const [name, state] of states) {
        const type = textAt(state, "Type");
        if (type !== "Task" && type !== "Parallel") continue;
        if (type === "Task" && valueAt(state, "TimeoutSeconds") === undefined) {
          yield of(node, `lets ${name} run for ever`);
        }
        const caught = valueAt(state, "Catch") !== undefined;
        if (!caught && !isInsideCaught(definition, name))
          yield of(node, `ignores that ${name} fails`);
      }
      if (![...states.values()].some((state) => textAt(state, "Type") === "Fail")) {
        yield of(node, "can never fail");
      }
    }
  },
};

/** Seen: four identical steps that call one function which does nothing. */
export const stepsCallFunctionsThatExist: Rule = {
  name: "steps-call-functions-that-exist",
  description: "Every step invokes a declared function, and the steps are not all the same one",
  *check(graph) {
    for (const node of graph.all("sfn.StateMachine")) {
      const definition = textAt(node.inputs, "definition");
      if (definition === undefined) continue;
      const called = new Set(definition.match(/arn:aws:lambda:[^"]*/g) ?? []);
      for (const arn of called) {
        if (graph.byArn(arn) === undefined) yield of(node, `calls ${arn}, which nobody declares`);
      }
      if (called.size < 2) yield of(node, "has no steps of its own");
    }
  },
};

/** Control planes that stand still when their home region does, and calls that create what should be there. */
const CONTROL_PLANE = /aws-sdk:(route53|iam|cloudfront|organizations)|:create[A-Z]/;

/** Seen: a failover that must change Route 53 records while Route 53's control plane is down. */
export const failoverNeedsNoControlPlane: Rule = {
  name: "failover-needs-no-control-plane",
  description: "The workflow itself calls only functions: nothing is created at failover",
  *check(graph) {
    for (const node of graph.all("sfn.StateMachine")) {
      for (const [name, state] of statesOf(documentAt(node, "definition"))) {
        const called = textAt(state, "Resource");
        if (called === undefined) continue;
        if (CONTROL_PLANE.test(called)) yield of(node, `calls ${called} in ${name}`);
        else if (!called.startsWith("arn:aws:states:::lambda:invoke")) {
          yield of(node, `calls ${called} in ${name}, and not a function`);
        }
      }
    }
  },
};

/** Seen: a failover function subscribed only to the primary's topic. */
export const alarmsOfBothRegionsAreHeard: Rule = {
  name: "alarms-of-both-regions-are-heard",
  description: "In each region one function hears the alarms of both",
  *check(graph) {
    const topics = new Set(
      graph.all("cloudwatch.MetricAlarm").flatMap(({ inputs }) => textsAt(inputs, "alarmActions")),
    );
    const regions = graph.regions();
    const heard = [...topics].filter((arn) => regions.includes(arn.split(":")[3] ?? ""));
    for (const region of regions) {
      for (const topic of heard) {
        if (!hasListener(graph, region, topic)) {
          yield ofStack(`no function in ${region} hears ${topic}`);
        }
      }
    }
  },
};

function hasListener(graph: Graph, region: string, topic: string): boolean {
  return graph.all("sns.TopicSubscription").some(({ inputs }) => {
    if (inputs.protocol !== "lambda") return false;
    const endpoint = textAt(inputs, "endpoint");
    // In a preview an alias is not known yet.
    if (endpoint === undefined) return true;
    return inputs.topic === topic && endpoint.split(":")[3] === region;
  });
}

/** What a failover changes outside of Pulumi, and must therefore be left alone by the next `pulumi up`. */
const MOVED_BY_FAILOVER: readonly (readonly [string, string, (node: PolicyNode) => boolean])[] = [
  ["dynamodb.TableItem", "item", () => true],
  [
    "route53.Record",
    "weightedRoutingPolicies",
    ({ inputs }) => inputs.weightedRoutingPolicies !== undefined,
  ],
  ["ssm.Parameter", "value", ({ inputs }) => /\/shared\//.test(textAt(inputs, "name") ?? "")],
  [
    "rds.Cluster",
    "globalClusterIdentifier",
    ({ inputs }) => inputs.globalClusterIdentifier !== undefined,
  ],
  [
    "rds.Cluster",
    "replicationSourceIdentifier",
    ({ inputs }) => inputs.globalClusterIdentifier !== undefined,
  ],
];

/** A `pulumi up` in the night after a failover must not quietly fail back. */
export const deploymentNeverFailsBack: Rule = {
  name: "deployment-never-fails-back",
  description: "What a failover changes is ignored by later deployments",
  *check(graph) {
    for (const [kind, property, concerns] of MOVED_BY_FAILOVER) {
      for (const node of graph.all(kind).filter(concerns)) {
        if (!node.ignoreChanges.includes(property)) {
          yield of(node, `would set ${property} back after a failover`);
        }
      }
    }
  },
};

const LIMIT_SECONDS = 300;

/** The promise of the whole product, computed from what is declared. */
export const failoverFitsInFiveMinutes: Rule = {
  name: "failover-fits-in-five-minutes",
  description: "Declared intervals, lifetimes and deadlines add up to at most five minutes",
  *check(graph) {
    const machines = graph.all("sfn.StateMachine");
    // In a preview the workflow is not known yet; the configuration is judged before anything is declared.
    if (machines.some(({ inputs }) => !isKnown(inputs.definition) || containsUnknown(inputs)))
      return;
    if (machines.length === 0 && graph.regions().length < 2) return;
    const { wholeSeconds } = failoverBudget(graph.nodes);
    if (wholeSeconds > LIMIT_SECONDS) yield ofStack(`a failover takes up to ${wholeSeconds} s`);
  },
};

/** All states of a definition by name, those of branches included. */
function statesOf(definition: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, state] of Object.entries(valueAt(definition, "States") ?? {})) {
    found.set(name, state);
    const branches = valueAt(state, "Branches");
    for (const branch of Array.isArray(branches) ? branches : []) {
      for (const [inner, innerState] of statesOf(branch)) found.set(inner, innerState);
    }
  }
  return found;
}

/** A failure inside a branch reaches the catch of the state around it. */
function isInsideCaught(definition: unknown, name: string): boolean {
  for (const state of statesOf(definition).values()) {
    const branches = valueAt(state, "Branches");
    if (!Array.isArray(branches) || valueAt(state, "Catch") === undefined) continue;
    if (branches.some((branch) => statesOf(branch).has(name))) return true;
  }
  return false;
}
