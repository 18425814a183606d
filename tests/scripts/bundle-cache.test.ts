import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { FUNCTION_NAMES } from "../../functions/core/function-catalogue";
import { type BundleTexts, bundleTexts, versionOf } from "../../scripts/bundle-cache";

const built = (text: string) =>
  Object.fromEntries(FUNCTION_NAMES.map((name) => [name, text])) as BundleTexts;

describe("kept bundles", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "payments-bundles-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are built once while nothing changes", () => {
    let builds = 0;
    const build = () => {
      builds += 1;
      return built("code");
    };
    expect(bundleTexts(build, folder)).to.deep.equal(built("code"));
    expect(bundleTexts(build, folder)).to.deep.equal(built("code"));
    expect(builds).to.equal(1);
    expect(readdirSync(folder)).to.have.length(1);
  });

  it("are always built where no folder is named, as in a deployment", () => {
    bundleTexts(() => built("old"), folder);
    expect(bundleTexts(() => built("new"), undefined)).to.deep.equal(built("new"));
  });

  it("are built again when the file is damaged or lacks a function", () => {
    bundleTexts(() => built("old"), folder);
    const [name = ""] = readdirSync(folder);
    for (const damage of ['{"validate":"old', '{"validate":"old"}']) {
      writeFileSync(join(folder, name), damage);
      expect(bundleTexts(() => built("new"), folder)).to.deep.equal(built("new"));
    }
  });

  const changes: [string, string][] = [
    ["a function", "functions/core/money.ts"],
    ["a new function", "functions/lambda/new.ts"],
    ["how functions are bundled", "scripts/bundle.ts"],
    ["a locked package", "package-lock.json"],
    ["an installed package", "node_modules/.package-lock.json"],
  ];
  for (const [title, file] of changes) {
    it(`have another version after a change of ${title}`, () => {
      for (const path of ["functions/core", "functions/lambda", "scripts", "node_modules"]) {
        mkdirSync(join(folder, path), { recursive: true });
      }
      const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
      for (const [, path] of changes) if (path !== "functions/lambda/new.ts") write(path, "before");
      const before = versionOf(folder);
      expect(versionOf(folder)).to.equal(before);
      write(file, "after");
      expect(versionOf(folder)).not.to.equal(before);
    });
  }
});
