import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { FUNCTIONS, type FunctionName } from "../../../functions/core/function-catalogue";
import { bundleFunctions } from "../../../scripts/bundle";

const VALUES: Readonly<Record<string, string>> = {
  PAYMENT_LIMITS: JSON.stringify({ currencies: ["USD"], below: "1", alertAbove: "1" }),
  PROCESSOR: JSON.stringify({ kind: "sandbox", idempotencyKey: true, lookup: true }),
  LEDGER_DATABASE: JSON.stringify({ host: "db", port: 1, database: "d", user: "u", tls: true }),
};

type Handler = (event: unknown, context: { awsRequestId: string }) => Promise<unknown>;

/** What is deployed, loaded as Lambda loads it: one file, its environment, and nothing else. */
describe("the deployed bundle of", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "payments-bundles-"));
  const before = { ...process.env };

  beforeEach(() => {
    Object.assign(process.env, {
      AWS_REGION: "us-east-2",
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
  });
  afterEach(() => {
    for (const key of Object.keys(process.env)) delete process.env[key];
    Object.assign(process.env, before);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: FunctionName): { file: string; zippedKb: number } {
    const [{ code } = { code: "" }] = bundleFunctions([name]);
    const file = join(folder, `${name}-${Math.random()}.js`);
    writeFileSync(file, code);
    return { file, zippedKb: gzipSync(code).length / 1024 };
  }

  function load(file: string): Handler {
    return (require(file) as { handler: Handler }).handler;
  }

  const context = { awsRequestId: "test" };
  const nothing = { batchItemFailures: [] };
  const firstCalls: [FunctionName, unknown, unknown][] = [
    ["archive", { Records: [] }, nothing],
    ["notify", { Records: [] }, nothing],
    ["ledger", { Records: [] }, nothing],
    ["migrate", { warmUp: true }, undefined],
    ["reconcile", { warmUp: true }, undefined],
    ["session", { httpMethod: "GET", path: "/sessions/x" }, 400],
    ["authorizer", { methodArn: "arn", authorizationToken: "Basic x" }, "Unauthorized"],
  ];
  for (const [name, event, expected] of firstCalls) {
    it(`${name} loads with exactly the declared environment, answers, and is small`, async () => {
      const { file, zippedKb } = write(name);
      expect(() => load(file)).to.throw(FUNCTIONS[name].environment[0]);
      for (const key of FUNCTIONS[name].environment) process.env[key] = VALUES[key] ?? "value";
      const answer = await load(file)(event, context).catch((error: Error) => error.message);
      const seen = name === "session" ? (answer as { statusCode: number }).statusCode : answer;
      expect(seen).to.deep.equal(expected);
      expect(zippedKb).to.be.lessThan(200);
    });
  }
});
