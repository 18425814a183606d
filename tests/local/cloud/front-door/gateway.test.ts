import { expect } from "chai";
import { Gateway, type GatewayRequest } from "../../../../local/cloud/front-door/gateway";
import { AwsError } from "../../../../local/engine/aws-error";
import type { Outcome } from "../../../../local/engine/lambda/attempt";
import type { DeclaredApi } from "../../../../local/topology/apis";

const functionArn = "arn:aws:lambda:us-east-2:111122223333:function:validate:live";
const authorizerArn = functionArn.replace("validate", "authorizer");
const uri = (arn: string) =>
  `arn:aws:apigateway:us-east-2:lambda:path/2015-03-31/functions/${arn}/invocations`;
const operation = (more: object = {}) => ({
  "x-amazon-apigateway-integration": { type: "aws_proxy", uri: uri(functionArn) },
  ...more,
});
const schema = {
  type: "object",
  required: ["amount"],
  properties: { amount: { type: "string", pattern: "^[0-9]+$" } },
  additionalProperties: false,
};

function api(throttleBurst = 100): DeclaredApi {
  return {
    id: "api1",
    name: "payments",
    executionArn: "arn:aws:execute-api:us-east-2:111122223333:api1",
    stage: "prod",
    throttleRate: 1,
    throttleBurst,
    hosts: [],
    targets: [],
    description: {
      "x-amazon-apigateway-request-validator": "body",
      "x-amazon-apigateway-request-validators": { body: { validateRequestBody: true } },
      components: {
        securitySchemes: {
          token: {
            "x-amazon-apigateway-authorizer": { type: "token", authorizerUri: uri(authorizerArn) },
          },
          signature: { "x-amazon-apigateway-authtype": "awsSigv4" },
        },
      },
      paths: {
        "/payments": {
          post: operation({ requestBody: { content: { "application/json": { schema } } } }),
        },
        "/payments/{id}": { get: operation() },
        "/payments/latest": { get: operation() },
        "/token": { get: operation({ security: [{ token: [] }] }) },
        "/signed": { get: operation({ security: [{ signature: [] }] }) },
      },
    },
  };
}

/** A gateway whose functions echo their event, and what it asked them. */
class Door {
  readonly invoked: { arn: string; event: Record<string, unknown>; sourceArn: string }[] = [];
  nowMs = 0;
  outcome: () => Outcome = () => ({
    ok: true,
    value: { statusCode: 200, headers: { "x-from": "function" }, body: "done" },
  });
  policy = "Allow";
  private readonly gateway: Gateway;

  constructor(declared = api()) {
    this.gateway = new Gateway(declared, {
      monoMs: () => this.nowMs,
      invoke: async (arn, event, sourceArn) => {
        this.invoked.push({ arn, event: event as Record<string, unknown>, sourceArn });
        if (arn !== authorizerArn) return this.outcome();
        if (this.policy === "Unauthorized") {
          return { ok: false, error: { errorMessage: "Unauthorized" } };
        }
        const { methodArn } = event as { methodArn: string };
        const Statement = [
          { Effect: this.policy, Action: "execute-api:Invoke", Resource: methodArn },
        ];
        const value = {
          principalId: "shop",
          context: { tenant: "shop" },
          policyDocument: { Statement },
        };
        return { ok: true, value };
      },
    });
  }

  async ask(line: string, more: Partial<GatewayRequest> = {}) {
    const [method = "", url = ""] = line.split(" ");
    const { answer } = await this.gateway.answer({ method, url, headers: {}, body: "", ...more });
    return answer;
  }
}

describe("The gateway", () => {
  it("hands a request to the function of its method, naming the method", async () => {
    const door = new Door();
    const answer = await door.ask("POST /payments?debug=1", { body: '{"amount":"1"}' });
    expect(answer).to.deep.equal({ status: 200, headers: { "x-from": "function" }, body: "done" });
    const [{ arn, event, sourceArn }] = door.invoked as [(typeof door.invoked)[0]];
    expect(arn).to.equal(functionArn);
    expect(sourceArn).to.match(/api1\/prod\/POST\/payments$/);
    expect(event).to.deep.include({
      httpMethod: "POST",
      body: '{"amount":"1"}',
      path: "/payments",
    });
  });

  it("knows the stage, the parameters, and that fixed paths win", async () => {
    const door = new Door();
    await door.ask("GET /prod/payments/p%201");
    await door.ask("GET /payments/latest");
    const [first, second] = door.invoked.map(({ event }) => event);
    expect(first?.pathParameters).to.deep.equal({ id: "p 1" });
    expect(second).to.deep.include({ resource: "/payments/latest", pathParameters: null });
  });

  for (const [what, line, request, status] of [
    ["a path that nobody declares", "GET /admin", {}, 403],
    ["a method that nobody declares", "DELETE /payments", {}, 403],
    ["a body that is no JSON", "POST /payments", { body: "{" }, 400],
    ["a body that breaks the schema", "POST /payments", { body: '{"amount":"1a"}' }, 400],
    [
      "a member that the schema does not have",
      "POST /payments",
      { body: '{"amount":"1","x":1}' },
      400,
    ],
    ["a body that is too long", "POST /payments", { body: undefined }, 413],
    ["a request without a token", "GET /token", {}, 401],
    ["a request without a signature", "GET /signed", {}, 403],
  ] as const) {
    it(`refuses ${what} with ${status}, and asks no function`, async () => {
      const door = new Door();
      expect((await door.ask(line, request)).status).to.equal(status);
      expect(door.invoked).to.deep.equal([]);
    });
  }

  it("throttles beyond the burst, and fills up again", async () => {
    const door = new Door(api(1));
    expect((await door.ask("GET /payments/a")).status).to.equal(200);
    expect((await door.ask("GET /payments/a")).status).to.equal(429);
    door.nowMs += 1_000;
    expect((await door.ask("GET /payments/a")).status).to.equal(200);
  });

  for (const [policy, status] of [
    ["Allow", 200],
    ["Deny", 403],
    ["Unauthorized", 401],
  ] as const) {
    it(`answers ${status} when the authorizer says ${policy}`, async () => {
      const door = new Door();
      door.policy = policy;
      const answer = await door.ask("GET /token", { headers: { authorization: "Bearer t" } });
      expect(answer.status).to.equal(status);
      expect(door.invoked[0]?.sourceArn).to.match(/api1\/authorizers\/token$/);
      const asked = door.invoked[1]?.event.requestContext;
      const authorizer = { tenant: "shop", principalId: "shop" };
      if (status === 200) expect(asked).to.deep.include({ authorizer });
    });
  }

  it("tells the function who signed", async () => {
    const door = new Door();
    const authorization =
      "AWS4-HMAC-SHA256 Credential=OPERATOR/20260101/us-east-2/execute-api/aws4_request";
    await door.ask("GET /signed", { headers: { authorization } });
    expect(JSON.stringify(door.invoked[0]?.event.requestContext)).to.match(/user\/OPERATOR"/);
  });

  for (const [what, outcome, status] of [
    ["may not be called", () => fail(new AwsError("AccessDeniedException", "no", 403)), 500],
    ["is throttled", () => fail(new AwsError("TooManyRequestsException", "no", 429)), 502],
    ["fails", (): Outcome => ({ ok: false, error: { errorMessage: "boom" } }), 502],
  ] as const) {
    it(`answers ${status} when the function ${what}`, async () => {
      const door = new Door();
      door.outcome = outcome;
      expect((await door.ask("GET /payments/a")).status).to.equal(status);
    });
  }
});

function fail(error: Error): never {
  throw error;
}
