import { expect } from "chai";
import { DurableQueue, visibilityFor } from "../../../components/region/durable-queue";
import { topicArn } from "../../../components/region/topics";
import { declareInPrimary, statementsOf } from "./region-of-test";

const ALERTS = "arn:aws:sns:us-east-1:000000000000:payment-alerts-test-us-east-1";
const KEY = "arn:aws:kms:us-east-1:000000000000:key/messages";

function declared(withTopic = false) {
  return declareInPrimary(
    (context, opts) =>
      new DurableQueue(
        "queue",
        {
          context,
          purpose: "processing-queue",
          deadLettersPurpose: "dlq",
          visibilitySeconds: visibilityFor(60, 5),
          maxReceiveCount: 5,
          alertsTopicArn: ALERTS,
          ...(withTopic ? { topicArns: [topicArn("events", context)], keyArn: KEY } : {}),
        },
        opts,
      ),
  );
}

describe("DurableQueue", () => {
  it("has the names that the briefs give", async () => {
    const { named } = await declared();
    expect(named("queue-messages").inputs.name).to.equal("payment-processing-queue-test-us-east-1");
    expect(named("queue-dead-letters").inputs.name).to.equal("payment-dlq-test-us-east-1");
  });

  it("hides a message for six attempts of its consumer and the window of a batch", async () => {
    expect(visibilityFor(60, 5)).to.equal(365);
    expect((await declared()).named("queue-messages").inputs.visibilityTimeoutSeconds).to.equal(
      365,
    );
  });

  it("moves a message to the dead-letter queue after five deliveries and keeps it two weeks", async () => {
    const { named } = await declared();
    expect(JSON.parse(named("queue-messages").inputs.redrivePolicy)).to.deep.equal({
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:payment-dlq-test-us-east-1",
      maxReceiveCount: 5,
    });
    expect(named("queue-messages").inputs.messageRetentionSeconds).to.equal(4 * 86_400);
    expect(named("queue-dead-letters").inputs.messageRetentionSeconds).to.equal(14 * 86_400);
  });

  it("takes dead letters from its own queue only", async () => {
    const { inputs } = (await declared()).named("queue-redrive");
    expect(JSON.parse(inputs.redriveAllowPolicy)).to.deep.equal({
      redrivePermission: "byQueue",
      sourceQueueArns: [
        "arn:aws:sqs:us-east-1:000000000000:payment-processing-queue-test-us-east-1",
      ],
    });
  });

  it("tells people about the first dead letter", async () => {
    const { inputs } = (await declared()).named("queue-alarm-depth");
    expect(inputs.metricName).to.equal("ApproximateNumberOfMessagesVisible");
    expect(inputs.dimensions).to.deep.equal({ QueueName: "payment-dlq-test-us-east-1" });
    expect(inputs.threshold).to.equal(0);
    expect(inputs.alarmActions).to.deep.equal([ALERTS]);
  });

  it("speaks TLS only, and lets nobody in whom it was not told about", async () => {
    const { named } = await declared();
    for (const name of ["queue-messages-policy", "queue-dead-letters-policy"]) {
      const statements = statementsOf(named(name));
      expect(statements.map(({ Sid, Effect }) => [Sid, Effect])).to.deep.equal([
        ["RefusePlainText", "Deny"],
      ]);
      expect(statements[0]?.Condition).to.deep.equal({ Bool: { "aws:SecureTransport": "false" } });
    }
  });

  it("lets in exactly the topic that feeds it, with a key that lets topics in", async () => {
    const { named } = await declared(true);
    const delivery = statementsOf(named("queue-messages-policy")).find(
      ({ Sid }) => Sid === "TopicsDeliver",
    );
    expect(delivery?.Principal).to.deep.equal({ Service: "sns.amazonaws.com" });
    expect(delivery?.Condition?.ArnEquals?.["aws:SourceArn"]).to.deep.equal([
      "arn:aws:sns:us-east-1:000000000000:payment-events-test-us-east-1",
    ]);
    expect(named("queue-messages").inputs.kmsMasterKeyId).to.equal(KEY);
    expect(named("queue-dead-letters").inputs.kmsMasterKeyId).to.equal(KEY);
  });

  it("is encrypted by SQS itself where no service must be let in", async () => {
    const { named } = await declared();
    expect(named("queue-messages").inputs.sqsManagedSseEnabled).to.equal(true);
  });
});
