import { expect } from "chai";
import type { PaymentEvent } from "../../functions/core/payment-event";
import { notify } from "../../functions/notify";
import { paymentEventOf } from "./payment-events";
import { recordingPorts, scriptedRemote, serviceError } from "./recording-ports";

const limits = { currencies: ["USD", "JPY"], below: "100000.00", alertAbove: "10000.00" };

function world(answer: Parameters<typeof scriptedRemote>[0] = () => ({})) {
  const ports = recordingPorts();
  const sns = scriptedRemote(answer);
  const handle = notify({ ...ports, sns, alertsTopicArn: "arn:alerts", limits });
  const tell = (changes: Partial<PaymentEvent>) => handle(JSON.stringify(paymentEventOf(changes)));
  return { ports, sns, handle, tell };
}

describe("the operators", () => {
  const cases: [string, Partial<PaymentEvent>, string[] | undefined][] = [
    ["nothing of an ordinary payment", {}, undefined],
    ["nothing of a payment of exactly the bound", { amount_minor: "1000000" }, undefined],
    ["of a payment one cent above the bound", { amount_minor: "1000001" }, ["high-value"]],
    [
      "nothing of yen that only look like more",
      { currency: "JPY", amount_minor: "10000" },
      undefined,
    ],
    ["of yen above the bound", { currency: "JPY", amount_minor: "10001" }, ["high-value"]],
    [
      "of a currency that nobody can convert",
      { currency: "XXX", amount_minor: "1" },
      ["high-value"],
    ],
    ["nothing of a bank's refusal", { kind: "declined" }, undefined],
    [
      "of a large payment that a bank refused",
      { kind: "declined", amount_minor: "1000001" },
      ["high-value"],
    ],
    ["of a failed payment", { kind: "failed" }, ["failed"]],
    ["of a payment in doubt", { kind: "in_doubt" }, ["in-doubt"]],
    ["of both", { kind: "in_doubt", amount_minor: "1000001" }, ["in-doubt", "high-value"]],
  ];
  for (const [title, changes, reasons] of cases) {
    it(`hear ${title}`, async () => {
      const { sns, tell } = world();
      await tell(changes);
      const told = sns.calls.map(({ input }) => JSON.parse(input.Message).reasons);
      expect(told).to.deep.equal(reasons ? [reasons] : []);
    });
  }

  it("learn which payment it is, and nothing about the customer", async () => {
    const { sns, tell } = world();
    await tell({ kind: "in_doubt", reason: "timeout", customer: "c-secret", method: "tok-secret" });
    const { input } = sns.calls[0] ?? { input: {} };
    expect(input.TopicArn).to.equal("arn:alerts");
    expect(input.Subject).to.equal("Payment in doubt: 123.45 USD");
    expect(JSON.parse(input.Message)).to.deep.include({
      type: "payment-alert",
      tenant: "shop",
      transaction_id: "t-1",
      amount: "123.45",
      reason: "timeout",
    });
    expect(JSON.stringify(input)).not.to.contain("secret");
    expect(input.MessageAttributes.type.StringValue).to.equal("payment-alert");
    expect(JSON.parse(input.MessageAttributes.reasons.StringValue)).to.deep.equal(["in-doubt"]);
  });

  it("are told nothing that the event does not say", async () => {
    const { sns, handle } = world();
    const { reference: _reference, ...bare } = paymentEventOf({ kind: "failed" });
    await handle(JSON.stringify(bare));
    expect(JSON.parse(sns.calls[0]?.input.Message)).not.to.have.any.keys("reference", "reason");
  });

  it("read a subject that SNS accepts, whatever the amount", async () => {
    const { sns, tell } = world();
    await tell({ kind: "failed", currency: "XXX", amount_minor: "9".repeat(18) });
    expect(sns.calls[0]?.input.Subject).to.match(/^[\x20-\x7e]{1,99}$/);
  });

  it("hear of it when the topic answers late", async () => {
    const { sns, tell, ports } = world((_operation, _input, call) => {
      if (call < 3) throw serviceError("Throttling");
      return {};
    });
    await tell({ kind: "failed" });
    expect(sns.calls).to.have.length(3);
    expect(ports.counted.get("AlertPaymentFailed")).to.equal(1);
  });

  it("hear of it later when the topic does not answer: the message comes again", async () => {
    const { tell } = world(() => {
      throw serviceError("InternalError");
    });
    const error = await tell({ kind: "failed" }).catch((reason: Error) => reason);
    expect(error).to.have.property("name", "InternalError");
  });

  it("are not bothered with a message that is no event: it goes to the dead letters", async () => {
    const { handle, sns } = world();
    const error = await handle("{}").catch((reason: Error) => reason);
    expect(error).to.have.property("name", "UnreadableEvent");
    expect(sns.calls).to.have.length(0);
  });
});
