import { expect } from "chai";
import { problemsOf } from "../../../local/program/program-problems";

describe("the problems of a run", () => {
  it("are every line a program lists, each once", () => {
    const refusal = "Refused:\n- dns.zone: example.com is reserved\n- network: ranges overlap";
    const logged = `Running program '/p/index.ts' failed with an unhandled exception:\nError: ${refusal}\n    at Object.<anonymous> (/p/index.ts:3:9)`;
    expect(problemsOf([refusal, logged])).to.deep.equal({
      refusals: ["dns.zone: example.com is reserved", "network: ranges overlap"],
      errors: [],
    });
  });

  it("keep the lines below them that say why and what to do", () => {
    const refusal =
      "Refused:\n- failover: takes 400 s:\n  30 s check\n  370 s tick. Remedy: hurry.";
    expect(problemsOf([refusal]).refusals).to.deep.equal([
      "failover: takes 400 s:\n  30 s check\n  370 s tick. Remedy: hurry.",
    ]);
  });

  it("are the same when the runner took no stack traces", () => {
    const bare = `Running program '/p' failed with an unhandled exception:\n[Error: No:\n- dns: none]`;
    expect(problemsOf([bare]).refusals).to.deep.equal(["dns: none"]);
  });

  it("are told apart from plain errors, which lose their stack", () => {
    const crash =
      "Running program '/p' failed with an unhandled exception:\nError: boom\n    at f (/p/index.ts:1:1)";
    expect(problemsOf([crash, "boom"])).to.deep.equal({ refusals: [], errors: ["boom"] });
  });
});
