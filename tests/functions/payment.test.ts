import { expect } from "chai";
import { payment } from "../../functions/payment";
import { validate } from "../../functions/validate";
import { PaymentWorld, payRequest } from "./payment-world";

const ask = (id: string, tenant = "acme") => ({
  ...payRequest(),
  method: "GET",
  body: undefined,
  parameters: { transaction_id: id },
  principal: { tenant, subject: "s" },
});

describe("GET /payments/{transaction_id}", () => {
  it("shows the live state under the outside names", async () => {
    const world = new PaymentWorld();
    await validate(world.all())(payRequest());
    const response = await payment(world.all())(ask("t1"));
    expect(response.status).to.equal(200);
    expect(JSON.parse(response.body)).to.include({ transaction_id: "t1", status: "accepted" });
  });

  it("does not show another tenant's payment", async () => {
    const world = new PaymentWorld();
    await validate(world.all())(payRequest());
    expect((await payment(world.all())(ask("t1", "other"))).status).to.equal(404);
  });

  it("refuses an identifier that cannot be one, without asking the store", async () => {
    const world = new PaymentWorld();
    world.failing.set("GetItem", "InternalServerError");
    expect((await payment(world.all())(ask("a b"))).status).to.equal(400);
  });

  it("says that the store cannot be reached", async () => {
    const world = new PaymentWorld();
    world.failing.set("GetItem", "InternalServerError");
    expect((await payment(world.all())(ask("t1"))).status).to.equal(503);
  });
});
