import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readEnvironment } from "../../../functions/core/environment";
import { FUNCTION_NAMES, FUNCTIONS } from "../../../functions/core/function-catalogue";
import { parseSetting } from "../../../functions/core/settings";

const ENTRIES = join(__dirname, "../../../functions/lambda");

describe("the function catalogue", () => {
  it("names exactly the entry points that there are", () => {
    const files = readdirSync(ENTRIES).map((file) => file.replace(".ts", ""));
    expect([...FUNCTION_NAMES].sort()).to.deep.equal(files.sort());
  });

  for (const name of FUNCTION_NAMES) {
    it(`gives ${name} no variable that it does not read`, () => {
      const entry = readFileSync(join(ENTRIES, `${name}.ts`), "utf8");
      const read = FUNCTIONS[name].environment.filter((key) =>
        entry.includes(`environment.${key}`),
      );
      expect(read).to.deep.equal(FUNCTIONS[name].environment);
    });
  }

  it("reads a complete environment, and names everything that is missing at once", () => {
    const complete = { CONTROL_TABLE: "c", TRANSACTIONS_TABLE: "t", OTHER: "o" };
    expect(readEnvironment("health", complete)).to.deep.equal({
      CONTROL_TABLE: "c",
      TRANSACTIONS_TABLE: "t",
    });
    expect(() => readEnvironment("health", { CONTROL_TABLE: "" })).to.throw(
      "function health lacks environment: TRANSACTIONS_TABLE, CONTROL_TABLE",
    );
  });

  it("reads a setting, and names the key of a damaged one without repeating it", () => {
    expect(parseSetting("PROCESSOR", '{"kind":"sandbox"}')).to.deep.equal({ kind: "sandbox" });
    expect(() => parseSetting("PROCESSOR", "sk_secret")).to.throw(/^environment PROCESSOR is not/);
  });
});
