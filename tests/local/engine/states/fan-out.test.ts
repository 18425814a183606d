import { expect } from "chai";
import { invoke, only, Workbench } from "./workbench";

describe("Branches and maps", () => {
  it("runs branches at once, each with the variables from outside", async () => {
    const bench = new Workbench();
    const branch = (seconds: number, output: string) => ({
      StartAt: `Wait${seconds}`,
      States: {
        [`Wait${seconds}`]: { Type: "Wait", Seconds: seconds, Output: output, End: true },
      },
    });
    const { output } = await bench.outcome({
      StartAt: "Set",
      States: {
        Set: { Type: "Pass", Assign: { x: 5 }, Next: "Both" },
        Both: {
          Type: "Parallel",
          Arguments: { y: 1 },
          Branches: [branch(20, "{% $x + $states.input.y %}"), branch(10, "{% $x %}")],
          End: true,
        },
      },
    });
    expect(output).to.equal("[6,5]");
    expect(bench.elapsedMs).to.equal(20_000);
  });

  it("lets the first failing branch cut the others off before they act", async () => {
    const bench = new Workbench().onInvoke(() => "too late");
    const { status, error } = await bench.outcome(
      only({
        Type: "Parallel",
        Branches: [
          {
            StartAt: "Later",
            States: { Later: { Type: "Wait", Seconds: 5, Next: "Act" }, Act: invoke("f") },
          },
          { StartAt: "Now", States: { Now: { Type: "Fail", Error: "Broken", Cause: "now" } } },
        ],
        End: true,
      }),
    );
    expect({ status, error }).to.deep.equal({ status: "FAILED", error: "Broken" });
    expect(bench.calls).to.deep.equal([]);
  });

  it("maps items in order, as many at once as allowed", async () => {
    const bench = new Workbench();
    const { output } = await bench.outcome(
      only({
        Type: "Map",
        Items: "{% $states.input.ids %}",
        MaxConcurrency: 2,
        ItemSelector: {
          id: "{% $states.context.Map.Item.Value %}",
          at: "{% $states.context.Map.Item.Index %}",
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Hold",
          States: {
            Hold: {
              Type: "Wait",
              Seconds: 10,
              Output: "{% $states.input.id & $states.input.at %}",
              End: true,
            },
          },
        },
        End: true,
      }),
      { ids: ["a", "b", "c"] },
    );
    expect(output).to.equal('["a0","b1","c2"]');
    expect(bench.elapsedMs).to.equal(20_000);
  });

  it("succeeds with an empty list when there is nothing to map", async () => {
    const { output } = await new Workbench().outcome(
      only({
        Type: "Map",
        Items: [],
        ItemProcessor: { StartAt: "X", States: { X: { Type: "Succeed" } } },
        End: true,
      }),
    );
    expect(output).to.equal("[]");
  });
});
