import { expect } from "chai";
import { HELP, OptionsProblem, optionsFrom } from "../../../local/drill/options";
import { SCENARIOS } from "../../../local/drill/scenarios/all-scenarios";

function problemsOf(...argv: string[]): readonly string[] {
  try {
    optionsFrom(argv);
  } catch (error) {
    if (error instanceof OptionsProblem) return error.problems;
    throw error;
  }
  return [];
}

describe("the drill's command line", () => {
  it("loses a region once, in real time, unless told otherwise", () => {
    expect(optionsFrom([])).to.deep.include({
      scenario: "region-loss",
      runs: 1,
      scale: 1,
      rate: 5,
    });
  });

  it("knows all eight scenarios and lists them in its help", () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(names).to.deep.equal([
      ...["region-loss", "partition", "store-loss", "lying-health", "flapping"],
      ...["failover-during-failback", "zombie", "graceful"],
    ]);
    for (const name of names) {
      expect(optionsFrom(["--scenario", name])?.scenario).to.equal(name);
      expect(HELP).to.include(name);
    }
    expect(optionsFrom(["--help"])).to.equal(undefined);
  });

  it("names every problem at once", () => {
    expect(problemsOf("--scenario", "flood", "--runs", "0", "--scale", "0.5", "--port", "80"))
      .to.have.length(4)
      .and.to.deep.include("--runs 0 is not a whole number from 1 to 100");
  });

  const wrong: readonly (readonly [argv: string[], problem: string])[] = [
    [["--runs", "1.5"], "--runs 1.5 is not a whole number from 1 to 100"],
    [["--runs", ""], "--runs  is not a whole number from 1 to 100"],
    [["--scale", "fast"], "--scale fast is not a number from 1 to 20"],
    [["--rate", "1e9"], "--rate 1e9 is not a number from 1 to 50"],
    [["--outputs", "x.json"], "--outputs needs --stack NAME"],
    [["--disrupt"], "--disrupt needs --stack NAME"],
    [["--stack", "prod", "--scale", "2"], "--scale is for the local cloud, not for --stack"],
    [
      ["--stack", "prod", "--scenario", "zombie"],
      "--scenario is for the local cloud, not for --stack",
    ],
  ];
  for (const [argv, problem] of wrong) {
    it(`refuses ${argv.join(" ") || "nothing"}`, () => {
      expect(problemsOf(...argv)).to.include(problem);
    });
  }

  it("refuses an option that it does not know", () => {
    expect(problemsOf("--sclae", "5").join()).to.include("--sclae");
  });

  it("reads nothing but questions into --stack", () => {
    expect(optionsFrom(["--stack", "prod"])?.stack).to.deep.equal({
      ...{ name: "prod", outputs: undefined, disrupt: false, through: undefined },
    });
  });
});
