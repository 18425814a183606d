import { expect } from "chai";
import { queueHandler } from "../../../functions/runtime/queue-batch";
import { recordingPorts } from "../recording-ports";

const EVENT = {
  Records: ["good", "bad", "slow"].map((body) => ({ messageId: `m-${body}`, body })),
};

describe("a batch of messages", () => {
  it("names exactly the records that failed, so that only they come again", async () => {
    const ports = recordingPorts();
    const seen: string[] = [];
    const each = async (body: string) => {
      seen.push(body);
      if (body === "bad") throw new Error("no");
    };
    const result = await queueHandler({ each }, ports)(EVENT);
    expect(result).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "m-bad" }] });
    expect(seen).to.deep.equal(["good", "bad", "slow"]);
    expect(ports.counted.get("RecordFailed")).to.equal(1);
  });

  it("is deleted whole when every record is dealt with", async () => {
    const result = await queueHandler({ each: async () => undefined }, recordingPorts())(EVENT);
    expect(result).to.deep.equal({ batchItemFailures: [] });
  });

  it("works on all records at the same time: the slowest sets the pace", async () => {
    const waiting: (() => void)[] = [];
    const each = (body: string) =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (body === "slow") for (const one of waiting) one();
      });
    const result = await queueHandler({ each }, recordingPorts())(EVENT);
    expect(result.batchItemFailures).to.deep.equal([]);
  });

  it("hands a batch over whole where the work asks for it", async () => {
    const all = async (records: readonly { messageId: string }[]) => ({
      batchItemFailures: records.slice(1).map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    const result = await queueHandler({ all }, recordingPorts())(EVENT);
    expect(result.batchItemFailures).to.have.length(2);
  });
});
