import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runAsCli } from "../../../local/program/run-as-cli";
import { readStackSettings } from "../../../local/program/stack-settings";

const MODULES = join(__dirname, "../../../node_modules");

const PROJECT = `name: quick
main: index.ts
runtime:
  name: nodejs
  options:
    typescript: true
`;

/** The SDK's runner with a program of these files. */
describe("TypeScript in the SDK's runner", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "quick-typescript-"));
    symlinkSync(MODULES, join(folder, "node_modules"));
    write("Pulumi.yaml", PROJECT);
    write("Pulumi.dev.yaml", "config: {}\n");
    write("package.json", "{}");
    write("tsconfig.json", "{}");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const run = () => runAsCli(readStackSettings({ folder, stack: "dev" }), false);

  it("runs every file that the program leads to, and knows the line of each resource", async () => {
    write(
      "part.ts",
      [
        'import * as pulumi from "@pulumi/pulumi";',
        "",
        "/** A comment that no JavaScript keeps. */",
        "interface Nothing { readonly at: string }",
        "export class Part extends pulumi.ComponentResource {",
        "  constructor(name: string, _nothing?: Nothing) {",
        '    super("quick:index:Part", name);',
        "  }",
        "}",
      ].join("\n"),
    );
    write(
      "index.ts",
      'import { Part } from "./part";\n\n\nnew Part("a");\nexport const b: number = 2;\n',
    );
    const { capture, exitCode } = await run();
    expect(capture.errors).to.deep.equal([]);
    expect(exitCode).to.equal(0);
    expect(capture.outputs).to.deep.equal({ b: 2 });
    expect(capture.nodes.find(({ name }) => name === "a")?.source).to.equal("index.ts:4");
  });

  it("says where a program cannot be read", async () => {
    write("index.ts", "export const a = ;\n");
    const { capture, exitCode } = await run();
    expect(exitCode).not.to.equal(0);
    expect(capture.errors.join("\n")).to.contain("index.ts:1:17").and.to.contain("Unexpected");
  });

  it("says which file is missing", async () => {
    write("index.ts", 'import "./gone";\n');
    const { capture, exitCode } = await run();
    expect(exitCode).not.to.equal(0);
    expect(capture.errors.join("\n")).to.contain("./gone");
  });

  it("refuses to turn functions into text, and says how it can be done", async () => {
    write(
      "index.ts",
      [
        'import * as pulumi from "@pulumi/pulumi";',
        "export const text = pulumi.runtime",
        "  .serializeFunction(() => 1)",
        "  .then((made) => made.text);",
      ].join("\n"),
    );
    const { capture, exitCode } = await run();
    expect(exitCode).not.to.equal(0);
    expect(capture.errors.join("\n")).to.contain("needs DEBUG=1 here");
  });
});
