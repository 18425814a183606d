import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { CachingResolver } from "../../../local/clients/caching-resolver";
import { type ClientLine, readClientLog } from "../../../local/drill/client-log";
import { Clients } from "../../../local/drill/clients";
import { conflicting, LoadPlan, type PlannedPayment } from "../../../local/drill/load-plan";
import { Random } from "../../../local/engine/random";
import { bodyOf, PRIMARY, STANDBY } from "./sample-night";

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse, body: string) => void;

describe("the drill's clients", () => {
  let folder = "";
  let server: Server;
  let answer: Answer;
  let target = "d-primary";
  let counted: ClientLine[] = [];
  let clients: Clients;
  const ports: Record<string, number> = {};

  const payment = (change: Partial<PlannedPayment> = {}): PlannedPayment => ({
    ...{ body: bodyOf("p-1"), path: "/validate", via: "name", twin: false, follows: [] },
    ...change,
  });
  const logFile = () => join(folder, "client-log.jsonl");

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "clients-"));
    counted = [];
    target = "d-primary";
    answer = (_incoming, outgoing) => outgoing.end("accepted");
    server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => answer(incoming, outgoing, Buffer.concat(chunks).toString()));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    Object.assign(ports, { "d-primary": port, "d-standby": port, "own-primary": port });
    clients = new Clients({
      sharedName: "api.example",
      regionNames: { [PRIMARY]: "own-primary" },
      resolvers: [{ resolve: async () => target } as unknown as CachingResolver],
      portOf: (name) => ports[name],
      regionOf: (name) => (name.includes("primary") ? PRIMARY : STANDBY),
      random: new Random("test"),
      logFile: logFile(),
      onLine: (line) => {
        // Whoever counts it finds it on disk already.
        const written = readClientLog(logFile());
        expect(written.at(-1)).to.deep.equal(JSON.parse(JSON.stringify(line)));
        counted.push(line);
      },
    });
  });

  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it("write an acknowledgement down before it counts", async () => {
    clients.begin({ kind: "payment", payment: payment() });
    await clients.end();
    expect(counted).to.have.length(1);
    expect(counted[0]).to.deep.include({
      id: "p-1",
      status: 200,
      body: "accepted",
      region: PRIMARY,
    });
    expect(counted[0]?.request).to.deep.equal(bodyOf("p-1"));
  });

  it("retry with the same identifier until somebody says yes, wherever DNS leads by then", async () => {
    const ids: string[] = [];
    answer = (_incoming, outgoing, body) => {
      ids.push(JSON.parse(body).transaction_id);
      if (ids.length < 3) {
        outgoing.writeHead(503).end();
        target = "d-standby";
      } else outgoing.end("accepted");
    };
    clients.begin({ kind: "payment", payment: payment() });
    await clients.end();
    expect(ids).to.deep.equal(["p-1", "p-1", "p-1"]);
    expect(counted.map(({ status, region }) => [status, region])).to.deep.equal([
      ...[
        [503, PRIMARY],
        [503, STANDBY],
        [200, STANDBY],
      ],
    ]);
    expect(new Set(counted.map(({ firstMs }) => firstMs)).size).to.equal(1);
  });

  it("never retry a request that was refused", async () => {
    answer = (_incoming, outgoing) => outgoing.writeHead(400).end("{}");
    clients.begin({ kind: "malformed", request: { id: "bad-1", body: "{}" } });
    await clients.end();
    expect(counted.map(({ status }) => status)).to.deep.equal([400]);
  });

  it("keep card numbers out of their log", async () => {
    const body = JSON.stringify({ ...bodyOf("bad-1"), payment_method: "4111111111111111" });
    answer = (_incoming, outgoing, sent) => outgoing.writeHead(400).end(sent);
    clients.begin({ kind: "malformed", request: { id: "bad-1", body } });
    await clients.end();
    expect(readFileSync(logFile(), "utf8")).to.not.include("4111");
  });

  it("use a connection of their own for every request", async () => {
    const sockets = new Set<unknown>();
    answer = (incoming, outgoing) => {
      sockets.add(incoming.socket);
      outgoing.end("accepted");
    };
    const body = (id: string) => payment({ body: bodyOf(id) });
    for (const id of ["p-1", "p-2", "p-3"]) clients.begin({ kind: "payment", payment: body(id) });
    await clients.end();
    expect(sockets.size).to.equal(3);
  });

  it("write down that nobody answered, and stale ones stay with their region", async () => {
    ports["d-standby"] = 9;
    target = "d-standby";
    const asked: ClientLine[] = [];
    answer = (_incoming, outgoing) => outgoing.end("accepted");
    clients.begin({ kind: "payment", payment: payment({ via: PRIMARY }) });
    clients.begin({ kind: "payment", payment: payment({ body: bodyOf("p-2") }) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    asked.push(...counted);
    target = "d-primary";
    await clients.end();
    expect(asked.find(({ id }) => id === "p-1")).to.deep.include({ status: 200, region: PRIMARY });
    expect(asked.find(({ id }) => id === "p-2")).to.deep.include({ status: 0, region: STANDBY });
    expect(counted.at(-1)).to.deep.include({ id: "p-2", status: 200, region: PRIMARY });
  });

  it("repeat, contradict and ask afterwards, as planned", async () => {
    const follows = [
      { kind: "duplicate", via: "name", afterMs: 0 },
      { kind: "conflict", via: PRIMARY, afterMs: 0 },
      { kind: "reading", via: "name", afterMs: 0 },
    ] as const;
    const amounts: Record<string, string[]> = {};
    answer = (incoming, outgoing, body) => {
      const { method = "" } = incoming;
      const amount = body === "" ? "" : JSON.parse(body).amount;
      amounts[method] = [...(amounts[method] ?? []), amount];
      outgoing.writeHead(amount === "10.01" ? 409 : 200).end("{}");
    };
    clients.begin({ kind: "payment", payment: payment({ twin: true, follows }) });
    await clients.end();
    expect(amounts.POST?.sort()).to.deep.equal(["10.00", "10.00", "10.00", "10.01"]);
    expect(amounts.GET).to.have.length(1);
    const kinds = counted.map(({ kind }) => kind).sort();
    expect(kinds).to.deep.equal(["conflict", "duplicate", "duplicate", "payment", "reading"]);
  });
});

