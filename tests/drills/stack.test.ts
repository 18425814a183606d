import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect } from "chai";
import { captureLocalProgram, LOCAL_OVERRIDES } from "../../local/cloud/local-stack";
import { Supervisor } from "../../local/cloud/supervisor";
import { drillStack } from "../../local/drill/drill-stack";
import type { DrillReport } from "../../local/drill/report-document";

const PORT = 5_800;
const BODY = {
  ...{ transaction_id: "stack-1", amount: "10.00", currency: "USD", customer_id: "cust-1" },
  payment_method: "tok_1",
};

/** The local cloud plays a deployed stack, which is asked and moved through its outputs alone. */
describe("a drill against a deployed stack", function () {
  this.timeout(240_000);
  let folder = "";
  let outputs = "";
  let supervisor: Supervisor;
  let said = "";
  let reports = 0;

  const write = (text: string) => {
    said += text;
  };

  async function drill(disrupt: boolean, typed = "") {
    said = "";
    reports += 1;
    const report = join(folder, `report-${reports}`);
    const options = { name: "local", outputs, disrupt, through: join(folder, "cloud") };
    const code = await drillStack(options, report, write, Readable.from([typed]));
    return { code, report: () => read(report) };
  }

  const read = (report: string) =>
    JSON.parse(readFileSync(join(report, "report.json"), "utf8")) as DrillReport;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "drill-stack-"));
    const program = await captureLocalProgram(LOCAL_OVERRIDES);
    outputs = join(folder, "outputs.json");
    writeFileSync(outputs, JSON.stringify(program.outputs));
    mkdirSync(join(folder, "cloud"));
    supervisor = await Supervisor.start({
      ...{ topology: program.topology, folder: join(folder, "cloud"), basePort: PORT },
      clockSpeed: 3,
    });
    const url = `http://127.0.0.1:${supervisor.ports.regions["us-east-1"]?.api}/validate`;
    await until(async () => {
      const headers = { "content-type": "application/json" };
      const request = { method: "POST", headers, body: JSON.stringify(BODY) };
      return (await fetch(url, request)).status === 200;
    });
    // The latch has to be looked at before DNS leads to the primary, and the detector once a minute.
    await until(async () => (await drill(false)).code === 0);
  });

  after(async () => {
    await supervisor?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("asks and compares, changes nothing, and reports every answer", async () => {
    const { code, report } = await drill(false);
    expect(code, said).to.equal(0);
    const { exercise, checks, runs } = report();
    expect(exercise).to.deep.include({ scenario: "read-only-probe", passed: true });
    expect(exercise.target).to.equal("stack local, played by a local cloud");
    expect(checks.map(({ id }) => id)).to.include.members([
      ...["health-primary", "health-secondary", "authority", "steady", "latch", "dns"],
      ...["detector", "workflow", "budget", "books-agree"],
    ]);
    expect(runs[0]?.reconciliations[0]?.result.payments).to.equal(1);
    expect(runs[0]?.reconciliations[0]?.clean).to.equal(true);
  });

  it("moves nothing unless the stack's name is typed", async () => {
    for (const typed of ["yes\n", "\n", "local2\n", ""]) {
      expect((await drill(true, typed)).code).to.equal(1);
      expect(said).to.include("Type the name of the stack").and.to.include("Nothing was changed.");
    }
    const { report } = await drill(false);
    expect(report().checks.find(({ id }) => id === "authority")?.found).to.include("epoch 1");
  });

  it("fails and says why when the primary does not answer", async () => {
    supervisor.change({ cuts: [["internet", "us-east-1"]] });
    const { code, report } = await drill(false);
    supervisor.change({ cuts: [] });
    expect(code).to.equal(1);
    const failed = report().checks.filter(({ passed }) => !passed);
    expect(failed.map(({ id }) => id)).to.include("health-primary");
    expect(said).to.include("✗ the primary region is well");
  });

  it("names outputs that are missing", async () => {
    const file = join(folder, "empty.json");
    writeFileSync(file, "{}");
    const options = { name: "prod", outputs: file, disrupt: false, through: undefined };
    const error = await drillStack(options, join(folder, "none"), write).catch((one: Error) => one);
    expect(String(error)).to.include("stack prod publishes no stateMachineArns.primary");
  });
});

async function until(look: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    if (await look().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
  throw new Error("the local cloud did not become well");
}
