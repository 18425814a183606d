import { expect } from "chai";
import { databaseRole, type GlobalClusterView } from "../../../functions/core/global-database";

const MINE = "arn:aws:rds:us-east-2:1:cluster:ledger";
const OTHER = "arn:aws:rds:us-east-1:1:cluster:ledger";
const view = (
  writer: string,
  FailoverState?: GlobalClusterView["FailoverState"],
): GlobalClusterView => ({
  GlobalClusterMembers: [MINE, OTHER].map((DBClusterArn) => ({
    DBClusterArn,
    IsWriter: DBClusterArn === writer,
  })),
  ...(FailoverState ? { FailoverState } : {}),
});

describe("a cluster of the global database", () => {
  for (const [title, seen, role] of [
    ["writes", view(MINE), "writer"],
    ["writes when the state of the move is empty", view(MINE, {}), "writer"],
    ["has not begun to move", view(OTHER), "waiting"],
    ["is being promoted", view(OTHER, { Status: "failing-over", ToDbClusterArn: MINE }), "moving"],
    [
      "is not ready while the move goes on",
      view(MINE, { Status: "switching-over", ToDbClusterArn: MINE }),
      "moving",
    ],
    [
      "loses the role to another one",
      view(MINE, { Status: "pending", ToDbClusterArn: OTHER }),
      "elsewhere",
    ],
    [
      "is not promoted when the move is cancelled",
      view(OTHER, { Status: "cancelling", ToDbClusterArn: MINE }),
      "elsewhere",
    ],
    ["does not belong to it", { GlobalClusterMembers: [] }, "absent"],
    ["is not known", undefined, "absent"],
  ] as const) {
    it(title, () => {
      expect(databaseRole(seen, MINE)).to.equal(role);
    });
  }
});
