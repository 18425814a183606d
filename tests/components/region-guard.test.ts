import { expect } from "chai";
import { variablesOf, wholeProgram } from "./whole-program";

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

async function standby(overrides: readonly string[] = []) {
  const capture = await wholeProgram("dev", overrides);
  const named = (name: string) => {
    const found = capture.nodes.find((node) => node.name === `secondary-guard-${name}`);
    if (!found) throw new Error(`the guard of the standby declares no ${name}`);
    return found;
  };
  return { ...capture, named };
}

describe("RegionGuard", () => {
  it("hears the alarms of both regions, each through a topic that lives where the alarm does", async () => {
    const { named } = await standby();
    const own = named("topics-own-alerts");
    const peer = named("topics-peer-alerts");
    expect([own.region, peer.region]).to.deep.equal(["us-east-2", "us-east-1"]);
    expect(peer.inputs.topic).to.match(/:us-east-1:\d+:payment-alerts-dev-us-east-1$/);
    for (const { inputs } of [own, peer]) {
      expect(inputs.endpoint).to.match(
        /:us-east-2:\d+:function:payment-orchestrate-dev-us-east-2:live$/,
      );
    }
  });

  it("lets exactly these two topics start the orchestrator", async () => {
    const { nodes } = await standby();
    const permissions = nodes.filter(
      ({ type, inputs }) =>
        type === "aws:lambda/permission:Permission" &&
        inputs.function === "payment-orchestrate-dev-us-east-2",
    );
    expect(permissions.map(({ inputs }) => [inputs.principal, inputs.qualifier])).to.deep.equal([
      ["sns.amazonaws.com", "live"],
      ["sns.amazonaws.com", "live"],
    ]);
    expect(permissions.map(({ inputs }) => String(inputs.sourceArn).split(":")[3])).to.have.members(
      ["us-east-1", "us-east-2"],
    );
  });

  it("sends business events to the other region's observer queue, never the other way to consumers", async () => {
    const { nodes } = await standby();
    const toQueues = nodes.filter(
      ({ type, inputs }) => type === SUBSCRIPTION && inputs.protocol === "sqs",
    );
    const crossing = toQueues.filter(
      ({ inputs }) => String(inputs.topic).split(":")[3] !== String(inputs.endpoint).split(":")[3],
    );
    expect(crossing.map(({ inputs }) => String(inputs.endpoint).split(":").pop())).to.have.members([
      "payment-observer-queue-dev-us-east-1",
      "payment-observer-queue-dev-us-east-2",
    ]);
    for (const { inputs, name } of toQueues) {
      expect(inputs.rawMessageDelivery, name).to.equal(true);
      expect(JSON.parse(String(inputs.redrivePolicy)).deadLetterTargetArn, name).to.include(
        "payment-async-dlq",
      );
    }
  });

  it("ticks every minute where nothing else would notice a disaster", async () => {
    const { named } = await standby();
    const { inputs } = named("clock-detect-tick");
    expect(inputs.scheduleExpression).to.equal("rate(1 minute)");
    const target = inputs.target as Record<string, unknown>;
    expect(target.arn).to.match(/function:payment-detect-dev-us-east-2:live$/);
    expect(target.deadLetterConfig).to.have.property("arn").that.includes("payment-async-dlq");
  });

  it("knows both regions by their own names, and the workflow before it exists", async () => {
    const capture = await standby();
    const environment = variablesOf(capture, "secondary-guard-detect-function");
    const urls = JSON.parse(environment.HEALTH_URLS ?? "");
    expect(Object.keys(urls)).to.deep.equal(["us-east-1", "us-east-2"]);
    for (const [region, url] of Object.entries(urls)) {
      expect(url).to.match(new RegExp(`^https://[a-z0-9]+\\.execute-api\\.${region}\\..*/prod$`));
    }
    const machine = capture.nodes.find(
      ({ type, region }) => type === "aws:sfn/stateMachine:StateMachine" && region === "us-east-2",
    );
    expect(environment.STATE_MACHINE_ARN).to.equal(machine?.outputs.arn);
  });

  it("copies only shared parameters, and only when they were written", async () => {
    const { named } = await standby();
    const pattern = JSON.parse(String(named("parameter-changes").inputs.eventPattern));
    expect(pattern.detail).to.deep.equal({
      operation: ["Create", "Update"],
      name: [{ prefix: "/payments/dev/shared/" }],
    });
  });

  it("asks a vantage point in a third region", async () => {
    const { nodes } = await standby();
    const probe = nodes.find(({ name }) => name === "vantage-probe-function");
    expect(probe?.region).to.equal("us-west-2");
    expect(probe?.inputs).not.to.have.property("vpcConfig");
  });

  it("has every function that the workflow invokes", async () => {
    const { nodes } = await standby();
    const machine = nodes.find(({ name }) => name === "secondary-failover-machine");
    const arns = [
      ...String(machine?.inputs.definition).matchAll(/function:(payment-[a-z-]+)-dev-/g),
    ];
    const declared = nodes
      .filter(({ type, region }) => type.endsWith(":Function") && region === "us-east-2")
      .map(({ inputs }) => String(inputs.name).replace("-dev-us-east-2", ""));
    expect(arns.length).to.be.above(10);
    for (const [, name] of arns) expect(declared).to.include(name);
  });
});

describe("the standby", () => {
  it("never falls asleep: every function of both regions is called several times a day", async () => {
    const { nodes } = await wholeProgram("prod");
    const warmed = nodes
      .filter(
        ({ type, inputs }) =>
          type === "aws:scheduler/schedule:Schedule" &&
          (inputs.target as { input: string }).input === '{"warmUp":true}',
      )
      .map(({ inputs }) => (inputs.target as { arn: string }).arn);
    const functions = nodes
      .filter(({ type, region }) => type.endsWith(":Function") && region !== "us-west-2")
      .map(({ outputs }) => `${outputs.arn}:live`);
    expect(functions.length).to.be.above(50);
    expect(warmed).to.have.members(functions);
  });

  it("has a dashboard that shows both regions and what Route 53 sees", async () => {
    const { nodes } = await wholeProgram("prod");
    const board = nodes.find(({ name }) => name === "secondary-guard-dashboard-board");
    expect(board?.inputs.dashboardName).to.equal("payment-dashboard-prod-us-east-2");
    const { widgets } = JSON.parse(String(board?.inputs.dashboardBody));
    const regions = widgets.map(
      ({ properties }: { properties: { region: string } }) => properties.region,
    );
    expect(regions.filter((region: string) => region === "us-east-2").length).to.be.above(5);
    expect(regions.filter((region: string) => region === "us-east-1").length).to.be.above(5);
    const text = JSON.stringify(widgets);
    expect(text)
      .to.match(/HealthCheckStatus/)
      .and.to.match(/AuroraGlobalDBReplicationLag/);
    const seen = widgets.find(({ properties }: { properties: { metrics: unknown[][] } }) =>
      properties.metrics.some(([namespace]) => namespace === "AWS/Route53"),
    );
    expect(seen.properties.region, "Route 53 has metrics nowhere else").to.equal("us-east-1");
  });
});
