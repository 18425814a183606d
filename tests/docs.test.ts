import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { API_OPERATIONS } from "../components/region/api-operations";
import { gatewayResponses } from "../components/region/gateway-responses";
import { accessOf } from "../functions/core/access";
import { approvalAnswerFrom } from "../functions/core/approval-answer";
import { BUDGET_LIMIT_SECONDS } from "../functions/core/failover-budget";
import { type ProblemType, problemResponse } from "../functions/core/http-api";
import { acceptedBody } from "../functions/core/payment-reply";
import { paymentReader } from "../functions/core/payment-request";
import { readSessionRequest } from "../functions/core/session";
import { acceptInput } from "../functions/core/transitions";
import { migrateSchema } from "../functions/ledger/migrate-schema";
import { payment } from "../functions/payment";
import { validate } from "../functions/validate";
import { startLedgerServer } from "./functions/ledger/ledger-server";
import { recordingPorts, scriptedRemote } from "./functions/recording-ports";
import {
  codeBlocks,
  type Document,
  exampleIn,
  quotedIn,
  ROOT,
  readDocument,
  readDocuments,
  tableIn,
} from "./support/docs/documents";
import { npmCommands, problemsOfCommand } from "./support/docs/npm-commands";
import { syntaxProblems } from "./support/docs/terminal";
import { readRepository } from "./support/tidy/source-tree";

const documents = readDocuments();
const runbooks = documents.filter(({ path }) => path.startsWith("docs/runbooks/"));