describe("the clients' log", () => {
  it("ignores a last line that was cut off, which nobody counted", () => {
    const folder = mkdtempSync(join(tmpdir(), "client-log-"));
    const file = join(folder, "log.jsonl");
    writeFileSync(file, '{"id":"a"}\n{"id":"b"}\n{"id":"c');
    expect(readClientLog(file).map(({ id }) => id)).to.deep.equal(["a", "b"]);
    rmSync(folder, { recursive: true });
  });

  it("is missed loudly", () => {
    expect(() => readClientLog("/nowhere/log.jsonl")).to.throw("there is no client log");
  });
});

describe("the load plan", () => {
  const plan = (seed: string) => new LoadPlan(new Random(seed), "d1", [PRIMARY, STANDBY]);
  const drawn = (seed: string, count: number) => {
    const one = plan(seed);
    return Array.from({ length: count }, () => one.next());
  };

  it("is the same for the same seed, and another for another", () => {
    expect(drawn("a", 50)).to.deep.equal(drawn("a", 50));
    expect(drawn("a", 50)).to.not.deep.equal(drawn("b", 50));
  });

  it("holds every kind of client", () => {
    const payments = drawn("a", 1_000).flatMap((one) =>
      one.kind === "payment" ? one.payment : [],
    );
    expect(payments.length).to.be.within(900, 990);
    expect(payments.filter(({ via }) => via === PRIMARY).length).to.be.above(10);
    expect(payments.filter(({ twin }) => twin).length).to.be.above(10);
    const kinds = new Set(payments.flatMap(({ follows }) => follows.map(({ kind }) => kind)));
    expect([...kinds].sort()).to.deep.equal(["conflict", "duplicate", "reading"]);
    expect(payments.some(({ body }) => Number(body.amount) > 10_000)).to.equal(true);
    expect(new Set(payments.map(({ body }) => body.transaction_id)).size).to.equal(payments.length);
  });

  it("contradicts with other money only", () => {
    for (const amount of ["0.01", "10.00", "9.99", "60000.00"]) {
      const body = bodyOf("p-1", amount);
      const other = conflicting(body);
      expect(Number(other.amount)).to.be.closeTo(Number(amount) + 0.01, 1e-9);
      expect({ ...other, amount }).to.deep.equal(body);
    }
  });
});
