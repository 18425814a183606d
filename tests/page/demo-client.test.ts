import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { type OpenNameServer, openNameServer } from "../../local/cloud/name-server";
import { DemoClient } from "../../local/page/demo-client";
import { factsOf, type PageFacts } from "../../local/page/page-facts";
import { PRIMARY, SECONDARY, smallDeployment } from "./fake-world";

/** A region's API that remembers what it was asked. */
class FakeRegion {
  readonly posts: string[] = [];
  status = 202;
  readonly hosts = new Set<string | undefined>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((incoming, outgoing) => {
      this.hosts.add(incoming.headers.host);
      let body = "";
      incoming.on("data", (chunk) => {
        body += chunk;
      });
      incoming.on("end", () => {
        if (incoming.method === "POST") this.posts.push(JSON.parse(body).transaction_id);
        outgoing.writeHead(this.status).end('{"status":"processed"}');
      });
    });
  }

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

describe("demo client", () => {
  const regions: Readonly<Record<string, FakeRegion>> = {
    [PRIMARY]: new FakeRegion(),
    [SECONDARY]: new FakeRegion(),
  };
  let leadsTo = PRIMARY;
  let questions = 0;
  let names: OpenNameServer;
  let facts: PageFacts;
  let client: DemoClient;

  before(async () => {
    const dnsPort = 20_000 + (process.pid % 20_000);
    names = await openNameServer(dnsPort, (name) => {
      questions += 1;
      const value = `target-${leadsTo}`;
      return { code: "NOERROR", records: [{ name, type: "CNAME", ttl: 1, value }] };
    });
    const declared = factsOf(smallDeployment(0));
    facts = {
      ...declared,
      dns: { name: "api.example.test", port: dnsPort, ttlSeconds: 1 },
      regions: await Promise.all(
        declared.regions.map(async (one) => ({
          ...one,
          apiPort: await (regions[one.region] as FakeRegion).open(),
        })),
      ),
    };
  });

  beforeEach(() => {
    client = new DemoClient(facts);
  });

  afterEach(() => client.stop());

  after(async () => {
    for (const region of Object.values(regions)) region.close();
    await names.close();
  });

  const of = (region: string) => regions[region] as FakeRegion;

  it("pays under the shared name in the region that DNS names, and asks what became of it", async () => {
    client.pay();
    await until(() => client.state().accepted === 1);
    expect(of(PRIMARY).posts).to.have.length(1);
    expect([...of(PRIMARY).hosts]).to.deep.equal(["api.example.test"]);
    of(PRIMARY).status = 200;
    await until(() => client.state().processed === 1);
    expect(client.state()).to.include({ sent: 1, failed: 0, trying: 0, failingForMs: undefined });
    expect(client.state().latencyMs?.p50).to.be.at.least(0);
  }).timeout(15_000);

  it("repeats the same payment until a region has answered, and follows DNS after the TTL", async () => {
    of(PRIMARY).status = 503;
    of(PRIMARY).posts.length = 0;
    of(SECONDARY).posts.length = 0;
    client.pay();
    await until(() => of(PRIMARY).posts.length >= 2);
    expect(client.state()).to.include({ accepted: 0, trying: 1 });
    expect(client.state().failingForMs).to.be.at.least(0);
    leadsTo = SECONDARY;
    await until(() => client.state().accepted === 1);
    const [id] = of(SECONDARY).posts;
    expect(new Set([...of(PRIMARY).posts, id]).size, "one payment, one identifier").to.equal(1);
    expect(client.state().failingForMs).to.equal(undefined);
    leadsTo = PRIMARY;
  }).timeout(15_000);

  it("gives up what is refused", async () => {
    of(PRIMARY).status = 409;
    of(SECONDARY).status = 409;
    client.pay();
    await until(() => client.state().failed === 1);
    expect(client.state()).to.include({ trying: 0, failingForMs: undefined });
  });

  it("asks DNS once per TTL, not once per payment", async () => {
    of(PRIMARY).status = 202;
    const before = questions;
    for (let paid = 1; paid <= 20; paid++) {
      client.pay();
      if (paid > 10) await until(() => client.state().accepted === paid);
    }
    expect(questions - before).to.be.at.most(2);
  });

  it("sends a few payments a second while load is on", async () => {
    client.startLoad();
    client.startLoad();
    await until(() => client.state().sent >= 2);
    client.stopLoad();
    const { sent, loadOn } = client.state();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect([client.state().sent, loadOn]).to.deep.equal([sent, false]);
  });
});

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 12_000;
  while (!holds()) {
    if (Date.now() > deadlineMs) throw new Error("it never came to be");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
