import { expect } from "chai";
import { validate } from "../../functions/validate";
import { PaymentWorld, payRequest } from "./payment-world";

describe("POST /validate", () => {
  it("stores the payment, hints once and answers with it", async () => {
    const world = new PaymentWorld();
    const response = await validate(world.all())(payRequest());
    expect(response.status).to.equal(200);
    expect(JSON.parse(response.body)).to.include({ status: "accepted", amount: "100.00" });
    expect(world.stored("t1")).to.include({ status: "ACCEPTED", amountMinor: "10000" });
    expect(world.hints).to.deep.equal(["acme#t1"]);
  });

  it("answers 202 under its other name", async () => {
    const world = new PaymentWorld();
    expect((await validate(world.all())(payRequest({}, "/payments"))).status).to.equal(202);
  });

  it("replays the same bytes for the same payment, however it was written, and says so", async () => {
    const world = new PaymentWorld();
    const handle = validate(world.all());
    const first = await handle(payRequest());
    world.ports.advance(60_000);
    const again = await handle(payRequest({ amount: 100 }));
    expect(again.body).to.equal(first.body);
    expect(first.headers).not.to.have.property("Idempotent-Replayed");
    expect(again.headers["Idempotent-Replayed"]).to.equal("true");
    expect(world.stored("t1")?.version).to.equal(1);
    expect(world.hints, "the first request may have died before its hint").to.have.length(2);
  });

  it("refuses another payment under the same identifier and keeps the first", async () => {
    const world = new PaymentWorld();
    const handle = validate(world.all());
    await handle(payRequest());
    const other = await handle(payRequest({ amount: "1.00" }));
    expect(other.status).to.equal(409);
    expect(other.headers["Content-Type"]).to.equal("application/problem+json");
    expect(world.stored("t1")?.amountMinor).to.equal("10000");
  });

  it("keeps tenants apart", async () => {
    const world = new PaymentWorld();
    const handle = validate(world.all());
    await handle(payRequest());
    const other = { ...payRequest({ amount: "1.00" }), principal: { tenant: "b", subject: "s" } };
    expect((await handle(other)).status).to.equal(200);
  });

  it("reports every problem of a bad request and stores nothing", async () => {
    const world = new PaymentWorld();
    const response = await validate(world.all())(payRequest({ amount: "-1", currency: "XXX" }));
    expect(response.status).to.equal(400);
    expect(JSON.parse(response.body).problems).to.have.length(2);
    expect(world.stored("t1")).to.equal(undefined);
    expect(world.hints).to.deep.equal([]);
  });

  it("says that the store cannot be reached, when to come back and how", async () => {
    const world = new PaymentWorld();
    world.failing.set("PutItem", "InternalServerError");
    const response = await validate(world.all())(payRequest());
    expect(response.status).to.equal(503);
    expect(response.headers["Retry-After"]).to.equal("2");
    expect(world.hints).to.deep.equal([]);
  });

  it("lets a missing permission be an error of ours, not of the store", async () => {
    const world = new PaymentWorld();
    world.failing.set("PutItem", "AccessDeniedException");
    let thrown: unknown;
    await validate(world.all())(payRequest()).catch((error: unknown) => {
      thrown = error;
    });
    expect((thrown as Error).name).to.equal("AccessDeniedException");
  });

  it("accepts although the hint is lost", async () => {
    const world = new PaymentWorld();
    world.failing.set("SendMessage", "TimeoutError");
    expect((await validate(world.all())(payRequest())).status).to.equal(200);
    expect(world.ports.counted.get("HintLost")).to.equal(1);
  });
});
