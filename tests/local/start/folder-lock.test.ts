import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { lockFolder } from "../../../local/start/folder-lock";

describe("the folder of a local cloud", () => {
  const folder = mkdtempSync(join(tmpdir(), "payments-lock-"));
  const file = join(folder, "start.lock");
  afterEach(() => rmSync(file, { force: true }));
  after(() => rmSync(folder, { recursive: true }));

  it("belongs to one process until that gives it back", () => {
    const unlock = lockFolder(folder);
    expect(readFileSync(file, "utf8").trim()).to.equal(String(process.pid));
    expect(() => lockFolder(folder))
      .to.throw(`runs here already (process ${process.pid})`)
      .with.property("message")
      .that.includes("--port NUMBER")
      .and.includes(file);
    unlock();
    expect(existsSync(file)).to.equal(false);
    lockFolder(folder)();
  });

  it("is taken over from a process that is gone", () => {
    writeFileSync(file, "4194999\n");
    const unlock = lockFolder(folder);
    expect(readFileSync(file, "utf8").trim()).to.equal(String(process.pid));
    unlock();
  });

  it("is not given back by who does not have it any more", () => {
    const unlock = lockFolder(folder);
    writeFileSync(file, "1\n");
    unlock();
    expect(existsSync(file)).to.equal(true);
  });

  it("is not taken from somebody else's process, nor over an unreadable lock's dead one", () => {
    writeFileSync(file, "1\n");
    expect(() => lockFolder(folder)).to.throw("process 1");
    writeFileSync(file, "half a l");
    lockFolder(folder)();
  });
});
