import { expect } from "chai";
import type { DnsRecords } from "../../functions/core/settings";
import { publishParameters } from "../../functions/publish-parameters";
import { shiftTraffic } from "../../functions/shift-traffic";
import { syncParameters } from "../../functions/sync-parameters";
import { FAILOVER } from "./core/failover-scene";
import { recordingPorts, scriptedRemote, serviceError } from "./recording-ports";

const RECORDS: DnsRecords = {
  kind: "weighted",
  zoneId: "Z1",
  name: "api.pay.test",
  types: ["CNAME"],
  setIdentifiers: { "us-east-1": "primary", "us-east-2": "secondary" },
};
const ports = () => ({ ...recordingPorts(), region: "us-east-2" });
const nameOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: Error) => error.name,
  );

describe("shift-traffic", () => {
  function zone(weights: readonly [number, number]) {
    const listed = weights.map((Weight, index) => ({
      Name: "api.pay.test.",
      Type: "CNAME",
      SetIdentifier: ["primary", "secondary"][index],
      Weight,
      TTL: 10,
    }));
    const route53 = scriptedRemote((operation) =>
      operation === "ListResourceRecordSets" ? { ResourceRecordSets: listed } : {},
    );
    const run = (event: object = {}, records: DnsRecords = RECORDS) =>
      shiftTraffic({ ...ports(), route53, records })({ input: FAILOVER, ...event });
    return { route53, run };
  }

  it("gives the region that took over all the weight in one change", async () => {
    const { route53, run } = zone([100, 0]);
    expect(await run()).to.deep.equal({ changed: true, share: 100 });
    expect(route53.calls.map(({ operation }) => operation)).to.deep.equal([
      "ListResourceRecordSets",
      "ChangeResourceRecordSets",
    ]);
    const { HostedZoneId, ChangeBatch } = route53.calls[1]?.input ?? {};
    expect(HostedZoneId).to.equal("Z1");
    expect(
      ChangeBatch.Changes.map((change: { ResourceRecordSet: { Weight: number; TTL: number } }) => [
        change.ResourceRecordSet.Weight,
        change.ResourceRecordSet.TTL,
      ]),
    ).to.deep.equal([
      [0, 10],
      [100, 10],
    ]);
  });

  it("moves a share at a time, and nothing that is already there", async () => {
    const { route53, run } = zone([90, 10]);
    expect(await run({ share: 10 })).to.deep.equal({ changed: false, share: 10 });
    expect(route53.calls).to.have.length(1);
    expect(await run({ share: 50 })).to.deep.equal({ changed: true, share: 50 });
  });

  it("has nothing to do where health checks alone route", async () => {
    const { route53, run } = zone([0, 0]);
    expect(await run({}, { kind: "none" })).to.deep.equal({ changed: false, share: 100 });
    expect(await run({}, { ...RECORDS, kind: "failover" })).to.include({ changed: false });
    expect(route53.calls).to.deep.equal([]);
  });

  it("refuses a share that is none, and passes errors on", async () => {
    for (const share of [0, 101, 1.5, "50"]) {
      expect(await nameOf(zone([100, 0]).run({ share }))).to.equal("InvalidInput");
    }
    const route53 = scriptedRemote((operation) => {
      if (operation === "ListResourceRecordSets") return {};
      throw serviceError("PriorRequestNotComplete");
    });
    const run = shiftTraffic({ ...ports(), route53, records: RECORDS });
    expect(await nameOf(run({ input: FAILOVER }))).to.equal("Error");
  });
});

describe("publish-parameters", () => {
  it("names the active region and its epoch", async () => {
    const ssm = scriptedRemote(() => ({}));
    const run = publishParameters({ ...ports(), ssm, sharedParametersPath: "/p/shared" });
    expect(await run({ input: FAILOVER })).to.deep.equal({
      published: ["/p/shared/active-region", "/p/shared/epoch"],
    });
    expect(ssm.calls.map(({ input }) => [input.Name, input.Value, input.Overwrite])).to.deep.equal([
      ["/p/shared/active-region", "us-east-2", true],
      ["/p/shared/epoch", "4", true],
    ]);
  });

  it("fails when it cannot write", async () => {
    const ssm = scriptedRemote(() => {
      throw serviceError("AccessDeniedException");
    });
    const run = publishParameters({ ...ports(), ssm, sharedParametersPath: "/p" });
    expect(await nameOf(run({ input: FAILOVER }))).to.equal("AccessDeniedException");
  });
});

