import { expect } from "chai";
import { AwsError, NotModelled } from "../../../../local/engine/aws-error";
import type { DatabasePair, DatabaseState } from "../../../../local/engine/rds/database-pair";
import { Rds } from "../../../../local/engine/rds/rds";
import { VirtualTimeline } from "../../../../local/engine/timeline";

type Input = Record<string, unknown>;

const one = "arn:aws:rds:us-east-1:000000000000:cluster:ledger-1";
const two = "arn:aws:rds:us-east-2:000000000000:cluster:ledger-2";

/** Two databases that do what they are told, or refuse to. */
class FakePair implements DatabasePair {
  readonly done: string[] = [];
  writer = "us-east-1";
  refuses = false;
  readonly states: Record<string, DatabaseState> = {
    "us-east-1": { isUp: true, isReplicating: false, lagMs: 0 },
    "us-east-2": { isUp: true, isReplicating: true, lagMs: 5 },
  };

  promote(region: string): void {
    this.act("promote", region);
    const before = this.writer;
    this.writer = region;
    this.states[before] = { isUp: false, isReplicating: false, lagMs: 0 };
    this.states[region] = { isUp: true, isReplicating: false, lagMs: 0 };
  }

  switchover(region: string): void {
    this.act("switchover", region);
    const before = this.writer;
    this.writer = region;
    this.states[before] = { isUp: true, isReplicating: true, lagMs: 1 };
    this.states[region] = { isUp: true, isReplicating: false, lagMs: 0 };
  }

  rejoin(region: string): void {
    this.act("rejoin", region);
    this.states[region] = { isUp: true, isReplicating: true, lagMs: 1 };
  }

  status() {
    return { writerRegion: this.writer, regions: this.states };
  }

  private act(what: string, region: string): void {
    if (this.refuses) throw new Error(`${what} failed`);
    this.done.push(`${what} ${region}`);
  }
}

