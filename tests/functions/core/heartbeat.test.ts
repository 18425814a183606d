import { expect } from "chai";
import {
  beatFrom,
  heartbeatInput,
  lagHeartbeatInput,
  lagOf,
  readHeartbeatInput,
  readLagHeartbeatInput,
  watchHeartbeat,
} from "../../../functions/core/heartbeat";
import { NOW_MS, POLICY } from "./failover-scene";

const watch = (beat: number, sinceAgoMs: number, seenAgoMs: number) => ({
  beat,
  sinceMs: NOW_MS - sinceAgoMs,
  seenMs: NOW_MS - seenAgoMs,
});

describe("the heartbeat", () => {
  it("of a region that was never seen is unknown", () => {
    expect(watchHeartbeat(undefined, undefined, NOW_MS, POLICY)).to.deep.equal({
      watch: undefined,
      health: "unknown",
    });
    expect(watchHeartbeat(undefined, 7, NOW_MS, POLICY).health).to.equal("unknown");
  });

  it("is good when it has changed, however long ago it was looked at", () => {
    const reading = watchHeartbeat(watch(7, 90_000, 90_000), 8, NOW_MS, POLICY);
    expect(reading).to.deep.equal({ watch: watch(8, 0, 0), health: "good" });
  });

  it("is bad once it has stood still for three ticks under the watcher's eyes", () => {
    expect(watchHeartbeat(watch(7, 14_999, 5_000), 7, NOW_MS, POLICY).health).to.equal("good");
    expect(watchHeartbeat(watch(7, 15_000, 5_000), 7, NOW_MS, POLICY)).to.deep.equal({
      watch: watch(7, 15_000, 0),
      health: "bad",
    });
  });

  it("that nobody watched for a while is unknown, and watched anew", () => {
    for (const seenAgoMs of [15_001, -1]) {
      expect(watchHeartbeat(watch(7, 60_000, seenAgoMs), 7, NOW_MS, POLICY)).to.deep.equal({
        watch: watch(7, 0, 0),
        health: "unknown",
      });
    }
  });

  it("that disappeared is unknown, not bad", () => {
    expect(watchHeartbeat(watch(7, 60_000, 5_000), undefined, NOW_MS, POLICY).health).to.equal(
      "unknown",
    );
  });

  it("is written and read under the same key, strongly", () => {
    const put = heartbeatInput("control", "us-east-1", NOW_MS);
    const get = readHeartbeatInput("control", "us-east-1");
    expect(put.Item).to.deep.include(get.Key);
    expect(get.ConsistentRead).to.equal(true);
    expect(beatFrom(put.Item)).to.equal(NOW_MS);
    const lagPut = lagHeartbeatInput("transactions", "us-east-1", NOW_MS);
    expect(lagPut.Item).to.deep.include(readLagHeartbeatInput("transactions", "us-east-1").Key);
    expect(lagPut.Item.transaction_id?.S).not.to.contain("#");
    expect([undefined, {}, { beat: { N: "x" } }].map(beatFrom)).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("the replication lag", () => {
  it("is the age of what last arrived", () => {
    expect(lagOf(NOW_MS - 3_000, NOW_MS)).to.equal(3_000);
    expect(lagOf(NOW_MS + 5_000, NOW_MS)).to.equal(0);
  });

  it("is not known without a beat, or when the clocks disagree", () => {
    expect(lagOf(undefined, NOW_MS)).to.equal(undefined);
    expect(lagOf(NOW_MS + 5_001, NOW_MS)).to.equal(undefined);
  });
});
