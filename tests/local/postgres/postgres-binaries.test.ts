import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { findPostgres } from "../../../local/postgres/postgres-binaries";
import { postgresUser } from "../../../local/postgres/unprivileged-user";

describe("the PostgreSQL that the local cloud runs", () => {
  const folder = mkdtempSync(join(tmpdir(), "payments-binaries-"));
  before(() => chmodSync(folder, 0o755));
  after(() => rmSync(folder, { recursive: true, force: true }));

  function install(name: string, script: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }

  it("is recent enough for a base backup, and runs as the user it will run as", () => {
    expect(findPostgres().majorVersion).to.be.at.least(15);
  });

  it("is the next one when the first does not run here", () => {
    install("initdb", "exit 0");
    install("postgres", "exit 1");
    const good = findPostgres();
    const found = findPostgres(postgresUser(), [folder, good.postgres.replace(/\/postgres$/, "")]);
    expect(found).to.deep.equal(good);
  });

  it("is refused with the reason for every place that was tried", () => {
    install("initdb", "exit 0");
    install("postgres", "echo 'postgres (PostgreSQL) 14.2'");
    expect(() => findPostgres(postgresUser(), [folder, "/nowhere"])).to.throw(
      /version 14 is too old[\s\S]*\/nowhere: no initdb and postgres there/,
    );
  });

  it("runs as an unprivileged account when we are root, and as ourselves otherwise", () => {
    const user = postgresUser();
    if (process.getuid?.() === 0) expect(user.uid).to.be.greaterThan(0);
    else expect(user).to.deep.equal({});
  });

  it("is refused when we are root and nobody else can run it", function () {
    if (process.getuid?.() !== 0) this.skip();
    const passwd = join(folder, "passwd");
    writeFileSync(passwd, "root:x:0:0:root:/root:/bin/sh\n");
    expect(() => postgresUser(passwd)).to.throw(/does not run as root/);
  });
});
