import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { QueueJournal } from "../../../local/cloud/queue-journal";
import { Random } from "../../../local/engine/random";
import { Sqs } from "../../../local/engine/sqs/sqs";
import { VirtualTimeline } from "../../../local/engine/timeline";

const region = "us-east-2";
const account = "111122223333";
const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/processing`;

describe("Queues that outlive their process", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "payments-journal-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A process of the region, which finds what the last one left. */
  function started() {
    const timeline = new VirtualTimeline(Date.UTC(2026, 0, 1));
    const sqs = new Sqs({ timeline, random: new Random("journal"), account });
    sqs.createQueue(region, { name: "processing" });
    const journal = new QueueJournal(sqs, join(folder, "queues.log"));
    const restored = journal.restore(region);
    const call = (operation: string, input: object) =>
      journal.call({ region }, operation, { QueueUrl, ...input });
    return {
      restored,
      send: (MessageBody: string) => call("SendMessage", { MessageBody }),
      async take(isDone: boolean): Promise<string[]> {
        const { Messages = [] } = (await call("ReceiveMessage", { MaxNumberOfMessages: 10 })) as {
          Messages?: { Body: string; ReceiptHandle: string }[];
        };
        await new Promise(setImmediate);
        for (const { ReceiptHandle } of isDone ? Messages : []) {
          call("DeleteMessage", { ReceiptHandle });
        }
        return Messages.map(({ Body }) => Body);
      },
    };
  }

  it("keep what was sent and not deleted", async () => {
    const before = started();
    before.send("done");
    expect(await before.take(true)).to.deep.equal(["done"]);
    before.send("taken");
    await before.take(false);
    before.send("waiting");
    const after = started();
    expect(after.restored).to.equal(2);
    expect((await after.take(true)).sort()).to.deep.equal(["taken", "waiting"]);
    expect(started().restored).to.equal(0);
  });

  it("keep as many copies as there were", async () => {
    const before = started();
    before.send("hint");
    before.send("hint");
    expect(started().restored).to.equal(2);
  });

  it("keep everything over several deaths in a row", () => {
    started().send("one");
    started().send("two");
    expect(started().restored).to.equal(2);
    expect(started().restored).to.equal(2);
  });

  it("forget the line in the middle of which the process died", () => {
    started().send("whole");
    appendFileSync(join(folder, "queues.log"), '["+","processing","ha');
    expect(started().restored).to.equal(1);
  });
});
