import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { hydrateSymlinks } from "../../../local/postgres/package-symlinks";

describe("the symlinks of the PostgreSQL package", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "payments-symlinks-"));
    mkdirSync(join(root, "native", "lib"), { recursive: true });
    writeFileSync(join(root, "native", "lib", "libpq.so.5.18"), "library");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("are made where the install script has not run, and left alone afterwards", () => {
    const links = [
      { source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" },
      { source: "native/lib/libpq.so.5.18", target: "native/lib/deep/libpq.so" },
    ];
    writeFileSync(join(root, "native", "pg-symlinks.json"), JSON.stringify(links));
    for (let round = 0; round < 2; round++) {
      hydrateSymlinks(root);
      for (const { target } of links) {
        expect(readFileSync(join(root, target), "utf8")).to.equal("library");
      }
    }
  });

  it("are none in a package that lists none", () => {
    expect(() => hydrateSymlinks(root)).not.to.throw();
  });
});
