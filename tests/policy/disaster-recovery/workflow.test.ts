import { expect } from "chai";
import { failoverDefinition } from "../../../components/workflow/definition";
import {
  alarmsOfBothRegionsAreHeard,
  bothRegionsCanTakeOver,
  deploymentNeverFailsBack,
  failoverFitsInFiveMinutes,
  failoverNeedsNoControlPlane,
  stepsCallFunctionsThatExist,
  stepsFailLoudly,
} from "../../../policy/disaster-recovery/workflow";
import { Graph, type PolicyNode } from "../../../policy/graph";
import { UNKNOWN } from "../../../policy/values";
import { settingsOf } from "../../components/workflow/takeover-bench";
import { changed, resource, ruleCases } from "../rule-cases";

const ONE = "us-east-1";
const TWO = "us-east-2";
const arn = (name: string, region = ONE) => `arn:aws:lambda:${region}:1:function:${name}:live`;
const task = (name: string, region = ONE, more: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: arn(name, region) },
  TimeoutSeconds: 10,
  Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
  ...more,
});
const machineIn = (region: string, states: object = {}) =>
  resource(
    "sfn.StateMachine",
    `machine-${region}`,
    {
      definition: JSON.stringify({
        States: {
          Fence: task("fence", region),
          Verify: task("verify", region),
          Failed: { Type: "Fail" },
          ...states,
        },
      }),
    },
    { region },
  );
const apis = [ONE, TWO].map((region) => resource("apigateway.RestApi", region, {}, { region }));
const functions = ["fence", "verify"].map((name) => resource("lambda.Function", name, { name }));
const machines = [machineIn(ONE), machineIn(TWO)];

ruleCases(bothRegionsCanTakeOver, [...apis, ...machines], {
  "a workflow in the primary only": {
    graph: [...apis, machineIn(ONE)],
    says: "us-east-2 has no failover workflow",
  },
  "two different workflows": {
    graph: [...apis, machineIn(ONE), machineIn(TWO, { Verify: { Type: "Succeed" } })],
    says: "the two failover workflows differ",
  },
  "a step in the region that failed": {
    graph: [...apis, machineIn(ONE), machineIn(TWO, { Verify: task("verify", ONE) })],
    says: "machine-us-east-2 calls",
  },
});

ruleCases(stepsFailLoudly, [machineIn(ONE)], {
  "a step without a deadline": {
    graph: [machineIn(ONE, { Verify: task("verify", ONE, { TimeoutSeconds: undefined }) })],
    says: "lets Verify run for ever",
  },
  "a step whose failure is ignored": {
    graph: [machineIn(ONE, { Verify: task("verify", ONE, { Catch: undefined }) })],
    says: "ignores that Verify fails",
  },
  "a machine that always succeeds": {
    graph: [machineIn(ONE, { Failed: { Type: "Succeed" } })],
    says: "can never fail",
  },
  "a deadline missing inside a branch": {
    graph: [
      machineIn(ONE, {
        Both: {
          Type: "Parallel",
          Catch: [],
          Branches: [{ States: { Inner: task("x", ONE, { TimeoutSeconds: undefined }) } }],
        },
      }),
    ],
    says: "lets Inner run for ever",
  },
});
ruleCases(
  stepsFailLoudly,
  [
    machineIn(ONE, {
      Both: {
        Type: "Parallel",
        Catch: [],
        Branches: [{ States: { Inner: task("fence", ONE, { Catch: undefined }) } }],
      },
    }),
  ],
  {},
);

ruleCases(stepsCallFunctionsThatExist, [...functions, machineIn(ONE)], {
  "a step whose function nobody declares": {
    graph: [machineIn(ONE), ...functions.slice(1)],
    says: "function:fence:live, which nobody declares",
  },
  "one stub for all steps": {
    graph: [...functions, machineIn(ONE, { Verify: task("fence") })],
    says: "has no steps of its own",
  },
});

ruleCases(failoverNeedsNoControlPlane, [machineIn(ONE)], {
  "a step that changes Route 53": {
    graph: [
      machineIn(ONE, {
        Verify: task("x", ONE, {
          Resource: "arn:aws:states:::aws-sdk:route53:changeResourceRecordSets",
        }),
      }),
    ],
    says: "aws-sdk:route53",
  },
  "a step that creates something": {
    graph: [
      machineIn(ONE, {
        Verify: task("x", ONE, { Resource: "arn:aws:states:::aws-sdk:rds:createDBInstance" }),
      }),
    ],
    says: "createDBInstance",
  },
  "a step that is no function": {
    graph: [
      machineIn(ONE, { Verify: task("x", ONE, { Resource: "arn:aws:states:::sns:publish" }) }),
    ],
    says: "and not a function",
  },
});

