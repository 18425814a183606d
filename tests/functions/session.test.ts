import { expect } from "chai";
import type { ApiRequest } from "../../functions/core/http-api";
import type { Item } from "../../functions/core/payment-record";
import { session } from "../../functions/session";
import { recordingPorts, scriptedRemote, serviceError } from "./recording-ports";

/** Two regions' replicas as one map: what a session looks like once replication has caught up. */
function sessionsTable() {
  const items = new Map<string, Item>();
  const dynamo = scriptedRemote((operation, input) => {
    const key = (input.Item ?? input.Key).session_id.S as string;
    const old = items.get(key);
    if (operation === "GetItem") return { Item: old };
    const free =
      Number(old?.expires_at?.N ?? 0) <= Number(input.ExpressionAttributeValues[":now"].N);
    if (!free) throw serviceError("ConditionalCheckFailedException", { Item: old });
    items.set(key, input.Item);
    return {};
  });
  return { dynamo, items };
}

function world() {
  const table = sessionsTable();
  const ports = recordingPorts();
  const handle = session({ ...ports, dynamo: table.dynamo, sessionsTable: "sessions" });
  const call = (method: string, rest: Partial<ApiRequest>, tenant = "shop") =>
    handle({
      method,
      path: "/sessions",
      parameters: {},
      headers: {},
      body: undefined,
      principal: { tenant, subject: "user" },
      ...rest,
    });
  return {
    ...table,
    ports,
    open: (body: unknown, tenant?: string) =>
      call("POST", { body: typeof body === "string" ? body : JSON.stringify(body) }, tenant),
    read: (id: string, tenant?: string) => call("GET", { parameters: { session_id: id } }, tenant),
  };
}

const basket = { session_id: "s-1", customer_id: "c-1", transaction_id: "t-1" };

describe("a checkout session", () => {
  it("is opened and can be read until it expires", async () => {
    const { open, read, ports } = world();
    const opened = await open({ ...basket, ttl_seconds: 60 });
    expect(opened.status).to.equal(201);
    expect(JSON.parse(opened.body)).to.deep.equal({
      session_id: "s-1",
      status: "open",
      customer_id: "c-1",
      transaction_id: "t-1",
      expires_at: "2030-01-02T03:05:05.000Z",
    });
    ports.advance(59_000);
    expect((await read("s-1")).body).to.equal(opened.body);
    ports.advance(1_000);
    expect((await read("s-1")).status).to.equal(404);
  });

  it("is opened once: the same request gets the same bytes, later too", async () => {
    const { open, items, ports } = world();
    const first = await open(basket);
    ports.advance(90_000);
    const again = await open(basket);
    expect([again.status, again.body]).to.deep.equal([first.status, first.body]);
    expect(again.headers["Idempotent-Replayed"]).to.equal("true");
    expect(first.headers).not.to.have.property("Idempotent-Replayed");
    expect(items.size).to.equal(1);
  });

  it("refuses its name to a different session until it has expired", async () => {
    const { open, ports } = world();
    await open({ ...basket, ttl_seconds: 60 });
    for (const change of [{ customer_id: "c-2" }, { transaction_id: "t-2" }, { ttl_seconds: 61 }]) {
      expect((await open({ ...basket, ttl_seconds: 60, ...change })).status).to.equal(409);
    }
    ports.advance(60_000);
    expect((await open({ ...basket, customer_id: "c-2" })).status).to.equal(201);
  });

  it("belongs to its tenant", async () => {
    const { open, read } = world();
    await open(basket, "shop");
    expect((await read("s-1", "rival")).status).to.equal(404);
    expect((await open({ ...basket, customer_id: "c-9" }, "rival")).status).to.equal(201);
    expect(JSON.parse((await read("s-1", "shop")).body).customer_id).to.equal("c-1");
  });

  const refused: [string, unknown, string[]][] = [
    ["no body", "", [""]],
    ["a list", [], [""]],
    ["nothing at all", "null", [""]],
    ["a number", "7", [""]],
    [
      "several mistakes",
      { session_id: "a b", ttl_seconds: 5 },
      ["/customer_id", "/session_id", "/ttl_seconds"],
    ],
    ["an unknown member", { ...basket, pan: "x" }, [""]],
    ["a card number", { ...basket, customer_id: "4111111111111111" }, ["/customer_id"]],
    ["a card number for a name", { ...basket, session_id: "4111111111111111" }, ["/session_id"]],
    ["a repeated key", '{"session_id":"a","session_id":"b","customer_id":"c"}', [""]],
    ["a fractional lifetime", { ...basket, ttl_seconds: 90.5 }, ["/ttl_seconds"]],
  ];
  for (const [title, body, pointers] of refused) {
    it(`is not opened for ${title}`, async () => {
      const { open, items } = world();
      const response = await open(body);
      expect(response.status).to.equal(400);
      const { problems } = JSON.parse(response.body) as { problems: { pointer: string }[] };
      expect(problems.map(({ pointer }) => pointer)).to.have.members(pointers);
      expect(items.size).to.equal(0);
    });
  }

  it("is not looked for under a name that cannot exist", async () => {
    const { read, dynamo } = world();
    expect((await read("../x")).status).to.equal(400);
    expect(dynamo.calls).to.have.length(0);
  });

  it("is unavailable, not lost, while the store does not answer", async () => {
    const ports = recordingPorts();
    const dynamo = scriptedRemote(() => {
      throw serviceError("TimeoutError");
    });
    const handle = session({ ...ports, dynamo, sessionsTable: "sessions" });
    const response = await handle({
      method: "POST",
      path: "/sessions",
      parameters: {},
      headers: {},
      body: JSON.stringify(basket),
      principal: { tenant: "shop", subject: "user" },
    });
    expect(response.status).to.equal(503);
    expect(response.headers["Retry-After"]).to.equal("2");
  });

  it("recognises its own write when the reply was lost", async () => {
    const table = sessionsTable();
    let lost = false;
    const dynamo = {
      async send<Output>(operation: string, input: object): Promise<Output> {
        const output = await table.dynamo.send<Output>(operation, input);
        if (lost) return output;
        lost = true;
        throw serviceError("TimeoutError");
      },
    };
    const handle = session({ ...recordingPorts(), dynamo, sessionsTable: "sessions" });
    const response = await handle({
      method: "POST",
      path: "/sessions",
      parameters: {},
      headers: {},
      body: JSON.stringify(basket),
      principal: { tenant: "shop", subject: "user" },
    });
    expect(response.status).to.equal(201);
    expect(table.items.size).to.equal(1);
  });
});
