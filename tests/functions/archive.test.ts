import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { archive } from "../../functions/archive";
import type { PaymentEvent } from "../../functions/core/payment-event";
import { paymentEventOf } from "./payment-events";
import { recordingPorts, scriptedRemote, serviceError } from "./recording-ports";

/** A bucket that, like S3, refuses to write a key twice when it is asked to. */
function world(fault: (call: number) => void = () => undefined) {
  const objects = new Map<string, Uint8Array>();
  const ports = recordingPorts();
  const s3 = scriptedRemote((_operation, input, call) => {
    fault(call);
    if (input.IfNoneMatch === "*" && objects.has(input.Key))
      throw serviceError("PreconditionFailed");
    objects.set(input.Key, input.Body);
    return {};
  });
  const handle = archive({ ...ports, s3, archiveBucket: "audit", archiveKeyArn: "arn:key" });
  const keep = (...events: PaymentEvent[]) =>
    handle(events.map((event, n) => ({ messageId: `m-${n}`, body: JSON.stringify(event) })));
  const lines = (prefix: string) =>
    [...objects]
      .filter(([key]) => key.startsWith(prefix))
      .flatMap(([, body]) => gunzipSync(body).toString("utf8").trimEnd().split("\n"))
      .map((line) => JSON.parse(line));
  return { objects, ports, s3, handle, keep, lines };
}

const other = paymentEventOf({ transaction_id: "t-2", kind: "failed", reason: "gone" });

describe("the audit archive", () => {
  it("keeps every event of a batch in one object, and a receipt for each processed payment", async () => {
    const { keep, objects, lines } = world();
    expect(await keep(paymentEventOf(), other)).to.deep.equal({ batchItemFailures: [] });
    expect([...objects.keys()].map((key) => key.replace(/[0-9a-f]{64}/, "HASH"))).to.deep.equal([
      "audit/date=2030-01-02/HASH.ndjson.gz",
      "receipts/date=2030-01-02/HASH.ndjson.gz",
    ]);
    expect(lines("audit").map(({ event_id }) => event_id)).to.deep.equal([
      "shop#t-1#processed",
      "shop#t-2#failed",
    ]);
    expect(lines("receipts")).to.deep.equal([
      {
        event_id: "shop#t-1#processed",
        tenant: "shop",
        transaction_id: "t-1",
        amount: "123.45",
        currency: "USD",
        customer: "c-1",
        accepted_at: "2030-01-02T03:04:05.000Z",
        reference: "r-1",
      },
    ]);
  });

  it("keeps one object when the same batch comes again, in any order and with repetitions", async () => {
    const { keep, objects } = world();
    await keep(paymentEventOf(), other);
    const before = [...objects.keys()];
    expect(await keep(other, paymentEventOf(), other)).to.deep.equal({ batchItemFailures: [] });
    expect([...objects.keys()]).to.deep.equal(before);
  });

  it("does not care how the members of a message were ordered", async () => {
    const { handle, objects } = world();
    const event = paymentEventOf();
    const reversed = Object.fromEntries(Object.entries(event).reverse());
    await handle([{ messageId: "m", body: JSON.stringify(event) }]);
    await handle([{ messageId: "m", body: JSON.stringify(reversed) }]);
    expect(objects.size).to.equal(2);
  });

  it("puts events under the day of their payment, not of their delivery", async () => {
    const { keep, objects } = world();
    const late = paymentEventOf({
      kind: "failed",
      accepted_at: Date.UTC(2029, 11, 31, 23, 59, 59, 999),
    });
    await keep(paymentEventOf({ kind: "failed" }), late);
    const days = [...objects.keys()].map((key) => key.split("/")[1]);
    expect(days).to.deep.equal(["date=2029-12-31", "date=2030-01-02"]);
  });

  it("writes encrypted with the region's key, compressed, and only where nothing is", async () => {
    const { keep, s3 } = world();
    await keep(other);
    const { Key: _key, Body: _body, ...rest } = s3.calls[0]?.input ?? {};
    expect(rest).to.deep.equal({
      Bucket: "audit",
      IfNoneMatch: "*",
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: "arn:key",
      BucketKeyEnabled: true,
      ContentType: "application/x-ndjson",
      ContentEncoding: "gzip",
    });
  });

  it("recognises its own object when the reply was lost", async () => {
    let lost = false;
    const objects = new Map<string, unknown>();
    const s3 = scriptedRemote((_operation, input) => {
      if (objects.has(input.Key)) throw serviceError("PreconditionFailed");
      objects.set(input.Key, input.Body);
      if (!lost) {
        lost = true;
        throw serviceError("TimeoutError");
      }
      return {};
    });
    const handle = archive({ ...recordingPorts(), s3, archiveBucket: "audit", archiveKeyArn: "k" });
    const result = await handle([{ messageId: "m", body: JSON.stringify(other) }]);
    expect(result).to.deep.equal({ batchItemFailures: [] });
    expect(s3.calls).to.have.length(2);
    expect(objects.size).to.equal(1);
  });

  it("waits out two writers of the same object", async () => {
    const { keep, objects } = world((call) => {
      if (call === 1) throw serviceError("ConditionalRequestConflict");
    });
    await keep(other);
    expect(objects.size).to.equal(1);
  });

  it("takes the whole batch again when it cannot write", async () => {
    const { keep } = world(() => {
      throw serviceError("AccessDenied");
    });
    const error = await keep(paymentEventOf(), other).catch((reason: Error) => reason);
    expect(error).to.have.property("name", "AccessDenied");
  });

  it("keeps the others of a batch with a poisoned message", async () => {
    const { handle, lines } = world();
    const result = await handle([
      { messageId: "m-1", body: "poison" },
      { messageId: "m-2", body: JSON.stringify(other) },
    ]);
    expect(result).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "m-1" }] });
    expect(lines("audit")).to.have.length(1);
  });
});
