import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { Client } from "pg";
import { chooseLedger } from "../../local/cloud/ledger-choice";
import { localTopology } from "../../local/cloud/local-stack";
import { Supervisor } from "../../local/cloud/supervisor";
import { forbidden, without } from "./damage";
import { localNodes } from "./local-nodes";

const EAST = "us-east-1";
const WEST = "us-east-2";

/**
 * Goal: what the damages show in one thread is how the processes behave. Method: one start of the real
 * processes with two damages in the standby region, while everything else has to work.
 */
describe("The processes of a damaged program", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "payments-processes-"));
  const told: string[] = [];
  const { overrides } = chooseLedger("auto");
  let supervisor: Supervisor;

  before(async () => {
    chmodSync(folder, 0o755);
    const damages = [
      forbidden("secondary-serving-validate-policy", "dynamodb:PutItem"),
      without("aws:lambda/permission:Permission", "secondary-api-getSession-permission"),
    ];
    const nodes = damages.reduce((rest, damage) => damage(rest), await localNodes(overrides));
    const basePort = 21_000 + (process.pid % 300) * 100;
    supervisor = await Supervisor.start({ topology: localTopology(nodes), folder, basePort });
    supervisor.on("event", ({ text }) => told.push(text));
  });

  after(async () => {
    await supervisor?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const api = (region: string) => `http://127.0.0.1:${supervisor.ports.regions[region]?.api}`;

  const pay = (region: string, id: string) =>
    fetch(`${api(region)}/validate`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        transaction_id: id,
        amount: "12.34",
        currency: "USD",
        customer_id: "cust-1",
        payment_method: "card_token_1",
      }),
    });

  async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    for (let i = 0; i < 120; i++) {
      const answer = await ask().catch(() => undefined);
      if (answer !== undefined) return answer;
      await sleep(500);
    }
    return expect.fail(`${what} did not happen`);
  }

  it("accept and process a payment where nothing is damaged", async () => {
    expect((await pay(EAST, "whole")).status).to.equal(200);
    await eventually("processing", async () => {
      const answer = await fetch(`${api(WEST)}/payments/whole`);
      const { status } = (await answer.json()) as { status: string };
      return status === "processed" ? status : undefined;
    });
  });

  it("post it to the books of a real database, with a schema that the deployment made", async function () {
    if (overrides.length === 0) this.skip();
    const posted = await eventually("posting", async () => {
      const client = new Client({
        host: "127.0.0.1",
        port: supervisor.ports.postgres[EAST],
        user: "payment_ledger",
        database: "ledger",
      });
      await client.connect();
      try {
        const { rows } = await client.query("SELECT transaction_id FROM ledger.transactions");
        return rows[0]?.transaction_id as string | undefined;
      } finally {
        await client.end();
      }
    });
    expect(posted).to.match(/#whole$/);
  });

  it("refuse what a function's role does not allow, and say so", async () => {
    expect((await pay(WEST, "refused")).status).to.be.within(500, 599);
    await eventually("telling", async () =>
      told.find((text) => /payment-validate-\S+us-east-2 is not .* dynamodb:PutItem/.test(text)),
    );
  });

  it("refuse what the API may not call", async () => {
    const { status } = await fetch(`${api(WEST)}/sessions/any`);
    expect(status).to.equal(500);
    expect((await fetch(`${api(EAST)}/sessions/any`)).status).to.equal(404);
  });

  it("copy a changed parameter to the other region, both ways and once", async () => {
    const ssm = (region: string) =>
      new SSMClient({
        region,
        endpoint: `http://127.0.0.1:${supervisor.ports.stores}`,
        credentials: { accessKeyId: "OPERATOR", secretAccessKey: "unchecked" },
      });
    for (const [from, to, name] of [
      [EAST, WEST, "eastern"],
      [WEST, EAST, "western"],
    ] as const) {
      const Name = `/payments/local/shared/${name}`;
      await ssm(from).send(new PutParameterCommand({ Name, Value: "42", Type: "String" }));
      const read = async (region: string) =>
        (await ssm(region).send(new GetParameterCommand({ Name }))).Parameter;
      const copy = await eventually(`the copy of ${name}`, () => read(to));
      expect(copy?.Value).to.equal("42");
      // Long enough for the copy's own event to come back, if it did.
      await sleep(2_000);
      expect([(await read(from))?.Version, (await read(to))?.Version]).to.deep.equal([1, 1]);
    }
  });

  it("end the cloud when one of them dies that no region has", async () => {
    const why = new Promise<string>((resolve) => supervisor.once("broken", resolve));
    const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" });
    const line = stdout.split("\n").find((one) => one.includes(`${folder}/processes/processor-`));
    process.kill(Number.parseInt(line ?? "", 10), "SIGKILL");
    expect(await why).to.match(/processor ended with SIGKILL/);
  });
});
