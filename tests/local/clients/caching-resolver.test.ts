import { createSocket } from "node:dgram";
import { expect } from "chai";
import * as packet from "dns-packet";
import { CachingResolver } from "../../../local/clients/caching-resolver";

interface Server {
  readonly port: number;
  queries: number;
  target: string | undefined;
  garbage: boolean;
  close(): Promise<void>;
}

async function nameServer(): Promise<Server> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const server: Server = {
    port: socket.address().port,
    queries: 0,
    target: "d-primary.example",
    garbage: false,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on("message", (message, { port }) => {
    server.queries += 1;
    const { id = 0, questions = [] } = packet.decode(message);
    const name = questions[0]?.name ?? "";
    const say = (answer: Buffer) => socket.send(answer, port, "127.0.0.1");
    const reply = (replyId: number, target: string | undefined) =>
      packet.encode({
        ...{ type: "response", id: replyId, questions },
        answers: target ? [{ type: "CNAME", name, ttl: 10, data: target }] : [],
      });
    if (server.garbage) {
      say(Buffer.from([1, 2, 3]));
      say(reply((id + 1) % 65_536, "d-forged.example"));
    }
    say(reply(id, server.target));
  });
  return server;
}

describe("the clients' resolver", () => {
  let server: Server;
  let nowMs = 0;
  let changes: string[] = [];
  let resolver: CachingResolver;

  beforeEach(async () => {
    server = await nameServer();
    nowMs = 0;
    changes = [];
    resolver = new CachingResolver({
      server: { host: "127.0.0.1", port: server.port },
      nowMs: () => nowMs,
      timeoutMs: 1_000,
      onChange: (_name, target) => changes.push(target),
    });
  });
  afterEach(() => server.close());

  it("believes an answer for its time to live, however wrong it has become", async () => {
    expect(await resolver.resolve("api.example")).to.equal("d-primary.example");
    server.target = "d-standby.example";
    nowMs = 9_999;
    expect(await resolver.resolve("api.example")).to.equal("d-primary.example");
    expect(server.queries).to.equal(1);
    nowMs = 10_000;
    expect(await resolver.resolve("api.example")).to.equal("d-standby.example");
    expect(server.queries).to.equal(2);
    expect(changes).to.deep.equal(["d-primary.example", "d-standby.example"]);
  });

  it("asks once for many clients at the same time", async () => {
    const asked = Array.from({ length: 20 }, () => resolver.resolve("api.example"));
    expect(new Set(await Promise.all(asked))).to.deep.equal(new Set(["d-primary.example"]));
    expect(server.queries).to.equal(1);
  });

  it("ignores garbage and answers to other questions", async () => {
    server.garbage = true;
    expect(await resolver.resolve("api.example")).to.equal("d-primary.example");
  });

  it("fails for a name that leads nowhere, and asks again afterwards", async () => {
    server.target = undefined;
    const error = await resolver.resolve("api.example").catch((one: Error) => one.message);
    expect(error).to.equal("api.example leads nowhere");
    server.target = "d-primary.example";
    expect(await resolver.resolve("api.example")).to.equal("d-primary.example");
  });

  it("fails when no name server answers", async () => {
    const lonely = new CachingResolver({
      server: { host: "127.0.0.1", port: 9 },
      nowMs: () => 0,
      timeoutMs: 30,
    });
    const error = await lonely.resolve("api.example").catch((one: Error) => one.message);
    expect(error).to.equal("api.example: no name server");
  });
});
