import { expect } from "chai";
import { FailoverWorkflow, type FailoverWorkflowArgs } from "../../components/failover-workflow";
import { ROLES } from "../../components/per-role";
import { failoverDefinition } from "../../components/workflow/definition";
import { stateMachineArn } from "../../components/workflow/state-machine-name";
import { DATABASE_STEPS, WORKFLOW_STEPS } from "../../components/workflow/steps";
import { declare } from "../support/declare";
import { captureDeclared } from "../support/two-regions";
import { ALERTS, finder, twoContexts } from "./two-contexts";

const REGION = { primary: "us-east-1", secondary: "us-east-2" } as const;
const arnOf = (step: string, region: string) =>
  `arn:aws:lambda:${region}:000000000000:function:payment-${step}-test-${region}:live`;

function workflows(more: Partial<FailoverWorkflowArgs> = {}): FailoverWorkflow[] {
  const contexts = twoContexts();
  return ROLES.map((role) => {
    const context = contexts[role];
    const functionArns = Object.fromEntries(
      WORKFLOW_STEPS.map((step) => [step, arnOf(step, context.region)]),
    );
    return new FailoverWorkflow(
      `${role}-failover`,
      {
        context,
        functionArns,
        database: true,
        consistency: "strong",
        canaryShares: [],
        approvalTimeoutSeconds: 600,
        alertsTopicArn: ALERTS[role],
        logDays: 30,
        ...more,
      },
      { provider: context.provider },
    );
  });
}

const declared = async (more: Partial<FailoverWorkflowArgs> = {}) =>
  finder(await declare(() => workflows(more)));

describe("The failover workflow", () => {
  it("is the same machine in both regions, each with its own functions", async () => {
    const { named } = await declared();
    const definitions = ROLES.map((role) => {
      const machine = named(`${role}-failover-machine`);
      expect(machine.region).to.equal(REGION[role]);
      expect(machine.inputs).to.include({
        name: `payment-failover-test-${REGION[role]}`,
        type: "STANDARD",
      });
      const definition: string = machine.inputs.definition;
      expect(definition).to.not.contain(REGION[role === "primary" ? "secondary" : "primary"]);
      return definition.replaceAll(REGION[role], "REGION");
    });
    expect(definitions[0]).to.equal(definitions[1]);
    const arns = Object.fromEntries(WORKFLOW_STEPS.map((step) => [step, arnOf(step, "REGION")]));
    const expected = failoverDefinition({
      arns,
      database: true,
      consistency: "strong",
      canaryShares: [],
      approvalTimeoutSeconds: 600,
    });
    expect(JSON.parse(definitions[0] ?? "")).to.deep.equal(expected);
  });

  it("has the ARN that functions were told in advance", async () => {
    const { outputs, errors } = await captureDeclared(() => {
      const declaredArns = workflows().map(({ arn }) => arn);
      const contexts = twoContextsOf();
      return { declaredArns, toldArns: contexts.map(stateMachineArn) };
    });
    expect(errors).to.deep.equal([]);
    expect(outputs.declaredArns).to.deep.equal(outputs.toldArns);
  });

  it("logs every state without the data, which holds the approver's token", async () => {
    const { named } = await declared({ logKeyArn: "arn:aws:kms:us-east-1:000000000000:key/logs" });
    const { loggingConfiguration, tracingConfiguration } = named("primary-failover-machine").inputs;
    const log = named("primary-failover-log").inputs;
    expect(log).to.include({ retentionInDays: 30 });
    expect(log.kmsKeyId).to.contain("key/logs");
    expect(log.name).to.equal("/aws/vendedlogs/states/payment-failover-test-us-east-1");
    expect(loggingConfiguration).to.include({ level: "ALL", includeExecutionData: false });
    expect(loggingConfiguration.logDestination).to.match(/:log-group:.+payment-failover-.+:\*$/);
    expect(tracingConfiguration).to.deep.equal({ enabled: true });
  });

  it("may invoke its steps in its own region and nothing else", async () => {
    const { named } = await declared();
    const { Statement } = JSON.parse(named("secondary-failover-policy").inputs.policy);
    const [invoke, ...deliveries] = Statement;
    expect(invoke).to.deep.equal({
      Sid: "InvokeTheSteps",
      Effect: "Allow",
      Action: ["lambda:InvokeFunction"],
      Resource: WORKFLOW_STEPS.map((step) => arnOf(step, "us-east-2")),
    });
    for (const { Action } of deliveries) {
      for (const action of Action) expect(action).to.match(/^(logs|xray):/);
    }
    const trust = JSON.parse(named("secondary-failover-role").inputs.assumeRolePolicy);
    expect(trust.Statement[0].Principal).to.deep.equal({ Service: "states.amazonaws.com" });
    expect(trust.Statement[0].Condition.StringEquals).to.have.property("aws:SourceAccount");
  });

  it("tells people when an execution does not end well", async () => {
    const { ofType, named } = await declared();
    const alarms = ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(alarms.map(({ inputs }) => inputs.metricName).sort()).to.deep.equal([
      "ExecutionsAborted",
      "ExecutionsAborted",
      "ExecutionsFailed",
      "ExecutionsFailed",
      "ExecutionsTimedOut",
      "ExecutionsTimedOut",
    ]);
    const { inputs } = named("secondary-failover-failed");
    expect(inputs.alarmActions).to.deep.equal([ALERTS.secondary]);
    expect(inputs.dimensions.StateMachineArn).to.equal(
      "arn:aws:states:us-east-2:000000000000:stateMachine:payment-failover-test-us-east-2",
    );
  });

  it("leaves the database's functions out of a stack without a ledger", async () => {
    const { named } = await declared({ database: false });
    const { policy } = named("primary-failover-policy").inputs;
    const { definition } = named("primary-failover-machine").inputs;
    for (const step of DATABASE_STEPS) {
      expect(policy).to.not.contain(step);
      expect(definition).to.not.contain(step);
    }
  });

  it("refuses to be declared without one of its functions", async () => {
    const outcome = await declared({ functionArns: {} }).then(
      () => "declared",
      (error: Error) => error.message,
    );
    expect(outcome).to.contain("lacks the functions gates, assess");
  });
});

/** The same contexts, from providers of their own names. */
function twoContextsOf() {
  const accountId = "000000000000";
  return ROLES.map((role) => ({
    suffix: "test",
    region: REGION[role],
    peerRegion: "",
    primaryRegion: REGION.primary,
    role,
    accountId,
    provider: undefined as never,
  }));
}
