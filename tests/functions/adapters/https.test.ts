import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { expect } from "chai";
import { https } from "../../../functions/adapters/https";
import { errorName } from "../../../functions/core/retry";
import { certificate } from "./self-signed";

describe("HTTP requests", () => {
  const servers: { close(): void; closeAllConnections?(): void }[] = [];
  const sockets: Socket[] = [];

  async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  /** A server and the number of connections that were made to it. */
  async function serving(listener: RequestListener) {
    const server = createServer(listener);
    let connections = 0;
    server.on("connection", () => {
      connections += 1;
    });
    const port = await listening(server);
    return { url: `http://127.0.0.1:${port}/health`, connections: () => connections };
  }

  /** A peer that does something with each connection instead of answering. */
  async function behaving(behaviour: (socket: Socket, connection: number) => void) {
    let connections = 0;
    const port = await listening(
      createTcpServer((socket) => {
        sockets.push(socket.on("error", () => undefined));
        behaviour(socket, ++connections);
      }),
    );
    return { url: `http://127.0.0.1:${port}/`, connections: () => connections };
  }

  const get = (url: string, timeoutMs = 2_000) => ({ method: "GET", url, timeoutMs }) as const;
  const nameOf = (work: Promise<unknown>) => work.then(() => "none", errorName);

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections?.();
      server.close();
    }
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  it("bring back status, headers and body, and send what they are given", async () => {
    const { url } = await serving(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      response.setHeader("X-Method", String(request.method));
      response.setHeader("Set-Cookie", ["a=1", "b=2"]);
      response.statusCode = 503;
      response.end(`${request.headers["x-key"]} ${request.headers["content-length"]} ${body}`);
    });
    const response = await https().request({
      method: "POST",
      url,
      headers: { "x-key": "k" },
      body: "é",
      timeoutMs: 2_000,
    });
    expect(response).to.deep.include({ status: 503, body: "k 2 é" });
    expect(response.headers).to.include({ "x-method": "POST", "set-cookie": "a=1, b=2" });
  });

  it("keep their connection", async () => {
    const { url, connections } = await serving((_request, response) => void response.end("ok"));
    const http = https();
    for (let i = 0; i < 3; i++) await http.request(get(url));
    expect(connections()).to.equal(1);
  });

  it("speak TLS and refuse a certificate that nobody vouches for", async () => {
    const server = createTlsServer(
      certificate,
      (_request, response) => void response.end("secret"),
    );
    const url = `https://localhost:${await listening(server)}/`;
    const trusting = https({ ca: certificate.cert });
    expect((await trusting.request(get(url))).body).to.equal("secret");
    expect((await trusting.request(get(url))).body).to.equal("secret");
    expect(await nameOf(https().request(get(url)))).to.equal("Refused");
  });

  it("are Refused when nothing was sent", async () => {
    const { url } = await behaving(() => undefined);
    for (const server of servers.splice(0)) server.close();
    await new Promise(setImmediate);
    expect(await nameOf(https().request(get(url)))).to.equal("Refused");
    const nowhere = https().request(get("http://name.invalid/", 5_000));
    expect(await nameOf(nowhere)).to.equal("Refused");
  });

  it("are a Timeout when no answer, or no whole answer, comes in time", async () => {
    const silent = await behaving(() => undefined);
    expect(await nameOf(https().request(get(silent.url, 60)))).to.equal("Timeout");
    const dripping = await serving((_request, response) => {
      response.write("x");
      const drip = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(drip));
    });
    expect(await nameOf(https().request(get(dripping.url, 100)))).to.equal("Timeout");
  });

  it("are Broken when the connection is lost after it stood", async () => {
    const before = await behaving((socket) => socket.once("data", () => socket.resetAndDestroy()));
    expect(await nameOf(https().request(get(before.url)))).to.equal("Broken");
    const within = await behaving((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", () => socket.destroy());
      });
    });
    expect(await nameOf(https().request(get(within.url)))).to.equal("Broken");
    const noise = await behaving((socket) => void socket.end("this is not HTTP\r\n\r\n"));
    expect(await nameOf(https().request(get(noise.url)))).to.equal("Broken");
  });

  it("are Broken when the answer is too long", async () => {
    const { url } = await serving((_request, response) => void response.end("x".repeat(2_000_000)));
    expect(await nameOf(https().request(get(url)))).to.equal("Broken");
  });

  describe("on a kept connection that the other side has closed", () => {
    const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok";
    /** Answers the first request of each connection and drops the connection with the second. */
    const dropping = () =>
      behaving((socket) => {
        let requests = 0;
        socket.on("data", () => {
          requests += 1;
          if (requests === 1) socket.write(answer);
          else socket.resetAndDestroy();
        });
      });

    it("read again on a new one", async () => {
      const { url, connections } = await dropping();
      const http = https();
      await http.request(get(url));
      expect((await http.request(get(url))).body).to.equal("ok");
      expect(connections()).to.equal(2);
    });

    it("do not write again: it may have been heard", async () => {
      const { url, connections } = await dropping();
      const http = https();
      await http.request(get(url));
      const post = { method: "POST", url, body: "pay", timeoutMs: 2_000 } as const;
      expect(await nameOf(http.request(post))).to.equal("Broken");
      expect(connections()).to.equal(1);
    });
  });

  it("go only to web addresses", async () => {
    const error = await https()
      .request(get("ftp://127.0.0.1/"))
      .catch((caught: Error) => caught.message);
    expect(error).to.contain("ftp:");
  });
});
