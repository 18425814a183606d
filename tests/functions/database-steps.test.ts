import { expect } from "chai";
import type { WorkflowInput } from "../../functions/core/workflow";
import { databaseStatus } from "../../functions/database-status";
import { promoteDatabase } from "../../functions/promote-database";
import { FAILOVER } from "./core/failover-scene";
import { recordingPorts, scriptedRemote, serviceError } from "./recording-ports";

const MINE = "arn:aws:rds:us-east-2:1:cluster:ledger";
const OTHER = "arn:aws:rds:us-east-1:1:cluster:ledger";
const database = { globalCluster: "ledger", clusters: { "us-east-1": OTHER, "us-east-2": MINE } };

interface Standing {
  readonly writer?: string;
  readonly to?: string;
}

const described = ({ writer = OTHER, to }: Standing) => ({
  GlobalClusters: [
    {
      GlobalClusterMembers: [MINE, OTHER].map((DBClusterArn) => {
        return { DBClusterArn, IsWriter: DBClusterArn === writer };
      }),
      ...(to ? { FailoverState: { Status: "failing-over", ToDbClusterArn: to } } : {}),
    },
  ],
});

/** RDS that describes one standing after the other, and answers orders with what `order` does. */
function world(standings: readonly Standing[], order: () => unknown = () => ({})) {
  let described_ = 0;
  const rds = scriptedRemote((operation) => {
    if (operation !== "DescribeGlobalClusters") return order();
    const standing = standings[Math.min(described_++, standings.length - 1)];
    return standing ? described(standing) : { GlobalClusters: [] };
  });
  const ports = { ...recordingPorts(), region: "us-east-2", rds, database };
  const promote = (input: Partial<WorkflowInput> = {}) =>
    promoteDatabase(ports)({ input: { ...FAILOVER, ...input } });
  const orders = () => rds.calls.filter(({ operation }) => operation !== "DescribeGlobalClusters");
  return { ports, rds, promote, orders, status: () => databaseStatus(ports)({ input: FAILOVER }) };
}

const nameOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: Error) => error.name,
  );

describe("promote-database", () => {
  it("fails over with data loss allowed when the old region is lost", async () => {
    const { promote, orders } = world([{}]);
    expect(await promote()).to.deep.equal({ requested: true, operation: "failover" });
    expect(orders()).to.deep.equal([
      {
        operation: "FailoverGlobalCluster",
        input: {
          GlobalClusterIdentifier: "ledger",
          TargetDbClusterIdentifier: MINE,
          AllowDataLoss: true,
        },
      },
    ]);
  });

  it("switches over without any loss when the old region works", async () => {
    const { promote, orders } = world([{}]);
    expect(await promote({ graceful: true })).to.include({ operation: "switchover" });
    expect(orders()[0]).to.deep.equal({
      operation: "SwitchoverGlobalCluster",
      input: { GlobalClusterIdentifier: "ledger", TargetDbClusterIdentifier: MINE },
    });
  });

  it("asks for nothing that is done or under way", async () => {
    const done = world([{ writer: MINE }]);
    expect(await done.promote()).to.deep.equal({ requested: false, operation: "none" });
    const moving = world([{ to: MINE }]);
    expect(await moving.promote()).to.deep.equal({ requested: false, operation: "failover" });
    expect([...done.orders(), ...moving.orders()]).to.deep.equal([]);
  });

  it("takes a refusal for an answer only when the promotion turns out to be under way", async () => {
    const refuse = () => {
      throw serviceError("InvalidGlobalClusterStateFault");
    };
    const heard = world([{}, { to: MINE }], refuse);
    expect(await heard.promote()).to.deep.equal({ requested: false, operation: "failover" });
    expect(await nameOf(world([{}, {}], refuse).promote())).to.equal("DatabaseRefused");
    expect(await nameOf(world([{}, { to: OTHER }], refuse).promote())).to.equal("DatabaseRefused");
  });

  it("repeats an order whose answer was lost, and finds that it was heard", async () => {
    let calls = 0;
    const { promote } = world([{}, { to: MINE }], () => {
      calls += 1;
      throw serviceError(calls === 1 ? "TimeoutError" : "InvalidGlobalClusterStateFault");
    });
    expect(await promote()).to.deep.equal({ requested: false, operation: "failover" });
  });

  it("passes every other error on", async () => {
    const denied = world([{}], () => {
      throw serviceError("AccessDenied");
    });
    expect(await nameOf(denied.promote())).to.equal("AccessDenied");
  });

  it("is refused for a cluster that is unknown or not a member", async () => {
    const elsewhere = world([{}]);
    const ports = { ...elsewhere.ports, region: "eu-west-1" };
    const input = { ...FAILOVER, to: "eu-west-1" };
    expect(await nameOf(promoteDatabase(ports)({ input }))).to.equal("DatabaseRefused");
    expect(await nameOf(world([]).promote())).to.equal("DatabaseRefused");
    expect(await nameOf(elsewhere.promote({ to: "us-east-1", from: "us-east-2" }))).to.equal(
      "WrongRegion",
    );
  });
});

describe("database-status", () => {
  it("is ready only when this region's cluster writes and nothing moves any more", async () => {
    const standings: [Standing, boolean, string][] = [
      [{ writer: MINE }, true, "writer"],
      [{ writer: MINE, to: MINE }, false, "moving"],
      [{ to: MINE }, false, "moving"],
      [{}, false, "waiting"],
      [{ writer: MINE, to: OTHER }, false, "elsewhere"],
    ];
    for (const [standing, ready, status] of standings) {
      expect(await world([standing]).status()).to.deep.equal({ ready, status });
    }
  });

  it("throws when it can never become ready", async () => {
    expect(await nameOf(world([]).status())).to.equal("DatabaseRefused");
    const { ports } = world([{}]);
    expect(await nameOf(databaseStatus({ ...ports, region: "eu-west-1" })({ input: {} }))).to.equal(
      "DatabaseRefused",
    );
  });
});
