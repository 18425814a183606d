import { expect } from "chai";
import { RegionPower } from "../../../../local/engine/states/region-power";
import { Strand } from "../../../../local/engine/states/strand";
import { VirtualTimeline } from "../../../../local/engine/timeline";

describe("A strand", () => {
  const newStrand = () => new Strand(new RegionPower(new VirtualTimeline()));
  const outcome = (promise: Promise<unknown>) =>
    promise.then(
      () => "done",
      (error: Error) => error.message,
    );

  it("takes the waits of its children down with it, and spares its parent's", async () => {
    const parent = newStrand();
    const child = parent.child();
    const forever = new Promise(() => undefined);
    const above = outcome(parent.until(forever));
    const below = outcome(child.until(forever));
    child.cancel(new Error("child ended"));
    expect(await below).to.equal("child ended");
    parent.cancel(new Error("parent ended"));
    expect(await above).to.equal("parent ended");
  });

  it("has no life under a parent that was cut off before", async () => {
    const parent = newStrand();
    parent.cancel(new Error("stopped"));
    expect(await outcome(parent.child().ready())).to.equal("stopped");
  });

  it("keeps its first reason", async () => {
    const strand = newStrand();
    strand.cancel(new Error("first"));
    strand.cancel(new Error("second"));
    expect(await outcome(strand.ready())).to.equal("first");
  });
});
