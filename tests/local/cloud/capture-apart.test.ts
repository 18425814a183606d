import { expect } from "chai";
import { captureApart } from "../../../local/cloud/capture-apart";
import { captureLocalProgram, LOCAL_OVERRIDES } from "../../../local/cloud/local-stack";
import { rejection } from "../wire/rejection";

describe("A program that is read in another process", function () {
  // Two captures, of which one starts a process and loads Pulumi's libraries.
  this.timeout(60_000);

  it("is the same as one that is read here", async () => {
    const apart = await captureApart(LOCAL_OVERRIDES);
    const here = await captureLocalProgram(LOCAL_OVERRIDES);
    expect(apart).to.deep.equal(JSON.parse(JSON.stringify(here)));
    expect(Object.keys(apart.topology.regions)).to.have.length.above(1);
  });

  it("tells every problem of a stack that is refused", async () => {
    const wrong = [...LOCAL_OVERRIDES, "failover.tickSeconds=never", "dns.ttlSeconds=0"];
    const { message } = await rejection(captureApart(wrong));
    expect(message)
      .to.match(/tickSeconds/)
      .and.to.match(/ttlSeconds/);
  });
});
