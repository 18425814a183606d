/**
 * The requests we accept, as JSON Schema (draft 4, which API Gateway speaks). These objects are the
 * single source of the edge models, of the OpenAPI document and of the function's own check.
 */
export interface SchemaNode {
  readonly type: "object" | "string" | "number" | "integer" | readonly ("string" | "number")[];
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: false;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: true;
  readonly maximum?: number;
}

/** Identifiers and tokens: visible ASCII without anything that needs escaping anywhere. */
const TOKEN = "^[A-Za-z0-9_.:-]{1,64}$";

export const TRANSACTION_ID_PATTERN = "^[A-Za-z0-9_-]{1,64}$";

/** A payment to accept; the currencies are the configured ones. */
export function paymentRequestSchema(currencies: readonly string[]): SchemaNode {
  return {
    type: "object",
    required: ["transaction_id", "amount", "currency", "customer_id", "payment_method"],
    additionalProperties: false,
    properties: {
      transaction_id: {
        type: "string",
        pattern: TRANSACTION_ID_PATTERN,
        description: "The client's own identifier; the same one always names the same payment.",
      },
      amount: {
        type: ["string", "number"],
        pattern: "^[0-9]{1,15}(\\.[0-9]{1,15})?$",
        minimum: 0,
        exclusiveMinimum: true,
        description: 'Major units, preferably as text: "100.00".',
      },
      currency: { type: "string", enum: currencies, description: "ISO 4217 code." },
      customer_id: { type: "string", pattern: TOKEN, description: "An opaque reference." },
      payment_method: {
        type: "string",
        pattern: TOKEN,
        description: "A token of the processor; never a card number.",
      },
    },
  };
}

/** A checkout session to open. */
export const SESSION_REQUEST_SCHEMA: SchemaNode = {
  type: "object",
  required: ["session_id", "customer_id"],
  additionalProperties: false,
  properties: {
    session_id: { type: "string", pattern: TRANSACTION_ID_PATTERN },
    customer_id: { type: "string", pattern: TOKEN },
    transaction_id: { type: "string", pattern: TRANSACTION_ID_PATTERN },
    ttl_seconds: { type: "integer", minimum: 60, maximum: 86_400 },
  },
};
