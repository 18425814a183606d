import { expect } from "chai";
import { saveDetectStateInput } from "../../functions/core/detect-state";
import { type EvidenceDocument, isSealIntact } from "../../functions/core/evidence";
import type { WorkflowInput } from "../../functions/core/workflow";
import { evidence } from "../../functions/evidence";
import { fence } from "../../functions/fence";
import { FAILOVER, LOST } from "./core/failover-scene";
import { FailoverWorld, SECONDARY } from "./failover-world";
import { scriptedRemote, serviceError } from "./recording-ports";

const INPUT: WorkflowInput = { ...FAILOVER, epoch: 1 };
const EVENT = {
  input: INPUT,
  outcome: "succeeded",
  execution: "failover-to-us-east-2-epoch-2",
  startedAt: "2030-01-02T12:00:00.000Z",
  steps: [
    { name: "fence", at: "2030-01-02T12:00:02.000Z", result: { epoch: 2 } },
    { name: "shift-traffic", at: "2030-01-02T12:00:09.000Z", deferred: { Error: "Timeout" } },
  ],
};

async function world() {
  const scene = new FailoverWorld();
  const ports = scene.ports(SECONDARY);
  const state = {
    ticks: [{ atMs: 17, signals: LOST, standby: "good" as const }],
    heartbeat: undefined,
    goodSinceMs: undefined,
    freezeUntilMs: undefined,
    drillUntilMs: undefined,
  };
  await ports.dynamo.send("UpdateItem", saveDetectStateInput("control", SECONDARY, state));
  const s3 = scriptedRemote(() => ({}));
  const sns = scriptedRemote(() => ({}));
  const settings = { archiveBucket: "archive", archiveKeyArn: "key", alertsTopicArn: "alerts" };
  const run = (change: object = {}, other: object = {}) =>
    scene.finish(evidence({ ...ports, s3, sns, ...settings, ...other })({ ...EVENT, ...change }));
  const stored = () => JSON.parse(String(s3.calls.at(-1)?.input.Body ?? "{}")) as EvidenceDocument;
  return { scene, ports, s3, sns, run, stored };
}

const nameOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: Error) => error.name,
  );

describe("evidence", () => {
  it("stores a sealed document with what the detector saw", async () => {
    const { run, s3, stored } = await world();
    const receipt = await run();
    const { Body: _body, ...put } = s3.calls[0]?.input ?? {};
    expect(put).to.deep.include({ Bucket: "archive", SSEKMSKeyId: "key", IfNoneMatch: "*" });
    expect(put.Key).to.match(
      /^evidence\/failover\/2030\/01\/02\/failover-to-us-east-2-epoch-2-[0-9a-f]{16}\.json$/,
    );
    expect(receipt).to.include({ bucket: "archive", key: put.Key, outcome: "succeeded" });
    expect(isSealIntact(stored())).to.equal(true);
    expect(stored()).to.deep.include({
      observations: ["17 bbu g"],
      input: INPUT,
      hash: receipt.hash,
      finishedAt: "2030-01-02T12:00:00.000Z",
    });
  });

  it("tells people how it ended and what was deferred", async () => {
    const { run, sns } = await world();
    await run({ outcome: "failed", input: { ...INPUT, drill: true } });
    const { Subject, Message } = sns.calls[0]?.input ?? {};
    expect(Subject).to.equal("Drill: failover to us-east-2: failed");
    expect(JSON.parse(Message)).to.deep.include({
      kind: "move-ended",
      outcome: "failed",
      deferred: ["shift-traffic"],
    });
  });

  it("closes the record of a move that took authority, and makes none where none was taken", async () => {
    const { run, scene, ports } = await world();
    await run({ outcome: "refused" });
    expect(scene.controlItem("workflow#2")).to.equal(undefined);
    await scene.finish(fence(ports)({ input: INPUT, execution: EVENT.execution }));
    await run();
    expect(scene.controlItem("workflow#2")).to.deep.include({ outcome: { S: "succeeded" } });
  });

  it("of an old order that fenced nothing leaves the record of the move alone", async () => {
    const { run, scene, ports, stored } = await world();
    await scene.finish(fence(ports)({ input: INPUT, execution: EVENT.execution }));
    await run();
    const record = scene.controlItem("workflow#2");
    const late = { outcome: "refused", execution: "failover-to-us-east-2-epoch-2-attempt-2" };
    await run(late);
    expect(stored(), "it still is evidence of its own").to.include(late);
    expect(scene.controlItem("workflow#2")).to.deep.equal(record);
  });

  it("closes the record for a workflow that did not say its name when it fenced", async () => {
    const { run, scene, ports } = await world();
    await scene.finish(fence(ports)({ input: INPUT }));
    await run();
    expect(scene.controlItem("workflow#2")).to.deep.include({ outcome: { S: "succeeded" } });
  });

  it("is still written when the detector's ticks cannot be read", async () => {
    const { run, ports, stored } = await world();
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) =>
        operation === "GetItem"
          ? Promise.reject(serviceError("InternalServerError"))
          : ports.dynamo.send(operation, input),
    };
    await run({}, { dynamo });
    expect(stored().observations).to.deep.equal(["not readable: InternalServerError"]);
  });

  it("throws when it cannot be stored, told or recorded, and on an unknown outcome", async () => {
    const { run, ports } = await world();
    const failing = scriptedRemote(() => {
      throw serviceError("AccessDenied");
    });
    expect(await nameOf(run({}, { s3: failing }))).to.equal("AccessDenied");
    expect(await nameOf(run({}, { sns: failing }))).to.equal("AccessDenied");
    const dynamo: typeof ports.dynamo = {
      send: (operation, input) =>
        operation === "UpdateItem"
          ? Promise.reject(serviceError("AccessDenied"))
          : ports.dynamo.send(operation, input),
    };
    expect(await nameOf(run({}, { dynamo }))).to.equal("AccessDenied");
    expect(await nameOf(run({ outcome: "fine" }))).to.equal("InvalidInput");
    expect(await nameOf(run({ steps: "none" }))).to.equal("InvalidInput");
  });

  it("says what it was not told", async () => {
    const { run, stored } = await world();
    await run({ execution: undefined, startedAt: undefined });
    expect(stored()).to.include({ execution: "unknown", startedAt: "unknown" });
  });
});