const topic = (region: string) => `arn:aws:sns:${region}:1:alerts`;
const alarm = (region: string) =>
  resource(
    "cloudwatch.MetricAlarm",
    `alarm-${region}`,
    { alarmActions: [topic(region)] },
    { region },
  );
const hears = (listener: string, source: string) =>
  resource("sns.TopicSubscription", `${listener}-hears-${source}`, {
    topic: topic(source),
    protocol: "lambda",
    endpoint: arn("orchestrate", listener),
  });
const listening = [
  ...apis,
  alarm(ONE),
  alarm(TWO),
  hears(ONE, ONE),
  hears(ONE, TWO),
  hears(TWO, ONE),
  hears(TWO, TWO),
];

ruleCases(alarmsOfBothRegionsAreHeard, listening, {
  "a standby that is deaf to the primary": {
    graph: listening.filter(({ name }) => name !== "us-east-2-hears-us-east-1"),
    says: `no function in us-east-2 hears ${topic(ONE)}`,
  },
  "an e-mail instead of a function": {
    graph: listening.map((node) =>
      node.name === "us-east-2-hears-us-east-2" ? changed(node, { protocol: "email" }) : node,
    ),
    says: `no function in us-east-2 hears ${topic(TWO)}`,
  },
});

const moved = [
  resource("dynamodb.TableItem", "authority", {}, { ignoreChanges: ["item"] }),
  resource(
    "route53.Record",
    "weighted",
    { weightedRoutingPolicies: [{ weight: 0 }] },
    { ignoreChanges: ["weightedRoutingPolicies"] },
  ),
  resource("route53.Record", "own", { type: "A" }),
  resource(
    "ssm.Parameter",
    "epoch",
    { name: "/payments/dev/shared/epoch" },
    { ignoreChanges: ["value"] },
  ),
  resource("ssm.Parameter", "local", { name: "/payments/dev/local/url" }),
  resource(
    "rds.Cluster",
    "cluster",
    { globalClusterIdentifier: "ledger" },
    { ignoreChanges: ["globalClusterIdentifier", "replicationSourceIdentifier"] },
  ),
];

ruleCases(
  deploymentNeverFailsBack,
  moved,
  Object.fromEntries(
    [
      ["authority", "item"],
      ["weighted", "weightedRoutingPolicies"],
      ["epoch", "value"],
      ["cluster", "replicationSourceIdentifier"],
    ].map(([name, property]) => [
      `a deployment that sets ${property} of ${name} back`,
      {
        graph: moved.map((node) => (node.name === name ? { ...node, ignoreChanges: [] } : node)),
        says: `${name} would set ${property} back`,
      },
    ]),
  ),
);

const detector = (badTicks: number) =>
  resource("lambda.Function", "detect", {
    name: "payment-detect-test-us-east-2",
    timeout: 60,
    environment: {
      variables: { FAILOVER_POLICY: JSON.stringify({ mode: "auto", tickSeconds: 5, badTicks }) },
    },
  });
const check = (name: string, more: object) =>
  resource("route53.HealthCheck", name, {
    type: "HTTPS_STR_MATCH",
    requestInterval: 10,
    failureThreshold: 3,
    ...more,
  });
const timed = [
  ...apis,
  detector(3),
  check("endpoint", {}),
  check("latch", { invertHealthcheck: true }),
  resource("scheduler.Schedule", "tick", {
    name: "payment-detect-tick-test-us-east-2",
    scheduleExpression: "rate(1 minute)",
  }),
  resource("sfn.StateMachine", "real", {
    definition: JSON.stringify(failoverDefinition(settingsOf())),
  }),
];
const timedWith = (name: string, ...nodes: PolicyNode[]) => [
  ...timed.filter((node) => node.name !== name),
  ...nodes,
];

ruleCases(failoverFitsInFiveMinutes, timed, {
  "a detector that looks forty times": {
    graph: timedWith("detect", detector(40)),
    says: "a failover takes up to",
  },
});
ruleCases(
  failoverFitsInFiveMinutes,
  [...apis, changed(machineIn(ONE), { definition: UNKNOWN })],
  {},
);

it("failover-fits-in-five-minutes is an error, and not short, where a detector is missing", () => {
  const compute = () => [...failoverFitsInFiveMinutes.check(new Graph(timedWith("detect")))];
  expect(compute).to.throw("declares no function that detects");
});
