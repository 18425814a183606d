import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { FunctionHost } from "../../../components/region/function-host";
import { PaymentFunction } from "../../../components/region/payment-function";
import { FUNCTIONS } from "../../../functions/core/function-catalogue";
import type { Archive, Asset } from "../../../local/program/wire-values";
import { sampleConfig } from "../sample-stack";
import { declareInPrimary, statementsOf } from "./region-of-test";

const ARN = "arn:aws";
const DEAD = `${ARN}:sqs:us-east-1:000000000000:payment-async-dlq-test-us-east-1`;
const ALERTS = `${ARN}:sns:us-east-1:000000000000:payment-alerts-test-us-east-1`;
const ATTACHED = { subnetIds: ["subnet-1", "subnet-2"], securityGroupId: "sg-1" };

interface Variant {
  readonly config?: Record<string, unknown>;
  readonly host?: Partial<FunctionHost>;
  readonly functionName?: "payment" | "detect" | "process";
}

const ENVIRONMENT = {
  TRANSACTIONS_TABLE: "payment-transactions-test",
  CONTROL_TABLE: "payment-control-test",
  PEER_REGION: "us-east-2",
  STATE_MACHINE_ARN: "arn",
  FAILOVER_POLICY: "{}",
  HEALTH_URLS: "{}",
  VANTAGE_FUNCTION_ARN: "arn",
  CONSISTENCY: "strong",
  EVENTS_TOPIC_ARN: "arn",
  PROCESSOR: "{}",
};

function declared({ config = {}, host = {}, functionName = "payment" }: Variant = {}) {
  return declareInPrimary(
    (context, opts) =>
      new PaymentFunction(
        "fn",
        {
          functionName,
          host: {
            context,
            config: sampleConfig(config),
            logsKeyArn: "arn:aws:kms:us-east-1:000000000000:key/logs",
            asyncDeadLettersArn: DEAD,
            alertsTopicArn: ALERTS,
            ...host,
          },
          environment: ENVIRONMENT,
          statements: [
            { purpose: "ShowAPayment", actions: ["dynamodb:GetItem"], resources: ["t"] },
          ],
        },
        opts,
      ),
  );
}