describe("documents", () => {
  it("name npm scripts and options that exist", () => {
    const commands = documents.flatMap(npmCommands);
    expect(commands).to.have.length.above(10);
    expect([...new Set(commands.flatMap(problemsOfCommand))]).to.deep.equal([]);
  });

  it("find a script or an option that does not exist", () => {
    const planted = { path: "docs/a.md", text: "`npm run plan -- --stak prod`, `npm run deploy`" };
    const problems = npmCommands(planted).flatMap(problemsOfCommand);
    expect(problems).to.deep.equal([
      "docs/a.md: npm run plan knows no --stak",
      "docs/a.md: package.json has no script deploy",
    ]);
  });

  it("name files that exist", () => {
    const missing = documents.flatMap(({ path, text }) =>
      quotedIn(text)
        .filter((word) => FILE.test(word))
        .filter((word) => !existsSync(join(ROOT, word)))
        .map((word) => `${path}: ${word}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it("name constants that the code has", () => {
    const code = readRepository()
      .filter(({ path }) => /^(functions|components|local)\/.*\.ts$/.test(path))
      .map(({ text }) => text)
      .join("\n");
    const missing = documents.flatMap(({ path, text }) =>
      quotedIn(text)
        .filter((word) => /^[A-Z]+(_[A-Z0-9]+)+$/.test(word) && path.startsWith("docs/"))
        .filter((word) => !path.startsWith("docs/runbooks/") && !code.includes(word))
        .map((word) => `${path}: ${word}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it("use one version of the Pulumi CLI", () => {
    const versions = documents.flatMap(({ text }) => text.match(/pulumi@[\d.]+\d/g) ?? []);
    expect(new Set(versions).size).to.equal(1);
    expect(documents.flatMap(({ text }) => text.match(/npx pulumi /g) ?? [])).to.deep.equal([]);
  });

  it("promise the limit that the program refuses above", () => {
    const { text } = readDocument("docs/architecture.md");
    expect(text).to.contain(`above ${BUDGET_LIMIT_SECONDS} s a preview is refused`);
  });
});

const FILE = /^(functions|components|local|policy|scripts|tests|docs)\/[\w./-]+$/;

describe("decision records", () => {
  const records = documents.filter(({ path }) => /^docs\/decisions\/\d{3}-/.test(path));
  const statusOf = ({ text }: Document) => /^Status: (.+)$/m.exec(text)?.[1] ?? "";

  it("have a status, and say context, decision, consequences and what was rejected", () => {
    expect(records).to.have.length.above(20);
    for (const record of records) {
      expect(statusOf(record), record.path).to.match(
        /^(proposed|accepted|rejected|superseded by \d{3})$/,
      );
      const sections = [...record.text.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
      expect(sections, record.path).to.include.members(SECTIONS);
      expect(record.text.split("\n").length, record.path).to.be.within(20, 60);
    }
  });

  it("are all listed, with their number, title and status", () => {
    const listed = tableIn(readDocument("docs/decisions/README.md"), "record");
    const wanted = records.map((record) => {
      const [, number, title] = /^# (\d{3}) (.+)$/m.exec(record.text) ?? [];
      const file = record.path.replace("docs/decisions/", "");
      expect(file.slice(0, 3), record.path).to.equal(number);
      return [`[${number}](${file})`, title, statusOf(record)];
    });
    expect(listed).to.deep.equal(wanted);
  });
});

const SECTIONS = ["Context", "Decision", "Consequences", "Rejected"];

describe("commands in runbooks", () => {
  const blocks = runbooks.flatMap(codeBlocks);

  it("say what keeps each of them true", () => {
    expect(blocks).to.have.length.above(20);
    const scenarios = readDocument("local/drill/scenarios/all-scenarios.ts").text;
    const wrong = blocks.flatMap(({ path, marker, text }) => {
      const proofs = (marker ?? "").split(/, |: /);
      const known = proofs.every((proof) => {
        if (["needs an account", "executed by", "checked by"].includes(proof)) return true;
        const scenario = /^drill scenario ([a-z-]+)$/.exec(proof)?.[1];
        if (scenario) return scenarios.includes(`"./${scenario}"`);
        return proof.startsWith("tests/") && existsSync(join(ROOT, proof));
      });
      return known ? [] : [`${path}: ${marker ?? "nothing"} above ${text.split("\n")[0]}`];
    });
    expect(wrong).to.deep.equal([]);
  });

  it("are what bash can read", () => {
    const problems = blocks
      .filter(({ language }) => language === "sh")
      .map(({ path, text }) => syntaxProblems(text) && `${path}: ${syntaxProblems(text)}`)
      .filter((problem) => problem !== "");
    expect(problems).to.deep.equal([]);
  });

  it("are executed unless they need an account or are our own scripts", () => {
    const skipped = blocks
      .filter(({ marker }) => marker?.startsWith("checked by: tests/docs.test.ts"))
      .flatMap(({ text }) => text.trim().split("\n"))
      .filter((line) => !line.startsWith("npm "));
    expect(skipped).to.deep.equal([]);
    for (const { path, text } of runbooks) {
      const bare = text.split("\n").filter((line) => /^(aws|aws_in|curl|npx) /.test(line));
      const inside = blocks.filter((block) => block.path === path).map((block) => block.text);
      for (const line of bare) expect(inside.join("\n"), path).to.contain(line);
    }
  });

  it("ask a real PostgreSQL whether the books balance", async function () {
    this.timeout(120_000);
    const server = await startLedgerServer();
    try {
      const sql = server.connect();
      await migrateSchema(sql);
      const questions = blocks.filter(({ language }) => language === "sql");
      expect(questions).to.have.length(1);
      for (const question of (questions[0]?.text ?? "").trim().split("\n")) {
        expect(await sql.query(question), question).to.deep.equal([]);
      }
    } finally {
      await server.stop();
    }
  });
});

describe("the API's document", () => {
  const api = readDocument("docs/api.md");
  const limits = { currencies: ["USD"], below: "100000.00", alertAbove: "10000.00" };
  const read = paymentReader(limits);
  const request = (body: unknown, path = "/payments") => ({
    method: "POST",
    path,
    parameters: {},
    headers: {},
    body: JSON.stringify(body),
    principal: { tenant: "default", subject: "anonymous" },
  });

  it("lists every operation, and who may call it", () => {
    const access = { clients: "clients", operators: "operators", open: "anybody; DNS does" };
    const listed = tableIn(api, "operation").map(([operation = "", , who]) => {
      return `${quotedIn(operation)[0]} ${who}`;
    });
    const declared = API_OPERATIONS.map((operation) => {
      return `${operation.method.toUpperCase()} ${operation.path} ${access[operation.access]}`;
    });
    expect(listed).to.have.members(declared);
  });

  it("shows a request that is accepted, with its reply and the status of both operations", async () => {
    const body = exampleIn(api, "payment request");
    const reading = read("default", JSON.stringify(body));
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    expect(JSON.parse(acceptedBody(reading.payment))).to.deep.equal(
      exampleIn(api, "payment reply"),
    );
    const ports = { ...recordingPorts(), transactionsTable: "t", queueUrl: "q", limits };
    const handle = validate({
      ...ports,
      dynamo: scriptedRemote(() => ({})),
      sqs: scriptedRemote(() => ({})),
    });
    for (const [operation = "", replies = ""] of tableIn(api, "operation").slice(0, 2)) {
      const [path = ""] = quotedIn(operation);
      const { status } = await handle(request(body, path.split(" ")[1]));
      expect(replies.startsWith(String(status)), operation).to.equal(true);
    }
  });

  it("shows a payment as GET does, and names all of its states", async () => {
    const reading = read("default", JSON.stringify(exampleIn(api, "payment request")));
    if (!reading.ok) throw new Error("the example is not accepted");
    const nowMs = Date.UTC(2030, 0, 2, 12);
    const { Item } = acceptInput(reading.payment, { table: "t", region: "us-east-1", nowMs });
    const shown = async (st: string, more = {}) => {
      const dynamo = scriptedRemote(() => ({ Item: { ...Item, st: { S: st }, ...more } }));
      const handle = payment({ ...recordingPorts(), dynamo, transactionsTable: "t" });
      const asked = { ...request({}), parameters: { transaction_id: "order-4711" } };
      return JSON.parse((await handle(asked)).body);
    };
    expect(await shown("SUCCEEDED", { rf: { S: "sandbox-1" } })).to.deep.equal(
      exampleIn(api, "payment state"),
    );
    const states = await Promise.all(
      STATUSES.map(async (status) => (await shown(status, { rf: { S: "r" } })).status),
    );
    expect(tableIn(api, "`status`").map(([status = ""]) => quotedIn(status)[0])).to.have.members(
      states,
    );
  });

  it("shows a session request and an approval that are understood", () => {
    const session = readSessionRequest(
      "default",
      JSON.stringify(exampleIn(api, "session request")),
    );
    expect(session.ok).to.equal(true);
    expect(approvalAnswerFrom(JSON.stringify(exampleIn(api, "approval"))).ok).to.equal(true);
  });

  it("shows a problem as a function writes it", async () => {
    const example = exampleIn(api, "problem");
    const bad = { ...(exampleIn(api, "payment request") as object), amount: "0" };
    const ports = { ...recordingPorts(), transactionsTable: "t", queueUrl: "q", limits };
    const nothing = scriptedRemote(() => ({}));
    const reply = await validate({ ...ports, dynamo: nothing, sqs: nothing })(request(bad));
    expect(JSON.parse(reply.body)).to.deep.equal(example);
  });

  it("lists every type of problem, of functions and of the gateway", () => {
    const listed = tableIn(api, "`type`").map(([type = ""]) => quotedIn(type)[0] ?? "");
    const ofGateway = JSON.stringify(gatewayResponses()).match(/problem:[a-z-]+/g) ?? [];
    const ofFunctions = /const TITLES = \{([\s\S]*?)\} as const/.exec(
      readFileSync(join(ROOT, "functions/core/http-api.ts"), "utf8"),
    );
    const names = [...(ofFunctions?.[1] ?? "").matchAll(/^ {2}"?([a-z-]+)"?:/gm)].map(
      ([, name = ""]) => name,
    );
    for (const name of names) {
      const { body } = problemResponse(400, name as ProblemType, "x");
      expect(JSON.parse(body).title, name).to.be.a("string");
    }
    const gateway = ofGateway.map((type) => type.replace("problem:", ""));
    expect(listed).to.have.members([...new Set([...names, ...gateway])]);
  });

  it("lists the scopes with exactly what they open", () => {
    const opened = (scope: string) => accessOf({ sub: "me", tenant: "shop", scope })?.methods ?? [];
    const rows = tableIn(api, "scope");
    expect(rows).to.have.length(4);
    for (const [scope = "", operations = ""] of rows) {
      const documented = quotedIn(operations).map((one) =>
        one.replace(" /", "/").replace(/\{\w+\}/, "*"),
      );
      expect(opened(quotedIn(scope)[0] ?? "")).to.have.members(documented);
    }
  });
});

const STATUSES = [
  "ACCEPTED",
  "PROCESSING",
  "IN_DOUBT",
  "SUCCEEDED",
  "DECLINED",
  "FAILED",
  "CANCELLED",
];
