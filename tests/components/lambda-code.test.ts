import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { lambdaCode, lambdaSource } from "../../components/lambda-code";

async function fileOf(name: Parameters<typeof lambdaCode>[0]): Promise<string> {
  const assets = await lambdaCode(name).assets;
  const file = (await assets)["index.js"] as pulumi.asset.FileAsset;
  return file.path;
}

const HOUR_SECONDS = 60 * 60;

const CACHE = Symbol.for("payments-dr.bundles");
const holder = globalThis as { [CACHE]?: object };

describe("The code of a function", () => {
  // Files of a bundle that exists are read by other tests at the same time.
  let shipped = "";

  before(async () => {
    shipped = await fileOf("latch");
    holder[CACHE] = { ...holder[CACHE], latch: `// ${process.pid}` };
  });

  after(async () => {
    rmSync(await fileOf("latch"), { force: true });
    delete holder[CACHE];
  });

  it("is a file that holds its bundle and is named by it", async () => {
    const path = await fileOf("latch");
    expect(readFileSync(path, "utf8")).to.equal(lambdaSource("latch"));
    expect(path).to.match(/latch-[0-9a-f]{16}\.js$/);
    expect(await fileOf("latch")).to.equal(path);
    expect(await fileOf("health")).not.to.equal(path);
  });

  it("is written anew where it is missing, and whole before it has its name", async () => {
    const path = await fileOf("latch");
    rmSync(path);
    expect(await fileOf("latch")).to.equal(path);
    expect(readFileSync(path, "utf8")).to.equal(lambdaSource("latch"));
    expect(readdirSync(dirname(path)).filter((name) => !name.endsWith(".js"))).to.deep.equal([]);
  });

  it("of earlier sources is forgotten once there are many newer ones", async () => {
    const path = await fileOf("latch");
    const start = Date.now() / 1000 - HOUR_SECONDS;
    const made = Array.from({ length: 12 }, (_, index) => {
      const file = join(dirname(path), `latch-${index.toString(16)}${process.pid}.js`);
      writeFileSync(file, "");
      utimesSync(file, start + index, start + index);
      return file;
    });
    rmSync(path);
    await fileOf("latch");
    const left = made.map((file) => existsSync(file));
    for (const file of made) rmSync(file, { force: true });
    expect(left.slice(0, 5), "the oldest").to.deep.equal(Array(5).fill(false));
    expect(left, "older ones first").to.deep.equal([...left].sort());
    expect(existsSync(shipped), "what other runs may be reading").to.equal(true);
  });
});
