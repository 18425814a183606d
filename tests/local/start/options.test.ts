import { expect } from "chai";
import { HELP, startOptionsFrom } from "../../../local/start/options";

const read = (argv: readonly string[], environment = {}) => startOptionsFrom(argv, environment);

describe("the options of npm start", () => {
  it("have defaults", () => {
    expect(read([])).to.deep.equal({ basePort: 4500, ledger: "auto", config: [] });
  });

  it("are taken as they are given", () => {
    const argv = ["--port", "9000", "--ledger", "none", "--config", "a=1", "--config", "b.c=2"];
    const expected = { basePort: 9000, ledger: "none", config: ["a=1", "b.c=2"] };
    expect(read(argv)).to.deep.equal(expected);
  });

  it("stop at a request for help, which names every one of them", () => {
    expect(read(["--help", "--port", "80"])).to.equal(undefined);
    for (const name of ["--port", "--ledger", "--config", "--help"]) expect(HELP).to.include(name);
  });

  const refused: readonly [argv: readonly string[], environment: object, says: string][] = [
    [["--prot", "9000"], {}, "Unknown option '--prot'"],
    [["9000"], {}, "Unexpected argument '9000'"],
    [["--port"], {}, "--port"],
    [["--port", "80"], {}, "--port 80 is not a whole number from 1024 to 65000"],
    [["--port", "4500.5"], {}, "--port 4500.5 is not"],
    [["--port", "65001"], {}, "--port 65001 is not"],
    [["--port", ""], {}, "is not a whole number"],
    [["--ledger", "mysql"], {}, "--ledger mysql is not one of auto, aurora, none"],
    [["9000"], { npm_config_port: "true" }, "npm start -- --port …"],
    [[], { npm_config_port: "9000" }, "npm start -- --port 9000"],
    [[], { npm_config_ledger: "none" }, "npm start -- --ledger none"],
  ];
  for (const [argv, environment, says] of refused) {
    it(`refuse ${JSON.stringify([...argv, ...Object.keys(environment)])} with the remedy`, () => {
      expect(() => read(argv, environment))
        .to.throw(says)
        .with.property("message")
        .that.includes("npm start -- --help");
    });
  }

  it("are all looked at before any is refused", () => {
    expect(() => read(["--port", "1", "--ledger", "x"])).to.throw(/--port 1 .*\n--ledger x /);
  });
});
