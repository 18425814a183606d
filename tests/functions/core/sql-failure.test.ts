import { expect } from "chai";
import { isCollision, leavesConnectionUnusable } from "../../../functions/core/sql-failure";

describe("an error of PostgreSQL", () => {
  const connections: [string | undefined, boolean, string][] = [
    ["08006", true, "the connection broke"],
    ["57P01", true, "the server is going away"],
    ["25006", true, "the server does not accept writes any more"],
    [undefined, true, "the socket failed, and nobody knows in which state"],
    ["ECONNRESET", true, "the socket failed, and nobody knows in which state"],
    ["23505", false, "a key exists already"],
    ["57014", false, "a statement was cancelled"],
    ["40001", false, "two transactions collided"],
  ];
  for (const [state, unusable, title] of connections) {
    it(`${state ?? "without a state"} ${unusable ? "ends" : "keeps"} the connection: ${title}`, () => {
      expect(leavesConnectionUnusable(state)).to.equal(unusable);
    });
  }

  it("is worth another try only when two writers collided", () => {
    const states = [
      "Postgres40001",
      "Postgres40P01",
      "Postgres23505",
      "Postgres57014",
      "ECONNRESET",
    ];
    expect(states.filter(isCollision)).to.deep.equal(["Postgres40001", "Postgres40P01"]);
  });
});
