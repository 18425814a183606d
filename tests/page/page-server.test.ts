import { type IncomingMessage, request } from "node:http";
import { expect } from "chai";
import type { OpenPage } from "../../local/page/page-server";
import { FakeWorld, PRIMARY, SECONDARY } from "./fake-world";

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

describe("page server", () => {
  let world: FakeWorld;
  let page: OpenPage;

  beforeEach(async () => {
    world = await FakeWorld.open();
    page = await world.servePage();
  });

  afterEach(() => page.close());

  function ask(path: string, options: object = {}, body = ""): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { page: port } = world.deployment.ports;
      const outgoing = request({ host: "127.0.0.1", port, path, ...options }, (incoming) => {
        let text = "";
        incoming.setEncoding("utf8").on("data", (chunk) => {
          text += chunk;
        });
        const { statusCode = 0, headers } = incoming;
        incoming.on("end", () => resolve({ status: statusCode, headers, text }));
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  function press(name: string, input?: unknown, headers: object = { "x-payments-dr-page": "1" }) {
    const body = input === undefined ? "" : JSON.stringify(input);
    return ask(`/actions/${name}`, { method: "POST", headers }, body);
  }

  it("serves a page that may load nothing from elsewhere and sit in no frame", async () => {
    const { status, headers, text } = await ask("/");
    expect(status).to.equal(200);
    expect(headers["content-type"]).to.equal("text/html; charset=utf-8");
    const policy = String(headers["content-security-policy"]).split("; ");
    expect(policy).to.include.members([
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
    ]);
    expect(headers["x-content-type-options"]).to.equal("nosniff");
    expect(text).to.not.match(/(src|href)="(https?:)?\/\//);
  });

  it("gives nothing that is no file of the page", async () => {
    for (const path of ["/nothing.js", "/../page-server.ts", "/%2e%2e/start.ts", "/public/"]) {
      expect((await ask(path)).status, path).to.equal(404);
    }
  });

  it("answers to no other name, so that no site can rebind its own to this port", async () => {
    for (const path of ["/", "/state", "/events"]) {
      const { status, text } = await ask(path, { headers: { host: "evil.example:4500" } });
      expect([status, text.includes("us-east")], path).to.deep.equal([421, false]);
    }
    const headers = { "x-payments-dr-page": "1", host: "evil.example" };
    expect((await press("kill", { region: PRIMARY }, headers)).status).to.equal(421);
    expect(world.network.dark).to.deep.equal([]);
  });

  it("lets no other site press a button", async () => {
    const forged = { "x-payments-dr-page": "1", origin: "https://evil.example" };
    expect((await press("kill", { region: PRIMARY }, {})).status).to.equal(403);
    expect((await press("kill", { region: PRIMARY }, forged)).status).to.equal(403);
    const asked = { method: "OPTIONS", headers: { origin: "https://evil.example" } };
    const preflight = await ask("/actions/kill", asked);
    expect(preflight.headers).to.not.have.property("access-control-allow-origin");
    expect(world.network.dark).to.deep.equal([]);
  });

  it("does not act on a GET", async () => {
    const { status } = await ask("/actions/pay", { headers: { "x-payments-dr-page": "1" } });
    expect([status, world.payer.paid]).to.deep.equal([405, 0]);
  });

  it("kills and revives a region, and says what it cannot do", async () => {
    const dead = await press("kill", { region: PRIMARY });
    expect(dead.text).to.equal('{"done":"us-east-1 was killed"}\n');
    const again = await press("kill", { region: PRIMARY });
    expect([again.status, again.text]).to.deep.equal([
      409,
      '{"problem":"us-east-1 is dark already"}\n',
    ]);
    expect((await press("revive", { region: PRIMARY })).status).to.equal(200);
    expect((await press("revive", { region: PRIMARY })).status).to.equal(409);
    expect(world.network.dark).to.deep.equal([]);
  });

  it("cuts a region off from every other place, both ways, and heals only that one", async () => {
    await press("partition", { region: PRIMARY });
    await press("partition", { region: SECONDARY });
    const cuts = world.network.cuts.map((cut) => cut.join(" > "));
    for (const place of ["internet", "us-west-2", SECONDARY]) {
      expect(cuts).to.include.members([`${PRIMARY} > ${place}`, `${place} > ${PRIMARY}`]);
    }
    await press("heal", { region: PRIMARY });
    const left = world.network.cuts.map((cut) => cut.join(" > "));
    expect(left).to.have.members([
      ...["internet > us-east-2", "us-east-2 > internet"],
      ...["us-west-2 > us-east-2", "us-east-2 > us-west-2"],
    ]);
  });

  it("silences stores, lies and slows replication, until everything is repaired", async () => {
    await press("blackhole-store", { region: PRIMARY });
    await press("lie", { region: SECONDARY, on: true });
    await press("lag", { lagMs: 5_000 });
    expect(world.network).to.deep.include({
      storeDark: [PRIMARY],
      lying: [SECONDARY],
      lagMs: 5_000,
    });
    await press("lie", { region: SECONDARY, on: false });
    expect(world.network.lying).to.deep.equal([]);
    await press("heal");
    expect(world.network).to.deep.include({ storeDark: [], lying: [], cuts: [] });
  });

  const refused: readonly [name: string, input: unknown, status: number][] = [
    ["kill", undefined, 400],
    ["kill", { region: "eu-west-1" }, 400],
    ["kill", { region: "__proto__" }, 400],
    ["kill", [], 400],
    ["kill", 7, 400],
    ["lie", { region: PRIMARY, on: "yes" }, 400],
    ["lag", { lagMs: -1 }, 400],
    ["lag", { lagMs: 1e9 }, 400],
    ["lag", { lagMs: "many" }, 400],
    ["lag", { lagMs: "x".repeat(20_000) }, 400],
    ["constructor", {}, 404],
    ["no-such-action", {}, 404],
  ];
  for (const [name, input, status] of refused) {
    it(`refuses ${name} with ${JSON.stringify(input)?.slice(0, 40)}`, async () => {
      expect((await press(name, input)).status).to.equal(status);
      expect(world.network.dark).to.deep.equal([]);
    });
  }

  it("lets customers pay", async () => {
    await press("pay");
    await press("start-load");
    expect([world.payer.paid, world.payer.loadOn]).to.deep.equal([1, true]);
    await press("stop-load");
    expect(world.payer.loadOn).to.equal(false);
  });

  it("orders the documented move from the region that is active", async () => {
    await until(async () => (await state()).authority !== undefined);
    const wrong = await press("failback");
    expect([wrong.status, wrong.text]).to.satisfy(
      ([status, text]: [number, string]) =>
        status === 409 && text.includes("failover to us-east-2"),
    );
    await press("failover");
    world.authority = { active: SECONDARY, epoch: 2, phase: "STEADY" };
    await until(async () => (await state()).authority?.epoch === 2);
    await press("failback");
    expect(
      world.ordered.map(({ kind, to, from, epoch, graceful, drill }) => [
        kind,
        to,
        from,
        epoch,
        graceful,
        drill,
      ]),
    ).to.deep.equal([
      ["failover", SECONDARY, PRIMARY, 1, true, true],
      ["failback", PRIMARY, SECONDARY, 2, true, true],
    ]);
  });

  it("takes authority from a region that is gone without asking it", async () => {
    await until(async () => (await state()).authority !== undefined);
    await press("kill", { region: PRIMARY });
    await press("failover");
    expect(world.ordered[0]).to.include({ to: SECONDARY, graceful: false });
    await press("kill", { region: SECONDARY });
    expect((await press("failover")).status).to.equal(409);
  });

  it("tells a page that comes back only what it missed, and another night's page everything", async () => {
    world.tell("us-east-1", "first");
    world.tell("us-east-1", "second");
    const whole = await stream({});
    expect(whole).to.include("first").and.to.include("second").and.to.include("event: state");
    const ids = [...whole.matchAll(/^id: (.+)\nevent: night\ndata: .*"text":"(.+?)"/gm)];
    const first = ids.find(([, , text]) => text === "first")?.[1] ?? "";
    const rest = await stream({ "last-event-id": first });
    expect(rest).to.include("second").and.to.not.include('"text":"first"');
    for (const id of [`1-${first.split("-")[1]}`, "garbage", "99999"]) {
      expect(await stream({ "last-event-id": id }), id).to.include('"text":"first"');
    }
  });

  async function state() {
    return JSON.parse((await ask("/state")).text);
  }

  /** What an open page hears in its first moments. */
  function stream(headers: Readonly<Record<string, string>>): Promise<string> {
    return new Promise((resolve, reject) => {
      const { page: port } = world.deployment.ports;
      const outgoing = request(
        { host: "127.0.0.1", port, path: "/events", headers },
        (incoming) => {
          let text = "";
          incoming.setEncoding("utf8").on("data", (chunk) => {
            text += chunk;
          });
          setTimeout(() => {
            outgoing.destroy();
            resolve(text);
          }, 100);
        },
      );
      outgoing.on("error", reject);
      outgoing.end();
    });
  }
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadlineMs) throw new Error("it never came to be");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
