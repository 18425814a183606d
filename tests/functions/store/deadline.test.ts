import { expect } from "chai";
import { systemClock } from "../../../functions/runtime/clock";
import { withDeadline } from "../../../functions/store/deadline";

const timers = () =>
  process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;

describe("a deadline", () => {
  it("ends the wait for what does not answer", async () => {
    const late = await withDeadline(systemClock, 5, new Promise(() => undefined)).catch(
      (error: Error) => error.name,
    );
    expect(late).to.equal("Timeout");
  });

  it("hands on what came in time, an error as well as an answer", async () => {
    expect(await withDeadline(systemClock, 1_000, Promise.resolve("answer"))).to.equal("answer");
    const failed = await withDeadline(
      systemClock,
      1_000,
      Promise.reject(new Error("refused")),
    ).catch((error: Error) => error.message);
    expect(failed).to.equal("refused");
  });

  it("leaves no timer behind once it is not needed any more", async () => {
    // The test has a deadline of its own, whose timer begins after its first line.
    await Promise.resolve();
    const before = timers();
    await withDeadline(systemClock, 60_000, Promise.resolve());
    await withDeadline(systemClock, 60_000, Promise.reject(new Error())).catch(() => undefined);
    expect(timers()).to.equal(before);
  });
});