describe("A global database", () => {
  let pair: FakePair;
  let rds: Rds;
  let timeline: VirtualTimeline;
  let faults: unknown[];

  beforeEach(() => {
    pair = new FakePair();
    timeline = new VirtualTimeline();
    faults = [];
    rds = new Rds({
      timeline,
      durations: { failoverMs: 90_000, switchoverMs: 40_000, rejoinMs: 300_000 },
      onFault: (fault) => faults.push(fault),
    });
    const members = [
      { region: "us-east-1", clusterIdentifier: "ledger-1", clusterArn: one },
      { region: "us-east-2", clusterIdentifier: "ledger-2", clusterArn: two },
    ];
    rds.createGlobalCluster({ identifier: "ledger", engineVersion: "17.5", members }, pair);
  });

  const call = <T = Input>(operation: string, input: Input = {}, region = "us-east-2") =>
    rds.call({ region }, operation, input) as T;
  const move = (operation: string, target: string, more: Input = {}) =>
    call<{ GlobalCluster: Input }>(operation, {
      GlobalClusterIdentifier: "ledger",
      TargetDbClusterIdentifier: target,
      ...more,
    }).GlobalCluster;
  const global = () => {
    const { GlobalClusters } = call<{ GlobalClusters: Input[] }>("DescribeGlobalClusters", {
      GlobalClusterIdentifier: "ledger",
    });
    return GlobalClusters[0] as Input & {
      GlobalClusterMembers: {
        DBClusterArn: string;
        IsWriter: boolean;
        SynchronizationStatus: string;
      }[];
    };
  };
  const writer = () => global().GlobalClusterMembers.find(({ IsWriter }) => IsWriter)?.DBClusterArn;
  const refusal = (name: string, attempt: () => unknown) =>
    expect(attempt).to.throw(AwsError).with.property("name", name);
  const pass = async (ms: number) => {
    const untilMs = timeline.nowMs() + ms;
    while (timeline.step(untilMs)) await new Promise(setImmediate);
    timeline.jumpTo(untilMs);
  };

  it("fails over in its own time and rebuilds the old writer afterwards", async () => {
    const begun = move("FailoverGlobalCluster", two, { AllowDataLoss: true });
    expect(begun.Status).to.equal("failing-over");
    expect(begun.FailoverState).to.deep.equal({
      Status: "failing-over",
      FromDbClusterArn: one,
      ToDbClusterArn: two,
      IsDataLossAllowed: true,
    });
    await pass(89_999);
    expect([global().Status, writer()]).to.deep.equal(["failing-over", one]);
    await pass(1);
    expect([global().Status, writer()]).to.deep.equal(["available", two]);
    const sync = () => global().GlobalClusterMembers.map((member) => member.SynchronizationStatus);
    expect(sync()).to.deep.equal(["pending-resync", "connected"]);
    refusal("InvalidGlobalClusterStateFault", () => move("SwitchoverGlobalCluster", one));
    // Not even at the price of losing data: there is nothing there yet to take over with.
    const lossy = { AllowDataLoss: true };
    refusal("InvalidGlobalClusterStateFault", () => move("FailoverGlobalCluster", one, lossy));
    await pass(300_000);
    expect(sync()).to.deep.equal(["connected", "connected"]);
    expect(pair.done).to.deep.equal(["promote us-east-2", "rejoin us-east-1"]);
    expect(faults).to.deep.equal([]);
  });

  it("switches over only when nothing can get lost", async () => {
    pair.states["us-east-2"] = { isUp: true, isReplicating: false, lagMs: 0 };
    refusal("InvalidGlobalClusterStateFault", () => move("SwitchoverGlobalCluster", two));
    pair.states["us-east-2"] = { isUp: true, isReplicating: true, lagMs: 0 };
    pair.states["us-east-1"] = { isUp: false, isReplicating: false, lagMs: 0 };
    refusal("InvalidGlobalClusterStateFault", () => move("SwitchoverGlobalCluster", two));
    pair.states["us-east-1"] = { isUp: true, isReplicating: false, lagMs: 0 };
    expect(move("SwitchoverGlobalCluster", two).Status).to.equal("switching-over");
    await pass(40_000);
    expect([global().Status, writer()]).to.deep.equal(["available", two]);
    expect(pair.done).to.deep.equal(["switchover us-east-2"]);
  });

  it("takes a failover without consent to data loss for a switchover", () => {
    pair.states["us-east-1"] = { isUp: false, isReplicating: false, lagMs: 0 };
    refusal("InvalidGlobalClusterStateFault", () => move("FailoverGlobalCluster", two));
    const both = { AllowDataLoss: true, Switchover: true };
    refusal("InvalidParameterCombination", () => move("FailoverGlobalCluster", two, both));
    const allowed = move("FailoverGlobalCluster", two, { AllowDataLoss: true });
    expect(allowed.Status).to.equal("failing-over");
  });

  it("does one move at a time and refuses pointless ones", () => {
    const lossy = { AllowDataLoss: true };
    refusal("InvalidGlobalClusterStateFault", () => move("FailoverGlobalCluster", one, lossy));
    refusal("DBClusterNotFoundFault", () => move("FailoverGlobalCluster", "arn:none", lossy));
    move("FailoverGlobalCluster", two, lossy);
    refusal("InvalidGlobalClusterStateFault", () => move("FailoverGlobalCluster", two, lossy));
    refusal("GlobalClusterNotFoundFault", () =>
      call("DescribeGlobalClusters", { GlobalClusterIdentifier: "none" }),
    );
  });

  it("cannot fail over to a cluster without instances", () => {
    const members = [
      { region: "us-east-1", clusterIdentifier: "h-1", clusterArn: one },
      { region: "us-east-2", clusterIdentifier: "h-2", clusterArn: two, instances: 0 },
    ];
    rds.createGlobalCluster({ identifier: "headless", engineVersion: "17.5", members }, pair);
    refusal("InvalidGlobalClusterStateFault", () =>
      move("FailoverGlobalCluster", two, {
        GlobalClusterIdentifier: "headless",
        AllowDataLoss: true,
      }),
    );
  });

  it("stays with its writer when the promotion fails, and tells why", async () => {
    pair.refuses = true;
    move("FailoverGlobalCluster", two, { AllowDataLoss: true });
    await pass(90_000);
    expect([global().Status, writer()]).to.deep.equal(["available", one]);
    expect(String(faults[0])).to.contain("promote failed");
  });

  it("tries to rebuild the old writer until its region is back", async () => {
    move("FailoverGlobalCluster", two, { AllowDataLoss: true });
    await pass(90_000);
    pair.refuses = true;
    await pass(300_000);
    expect(faults).to.deep.equal([]);
    pair.refuses = false;
    await pass(300_000);
    expect(pair.done).to.deep.equal(["promote us-east-2", "rejoin us-east-1"]);
  });

  it("lets a reader be detached, and the writer only when it is the last", () => {
    const remove = (arn: string) =>
      call("RemoveFromGlobalCluster", {
        GlobalClusterIdentifier: "ledger",
        DbClusterIdentifier: arn,
      });
    refusal("InvalidGlobalClusterStateFault", () => remove(one));
    remove(two);
    remove(one);
    expect(global().GlobalClusterMembers).to.deep.equal([]);
  });

  it("shows each region its own cluster", () => {
    const { DBClusters } = call<{ DBClusters: Input[] }>("DescribeDBClusters");
    expect(DBClusters).to.deep.equal([
      {
        DBClusterIdentifier: "ledger-2",
        DBClusterArn: two,
        Status: "available",
        Engine: "aurora-postgresql",
        EngineVersion: "17.5",
        ReplicationSourceIdentifier: one,
      },
    ]);
    refusal("DBClusterNotFoundFault", () =>
      call("DescribeDBClusters", { DBClusterIdentifier: "ledger-1" }),
    );
    expect(() => call("CreateDBCluster")).to.throw(NotModelled);
  });
});
