import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readStackSettings, SettingsProblem } from "../../../local/program/stack-settings";
import { TWO_REGIONS } from "../../support/two-regions";

const PROJECT = `
name: pay
runtime: { name: nodejs, options: { tsconfig: tsconfig.pulumi.json } }
config:
  suffix: { type: string, default: dev }
  limit: { type: integer, default: 3 }
  open: { type: boolean, default: false }
  currencies: { type: array, items: { type: string }, default: [USD, EUR] }
  network: { type: object, default: { range: 10.0.0.0/16, zones: 3 } }
  region: us-east-1
  owner: { type: string }
`;

describe("the settings of a stack", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "settings-"));
    writeFileSync(join(folder, "Pulumi.yaml"), PROJECT);
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config:\n  pay:owner: platform\n");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function config(overrides: string[] = []): Record<string, string> {
    return { ...readStackSettings({ folder, stack: "dev", overrides }).config };
  }

  function problems(overrides: string[] = [], stack = "dev"): readonly string[] {
    try {
      readStackSettings({ folder, stack, overrides });
    } catch (error) {
      if (error instanceof SettingsProblem) return error.problems;
      throw error;
    }
    return [];
  }

  it("start from the defaults of Pulumi.yaml, objects as JSON text", () => {
    expect(config()).to.deep.equal({
      "pay:suffix": "dev",
      "pay:limit": "3",
      "pay:open": "false",
      "pay:currencies": '["USD","EUR"]',
      "pay:network": '{"range":"10.0.0.0/16","zones":3}',
      "pay:region": "us-east-1",
      "pay:owner": "platform",
    });
  });

  it("prefer the stack's values, in the project's namespace unless another is named", () => {
    const stack = "config: { suffix: blue, pay:limit: 9, pay:owner: me, aws:profile: ops }";
    writeFileSync(join(folder, "Pulumi.dev.yaml"), stack);
    expect(config()).to.include({
      "pay:suffix": "blue",
      "pay:limit": "9",
      "aws:profile": "ops",
    });
  });

  it("hold a placeholder for what only the CLI can decrypt, also inside objects", () => {
    const stack = `config:
  pay:owner: { secure: v1:abc }
  pay:network: { range: 10.0.0.0/16, password: { secure: v1:def } }`;
    writeFileSync(join(folder, "Pulumi.dev.yaml"), stack);
    const settings = readStackSettings({ folder, stack: "dev" });
    expect(settings.secretKeys).to.deep.equal(["pay:owner", "pay:network"]);
    expect(settings.config["pay:owner"]).to.equal("placeholder-for-pay-owner");
    expect(JSON.stringify(settings)).not.to.include("v1:");
  });

  it("treat a key declared secret as one", () => {
    const declared = `${PROJECT}  token: { type: string, secret: true, default: none }\n`;
    writeFileSync(join(folder, "Pulumi.yaml"), declared);
    expect(readStackSettings({ folder, stack: "dev" }).secretKeys).to.deep.equal(["pay:token"]);
  });

  it("refuse values from an environment that only the CLI can read", () => {
    const stack = "environment: [payments]\nconfig: { pay:owner: me }\n";
    writeFileSync(join(folder, "Pulumi.dev.yaml"), stack);
    expect(problems()[0]).to.include("only the CLI can read");
  });

  it("name the entry point and compiler settings that the CLI would use", () => {
    expect(readStackSettings({ folder, stack: "dev" })).to.include({
      project: "pay",
      main: ".",
      tsconfig: "tsconfig.pulumi.json",
    });
    expect(readStackSettings({ folder: TWO_REGIONS, stack: "dev" }).main).to.equal("index.ts");
  });

  it("take overrides, which reach into objects and lists with typed values", () => {
    const overridden = config([
      "suffix=green",
      "pay:limit=7",
      "network.zones=2",
      "network.flowLogs.enabled=true",
      "network.account=000123",
      "currencies[1]=GBP",
      "currencies[2]=CHF",
    ]);
    expect(overridden).to.include({ "pay:suffix": "green", "pay:limit": "7" });
    expect(JSON.parse(overridden["pay:network"] ?? "")).to.deep.equal({
      range: "10.0.0.0/16",
      zones: 2,
      flowLogs: { enabled: true },
      account: "000123",
    });
    expect(overridden["pay:currencies"]).to.equal('["USD","GBP","CHF"]');
  });

  it("keep an equals sign in a value", () => {
    expect(config(["owner=a=b"])["pay:owner"]).to.equal("a=b");
  });

  const refusals: [string, string, string][] = [
    ["no value", "suffix", "--config suffix: write key=value"],
    ["no key", "=x", "--config =x: write key=value"],
    ["a malformed key", "net work=1", "not a key like"],
    ["a malformed path", "network..zones=1", "not a key like"],
    ["a misspelt key", "sufix=blue", "Pulumi.yaml declares no key sufix"],
    ["a path into text", "suffix.a=1", "suffix is not an object"],
    ["a path through a leaf", "network.range.first=1", "nothing at this path"],
    ["a list as a map", "currencies.first=1", "nothing at this path"],
    ["a hole in a list", "currencies[5]=CHF", "nothing at this path"],
    ["a word for a number", "limit=many", 'limit: expected integer, got "many"'],
    ["a word for a flag", "open=yes", 'open: expected boolean, got "yes"'],
    ["text for an object", "network=10.0.0.0/16", "network: expected object"],
    ["text for a list", "currencies=USD", "currencies: expected array"],
  ];
  for (const [title, override, message] of refusals) {
    it(`refuse ${title}`, () => {
      expect(problems([override])).to.have.length(1);
      expect(problems([override])[0]).to.include(message);
    });
  }

  it("refuse with every problem at once, one per line", () => {
    const overrides = ["sufix=x", "limit=many"];
    expect(problems(overrides)).to.have.length(2);
    expect(() => readStackSettings({ folder, stack: "dev", overrides })).to.throw(
      /^- .*sufix.*\n- limit: /,
    );
  });

  it("refuse a stack that leaves a required value open", () => {
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
    expect(problems()[0]).to.include("owner: stack dev sets no value");
  });

  it("refuse an unknown stack and list the known ones", () => {
    expect(problems([], "prod")).to.deep.equal([
      "there is no Pulumi.prod.yaml: the stacks are dev",
    ]);
  });

  it("refuse a folder without a project", () => {
    rmSync(join(folder, "Pulumi.yaml"));
    expect(problems()[0]).to.include("there is no Pulumi.yaml");
  });
});
