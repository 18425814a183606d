import { expect } from "chai";
import { edgeSchema } from "../../../components/region/edge-schema";
import { paymentRequestSchema } from "../../../functions/core/request-schema";

describe("edgeSchema", () => {
  it("keeps what API Gateway can check", () => {
    const schema = edgeSchema(paymentRequestSchema(["USD"])) as {
      required: string[];
      additionalProperties: boolean;
      properties: Record<string, object>;
    };
    expect(schema.required).to.include.members(["transaction_id", "amount", "currency"]);
    expect(schema.additionalProperties).to.equal(false);
    expect(schema.properties.currency).to.deep.include({ type: "string", enum: ["USD"] });
    expect(schema.properties.transaction_id).to.have.property("pattern");
  });

  it("leaves out what an OpenAPI import refuses, at every depth", () => {
    const text = JSON.stringify(edgeSchema(paymentRequestSchema(["USD", "EUR"])));
    expect(text).not.to.match(/"type":\[/);
    expect(text).not.to.include("exclusiveMinimum");
  });

  it("still turns away amounts that are plainly wrong", () => {
    const { properties } = edgeSchema(paymentRequestSchema(["USD"])) as {
      properties: Record<string, object>;
    };
    expect(properties.amount).to.have.property("pattern");
    expect(properties.amount).to.have.property("minimum", 0);
  });
});
