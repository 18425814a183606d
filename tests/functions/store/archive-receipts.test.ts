import { expect } from "chai";
import { s3 } from "../../../functions/adapters/s3";
import { s3Reader } from "../../../functions/adapters/s3-reader";
import { archive } from "../../../functions/archive";
import { archiveReceipts, READABLE_DAYS } from "../../../functions/store/archive-receipts";
import { AwsError } from "../../../local/engine/aws-error";
import { type AttachedClients, attachments } from "../../local/wire/clients";
import { RecordingCloud } from "../../local/wire/recording-cloud";
import { paymentEventOf } from "../payment-events";
import { recordingPorts } from "../recording-ports";

const ACCEPTED_MS = Date.UTC(2030, 0, 2, 3, 4, 5);
const DAY_MS = 86_400_000;

/** What `archive` wrote is what is read back, both through real S3 clients. */
describe("the receipts in the archive", () => {
  let cloud: RecordingCloud;
  let attached: AttachedClients;
  const objects = new Map<string, Uint8Array>();

  beforeEach(async () => {
    objects.clear();
    cloud = new RecordingCloud();
    attached = await (attachments["in process"] ?? missing)(cloud);
    cloud.on("s3:PutObject", ({ Key, Body }) => {
      objects.set(String(Key), Body as Uint8Array);
      return {};
    });
    cloud.on("s3:GetObject", ({ Key }) => ({ Body: objects.get(String(Key)) }));
    cloud.on("s3:ListObjectsV2", ({ Prefix, ContinuationToken }) => {
      const keys = [...objects.keys()].filter((key) => key.startsWith(String(Prefix))).sort();
      const from = Number(ContinuationToken ?? 0);
      const more = from + 1 < keys.length;
      return {
        Contents: keys.slice(from, from + 1).map((Key) => ({ Key })),
        IsTruncated: more,
        ...(more ? { NextContinuationToken: String(from + 1) } : {}),
      };
    });
  });
  afterEach(() => attached.close());

  const config = () => ({ ...attached.config, forcePathStyle: true }) as never;

  async function keep(id: string, more: object = {}): Promise<void> {
    const ports = { ...recordingPorts(), s3: s3(config()) };
    const event = paymentEventOf({ transaction_id: id, ...more });
    const handle = archive({ ...ports, archiveBucket: "audit", archiveKeyArn: "arn:key" });
    await handle([{ messageId: id, body: JSON.stringify(event) }]);
  }

  const opened = (untilMs = 10_000) =>
    archiveReceipts(
      { ...recordingPorts(), archive: s3Reader(config()), archiveBucket: "audit" },
      untilMs,
    );
  const payment = (id: string, createdMs = ACCEPTED_MS) => ({ key: `shop#${id}`, createdMs });

  it("are found by payment, over all objects of the day of acceptance", async () => {
    for (const id of ["a", "b", "c"]) await keep(id);
    await keep("declined", { kind: "declined" });
    const receipts = opened();
    for (const id of ["a", "b", "c"]) {
      expect(await receipts.holds(payment(id)), id).to.equal(true);
    }
    expect(await receipts.holds(payment("declined"))).to.equal(false);
    expect(await receipts.holds(payment("a", ACCEPTED_MS - DAY_MS)), "another day").to.equal(false);
    expect(receipts.isUnread()).to.equal(false);
  });

  it("of a day are read once, however many payments are asked about", async () => {
    await keep("a");
    const receipts = opened();
    await Promise.all(["a", "b", "c"].map((id) => receipts.holds(payment(id))));
    const read = cloud.calls.filter(({ operation }) => operation === "GetObject");
    expect(read).to.have.length(1);
  });

  it("are unknown when a part of the day cannot be read, or not in time", async () => {
    await keep("a");
    const late = opened(-1);
    expect(await late.holds(payment("a"))).to.equal("unknown");
    expect(late.isUnread()).to.equal(true);
    cloud.on("s3:GetObject", () => {
      throw new AwsError("AccessDenied", "", 403);
    });
    const refused = opened();
    expect(await refused.holds(payment("a"))).to.equal("unknown");
    expect(refused.isUnread()).to.equal(true);
  });

  it("are not asked for once they may have moved to cold storage", async () => {
    const old = payment("a", ACCEPTED_MS - (READABLE_DAYS + 1) * DAY_MS);
    expect(await opened().holds(old)).to.equal("not-asked");
    expect(cloud.calls).to.deep.equal([]);
  });
});

function missing(): never {
  throw new Error("there is no such attachment");
}