describe("sync-parameters", () => {
  interface Stored {
    readonly Value: string;
    readonly Type: string;
    readonly LastModifiedDate: Date;
  }

  function store(...entries: [string, string, number, string?][]) {
    const held = new Map<string, Stored>(
      entries.map(([name, Value, ms, Type = "String"]) => {
        return [name, { Value, Type, LastModifiedDate: new Date(ms) }];
      }),
    );
    const ssm = scriptedRemote((operation, input) => {
      if (operation === "PutParameter") {
        held.set(input.Name, { ...input, LastModifiedDate: new Date(99) });
        return {};
      }
      const Parameter = held.get(input.Name);
      if (!Parameter) throw serviceError("ParameterNotFound");
      return { Parameter };
    });
    return { held, ssm };
  }

  const NAME = "/p/shared/flag";
  const puts = (remote: ReturnType<typeof scriptedRemote>) =>
    remote.calls.filter(({ operation }) => operation === "PutParameter").map(({ input }) => input);

  function world(own: ReturnType<typeof store>, peer: ReturnType<typeof store>, keys = {}) {
    const handle = syncParameters({
      ...ports(),
      ssm: own.ssm,
      peerSsm: peer.ssm,
      peerRegion: "us-east-1",
      sharedParametersPath: "/p/shared",
      sharedKeyArns: { "us-east-1": "key-of-peer", "us-east-2": "key-of-own", ...keys },
    });
    return (operation = "Update", name = NAME) => handle({ detail: { name, operation } });
  }

  it("copies a change to the other region and lets its echo end there", async () => {
    const own = store([NAME, "on", 5]);
    const peer = store();
    expect(await world(own, peer)()).to.deep.equal({ action: "copied" });
    expect(puts(peer.ssm)).to.deep.equal([
      { Name: NAME, Value: "on", Type: "String", Overwrite: true },
    ]);
    expect(await world(peer, own)("Create")).to.deep.equal({ action: "same" });
    expect(puts(own.ssm)).to.deep.equal([]);
  });

  it("never overwrites a later change of the other region", async () => {
    const peer = store([NAME, "off", 6]);
    expect(await world(store([NAME, "on", 5]), peer)()).to.deep.equal({ action: "older" });
    expect(puts(peer.ssm)).to.deep.equal([]);
  });

  it("encrypts a secret with the other region's key", async () => {
    const own = store([NAME, "secret", 5, "SecureString"]);
    const peer = store();
    const handle = world(own, peer);
    await handle();
    expect(puts(peer.ssm)).to.deep.equal([
      { Name: NAME, Value: "secret", Type: "SecureString", Overwrite: true, KeyId: "key-of-peer" },
    ]);
    expect(own.ssm.calls[0]?.input).to.include({ WithDecryption: true });
    const keyless = world(own, store(), { "us-east-1": undefined });
    expect(await nameOf(keyless())).to.equal("Error");
  });

  it("leaves alone what is not shared, deleted or only labelled", async () => {
    const own = store([NAME, "on", 5]);
    const peer = store();
    const handle = world(own, peer);
    expect(await handle("Update", "/p/local/url")).to.deep.equal({ action: "ignored" });
    expect(await handle("Delete")).to.deep.equal({ action: "ignored" });
    expect(await handle("LabelParameterVersion")).to.deep.equal({ action: "ignored" });
    expect(own.ssm.calls).to.deep.equal([]);
    expect(await handle("Update", "/p/shared/gone")).to.deep.equal({ action: "gone" });
    expect(puts(peer.ssm)).to.deep.equal([]);
  });

  it("ignores an event of another shape and passes errors on", async () => {
    const own = store([NAME, "on", 5]);
    const base = { ...ports(), ssm: own.ssm, peerRegion: "us-east-1", sharedKeyArns: {} };
    const peerSsm = scriptedRemote(() => {
      throw serviceError("InternalServerError");
    });
    const handle = syncParameters({ ...base, peerSsm, sharedParametersPath: "/p/shared" });
    expect(await handle({})).to.deep.equal({ action: "ignored" });
    const event = { detail: { name: NAME, operation: "Update" } };
    expect(await nameOf(handle(event))).to.equal("InternalServerError");
  });
});