describe("PaymentFunction", () => {
  it("is built as the catalogue says", async () => {
    const { inputs } = (await declared()).named("fn-function");
    expect(inputs).to.include({
      name: "payment-payment-test-us-east-1",
      handler: "index.handler",
      runtime: "nodejs24.x",
      memorySize: FUNCTIONS.payment.memoryMb,
      timeout: FUNCTIONS.payment.timeoutSeconds,
      publish: true,
    });
    expect(inputs.architectures).to.deep.equal(["arm64"]);
    expect(inputs.tracingConfig).to.deep.equal({ mode: "Active" });
  });

  it("has no alarms of its own where one watches all functions", async () => {
    const { ofType } = await declared({ config: { alarms: { functions: "together" } } });
    expect(ofType("aws:cloudwatch/metricAlarm:MetricAlarm")).to.deep.equal([]);
  });

  it("reports to X-Ray what no API has decided upon only where that is wanted", async () => {
    const config = { tracing: { background: false } };
    const modeOf = async (variant: Variant) =>
      (await declared(variant)).named("fn-function").inputs.tracingConfig.mode;
    expect(await modeOf({ config, functionName: "process" })).to.equal("PassThrough");
    expect(await modeOf({ config, functionName: "payment" })).to.equal("Active");
    expect(await modeOf({ functionName: "process" })).to.equal("Active");
  });

  it("has as little memory as the configuration says where it mostly waits", async () => {
    const config = { functions: { detectMemoryMb: 128 } };
    const memoryOf = async (variant: Variant) =>
      (await declared(variant)).named("fn-function").inputs.memorySize;
    expect(await memoryOf({ config, functionName: "detect" })).to.equal(128);
    expect(await memoryOf({ functionName: "detect" })).to.equal(FUNCTIONS.detect.memoryMb);
    expect(await memoryOf({ config })).to.equal(FUNCTIONS.payment.memoryMb);
  });

  it("ships code that exports the handler it names", async () => {
    const { inputs } = (await declared()).named("fn-function");
    const { assets } = inputs.code as Archive;
    expect(Object.keys(assets)).to.deep.equal(["index.js"]);
    const module = { exports: {} as { handler?: unknown } };
    process.env.TRANSACTIONS_TABLE = "any";
    const code = readFileSync((assets["index.js"] as Asset).path ?? "", "utf8");
    new Function("module", "exports", "require", code)(module, module.exports, require);
    delete process.env.TRANSACTIONS_TABLE;
    expect(module.exports.handler).to.be.a("function");
  });

  it("gets exactly the environment that it reads", async () => {
    const { inputs } = (await declared()).named("fn-function");
    expect(inputs.environment.variables).to.deep.equal({
      TRANSACTIONS_TABLE: "payment-transactions-test",
    });
  });

  it("fails the preview when it would lack a variable", async () => {
    const broken = declareInPrimary(
      (context, opts) =>
        new PaymentFunction(
          "fn",
          {
            functionName: "validate",
            host: { context, config: sampleConfig() },
            environment: { QUEUE_URL: "q" },
            statements: [],
          },
          opts,
        ),
    );
    await broken.then(
      () => expect.fail("nothing was refused"),
      (error) =>
        expect(String(error)).to.match(/function validate no TRANSACTIONS_TABLE, PAYMENT_LIMITS/),
    );
  });

  it("may do what its handler does, write its log, record traces and keep what failed", async () => {
    const { named } = await declared();
    const statements = statementsOf(named("fn-policy"));
    expect(statements.map(({ Sid }) => Sid)).to.deep.equal([
      "ShowAPayment",
      "WriteItsLog",
      "RecordTraces",
      "KeepEventsThatFailed",
    ]);
    const log = statements.find(({ Sid }) => Sid === "WriteItsLog");
    expect(log?.Resource).to.deep.equal([
      "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/payment-payment-test-us-east-1:*",
    ]);
  });

  it("keeps an encrypted log for as long as configured", async () => {
    const { inputs } = (await declared({ config: { functions: { logDays: 90 } } })).named("fn-log");
    expect(inputs.retentionInDays).to.equal(90);
    expect(inputs.kmsKeyId).to.match(/key\/logs$/);
  });

  it("reserves concurrency by the declared load, or not at all", async () => {
    const { inputs } = (await declared()).named("fn-function");
    expect(inputs.reservedConcurrentExecutions).to.equal(10);
    const free = await declared({ config: { functions: { reserved: false } } });
    expect(free.named("fn-function").inputs).not.to.have.property("reservedConcurrentExecutions");
  });

  it("leaves events that failed three times in the region's dead letters", async () => {
    const { inputs } = (await declared()).named("fn-failures");
    expect(inputs).to.include({ qualifier: "live", maximumRetryAttempts: 2 });
    expect(inputs.destinationConfig).to.deep.equal({ onFailure: { destination: DEAD } });
  });

  it("tells people about errors and, where load drives it, about throttling", async () => {
    const { ofType } = await declared({ functionName: "process" });
    const alarms = ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(alarms.map(({ inputs }) => inputs.metricName)).to.deep.equal(["Errors", "Throttles"]);
    for (const { inputs } of alarms) {
      expect(inputs.dimensions).to.deep.equal({ FunctionName: "payment-process-test-us-east-1" });
      expect(inputs.alarmActions).to.deep.equal([ALERTS]);
    }
  });

  it("runs in the private network exactly where that leads to what it needs", async () => {
    const inNetwork = async (egress: string, functionName: Variant["functionName"]) => {
      const network = {
        egress,
        ...(egress === "none" ? { reason: "no network in this test" } : {}),
      };
      const found = await declared({
        config: { network },
        host: { attachment: ATTACHED },
        functionName,
      });
      return found.named("fn-function").inputs.vpcConfig !== undefined;
    };
    expect(await inNetwork("endpoints", "payment")).to.equal(true);
    expect(await inNetwork("endpoints", "detect"), "it asks public names").to.equal(false);
    expect(await inNetwork("endpoints", "process"), "the sandbox needs nobody").to.equal(true);
    expect(await inNetwork("nat-single", "detect")).to.equal(true);
    expect(await inNetwork("none", "payment")).to.equal(false);
  });

  it("has the permissions that a network asks for before Lambda creates it", async () => {
    const { named } = await declared({ host: { attachment: ATTACHED } });
    const attach = statementsOf(named("fn-policy")).find(({ Sid }) => Sid === "AttachToTheNetwork");
    expect(attach?.Resource).to.deep.equal(["arn:aws:ec2:us-east-1:000000000000:*/*"]);
  });
});

describe("releases of a function", () => {
  it("go live at once by default", async () => {
    const { inputs } = (await declared()).named("fn-live");
    expect(inputs).to.deep.include({ name: "live", functionVersion: "1" });
    expect(inputs).not.to.have.property("routingConfig");
  });

  it("give a new version a share of the traffic beside a stable one", async () => {
    const functions = { canary: "alias", canaryWeight: 0.2, stableVersions: { payment: 7 } };
    const { inputs } = (await declared({ config: { functions } })).named("fn-live");
    expect(inputs.functionVersion).to.equal("7");
    expect(inputs.routingConfig).to.deep.equal({ additionalVersionWeights: { "1": 0.2 } });
  });

  it("are shifted by CodeDeploy and rolled back when the function fails", async () => {
    const { inputs } = (
      await declared({
        config: { functions: { canary: "codedeploy" } },
        host: { releases: { name: "payment-releases", roleArn: "arn:aws:iam::1:role/releases" } },
      })
    ).named("fn-release-group");
    expect(inputs.deploymentConfigName).to.equal("CodeDeployDefault.LambdaCanary10Percent5Minutes");
    expect(inputs.alarmConfiguration).to.deep.equal({
      enabled: true,
      alarms: ["payment-payment-errors-test-us-east-1"],
    });
    expect(inputs.autoRollbackConfiguration.events).to.include("DEPLOYMENT_STOP_ON_ALARM");
  });

  it("keep environments standing only for functions that a client waits for", async () => {
    const config = { functions: { provisionedConcurrency: 5 } };
    const { inputs } = (await declared({ config })).named("fn-standing");
    expect(inputs).to.include({ qualifier: "live", provisionedConcurrentExecutions: 5 });
    const detect = await declared({ config, functionName: "detect" });
    const type = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
    expect(detect.ofType(type)).to.deep.equal([]);
  });
});
