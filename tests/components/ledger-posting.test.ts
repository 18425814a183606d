import { expect } from "chai";
import { wholeProgram } from "./whole-program";

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

/** The region in an ARN. */
const regionIn = (arn: unknown) => String(arn).split(":")[3];

async function ledgerQueueOf(region: string) {
  const { nodes } = await wholeProgram("prod");
  const queue = nodes.find(
    ({ type, inputs, region: home }) =>
      type === "aws:sqs/queue:Queue" &&
      home === region &&
      /payment-ledger-queue/.test(String(inputs.name)),
  );
  if (!queue) throw new Error(`the ledger has no queue in ${region}`);
  const feeding = nodes.filter(
    ({ type, inputs }) => type === SUBSCRIPTION && inputs.endpoint === queue.outputs.arn,
  );
  const policy = nodes.find(
    ({ type, inputs }) =>
      type === "aws:sqs/queuePolicy:QueuePolicy" && inputs.queueUrl === queue.outputs.url,
  );
  return { queue, feeding, policy };
}

for (const region of ["us-east-1", "us-east-2"]) {
  describe(`The ledger's queue in ${region}`, () => {
    it("hears the events of both regions, each through a subscription beside its topic", async () => {
      const { feeding } = await ledgerQueueOf(region);
      const sources = feeding.map((node) => [regionIn(node.inputs.topic), node.region]);
      expect(sources).to.have.deep.members([
        ["us-east-1", "us-east-1"],
        ["us-east-2", "us-east-2"],
      ]);
    });

    it("lets in exactly these two topics", async () => {
      const { feeding, policy } = await ledgerQueueOf(region);
      const { Statement } = JSON.parse(String(policy?.inputs.policy));
      const allowed = Statement.find(({ Sid }: { Sid: string }) => Sid === "TopicsDeliver");
      expect(allowed.Condition.ArnEquals["aws:SourceArn"]).to.have.members(
        feeding.map(({ inputs }) => inputs.topic),
      );
    });

    it("gets events bare, and what cannot be delivered stays in the region it came from", async () => {
      const { feeding } = await ledgerQueueOf(region);
      for (const { inputs } of feeding) {
        expect(inputs.rawMessageDelivery).to.equal(true);
        const { deadLetterTargetArn } = JSON.parse(String(inputs.redrivePolicy));
        expect(regionIn(deadLetterTargetArn)).to.equal(regionIn(inputs.topic));
      }
    });
  });
}
