import { expect } from "chai";
import { Topics, topicArn } from "../../../components/region/topics";
import { declareInPrimary, statementsOf } from "./region-of-test";

const KEY = "arn:aws:kms:us-east-1:000000000000:key/messages";

function declared(email?: string) {
  let foretold: string | undefined;
  const found = declareInPrimary((context, opts) => {
    topicArn("alerts", context).apply((arn) => {
      foretold = arn;
    });
    const deadLetterQueueArn = "arn:aws:sqs:us-east-1:000000000000:dead-letters";
    return new Topics("topics", { context, keyArn: KEY, email, deadLetterQueueArn }, opts);
  });
  return found.then((resources) => ({ ...resources, foretold }));
}

describe("Topics", () => {
  it("keep alerts and business events apart, both under a key that lets publishers in", async () => {
    const { ofType } = await declared();
    const topics = ofType("aws:sns/topic:Topic");
    expect(topics.map(({ inputs }) => inputs.name)).to.deep.equal([
      "payment-alerts-test-us-east-1",
      "payment-events-test-us-east-1",
    ]);
    for (const { inputs } of topics) expect(inputs.kmsMasterKeyId).to.equal(KEY);
  });

  it("let alarms of this account publish, and nothing without TLS", async () => {
    const { named } = await declared();
    const [tls, alarms] = statementsOf(named("topics-alerts-policy"));
    expect(tls?.Effect).to.equal("Deny");
    expect(alarms?.Principal).to.deep.equal({ Service: "cloudwatch.amazonaws.com" });
    expect(alarms?.Condition).to.deep.equal({
      StringEquals: { "aws:SourceAccount": "000000000000" },
    });
    expect(statementsOf(named("topics-events-policy"))).to.have.length(1);
  });

  it("have the ARN that was foretold", async () => {
    expect((await declared()).foretold).to.equal(
      "arn:aws:sns:us-east-1:000000000000:payment-alerts-test-us-east-1",
    );
  });

  it("send mail about alerts only when an address is configured", async () => {
    expect((await declared()).ofType("aws:sns/topicSubscription:TopicSubscription")).to.deep.equal(
      [],
    );
    const { named } = await declared("oncall@acme-pay.net");
    expect(named("topics-email").inputs).to.include({
      protocol: "email",
      endpoint: "oncall@acme-pay.net",
    });
  });
});
