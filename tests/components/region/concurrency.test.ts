import { expect } from "chai";
import { reservationsOf, totalReserved } from "../../../components/region/concurrency";
import { sampleConfig } from "../sample-stack";

describe("reserved concurrency", () => {
  it("follows Little's law with room for bursts", () => {
    const load = { peakPaymentsPerSecond: 200, acceptP95Seconds: 0.2, processP95Seconds: 1.5 };
    const reserved = reservationsOf(sampleConfig({ load }));
    expect(reserved.validate).to.equal(Math.ceil(200 * 0.2 * 1.3));
    expect(reserved.process).to.equal(Math.ceil(200 * 1.5 * 1.3));
  });

  it("is above zero for every function, whatever the load", () => {
    const reserved = reservationsOf(sampleConfig({ load: { peakPaymentsPerSecond: 1 } }));
    for (const count of Object.values(reserved)) expect(count).to.be.at.least(3);
  });

  it("lets all health checkers of an endpoint ask at once without waiting for clients", () => {
    const quiet = reservationsOf(sampleConfig({ load: { peakPaymentsPerSecond: 1 } }));
    expect(quiet.health).to.be.at.least(10);
    expect(quiet.latch).to.be.at.least(10);
  });

  it("is counted only for the functions that a stack declares", () => {
    const without = totalReserved(sampleConfig());
    const withBooks = totalReserved(sampleConfig({ ledger: { kind: "aurora" } }));
    expect(withBooks).to.be.above(without);
  });
});
