import { expect } from "chai";
import { LEFT_OUT, unknownTypes } from "../../../local/topology/known-types";
import { wholeProgram } from "../../components/whole-program";
import { localNodes } from "../../drills/local-nodes";

describe("Resource types of the local cloud", function () {
  this.timeout(60_000);

  it("are all that the program declares, for a laptop and for production", async () => {
    expect(unknownTypes(await localNodes())).to.deep.equal([]);
    const ledger = ["ledger.kind=aurora", "ledger.tls=false", 'network={"egress":"nat-single"}'];
    expect(unknownTypes(await localNodes(ledger))).to.deep.equal([]);
    const { nodes } = await wholeProgram("prod");
    expect(nodes.length).to.be.above(500);
    expect(unknownTypes(nodes)).to.deep.equal([]);
  });

  it("name what nobody plays, and leave components of the program alone", async () => {
    const [node] = await localNodes();
    if (!node) expect.fail("nothing was declared");
    const strange = {
      ...node,
      name: "cache",
      type: "aws:elasticache/cluster:Cluster",
      custom: true,
    };
    const component = { ...node, type: "payments:index:Anything", custom: false, remote: false };
    expect(unknownTypes([strange, component])).to.deep.equal([
      "cache is a aws:elasticache/cluster:Cluster, which the local cloud does not know",
    ]);
  });

  it("are left out for a reason", () => {
    for (const [type, reason] of Object.entries(LEFT_OUT)) {
      expect(reason.length, type).to.be.above(15);
    }
  });
});
