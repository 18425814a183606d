import type * as aws from "@pulumi/aws";
import { expect } from "chai";
import type { ApiDomain } from "../../../components/region/api-names";
import type { ApiFunction } from "../../../components/region/api-operations";
import { PaymentApi } from "../../../components/region/payment-api";
import { PaymentFunction } from "../../../components/region/payment-function";
import { sampleConfig } from "../sample-stack";
import { declareInPrimary } from "./region-of-test";

const ENVIRONMENT = {
  TRANSACTIONS_TABLE: "t",
  CONTROL_TABLE: "c",
  SESSIONS_TABLE: "s",
  QUEUE_URL: "q",
  PAYMENT_LIMITS: "{}",
  PRIMARY_REGION: "us-east-1",
  FAILOVER_POLICY: "{}",
  TOKEN_ISSUER: "i",
  TOKEN_AUDIENCE: "a",
  TOKEN_KEYS_PARAMETER: "k",
};

const DOMAIN: ApiDomain = {
  sharedName: "api.acme-pay.net",
  ownName: "api-use1.acme-pay.net",
  certificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/one",
};

const JWT = { auth: "jwt", issuer: "https://login.acme-pay.net/", audience: "payments" };

async function declared(api: Record<string, unknown> = {}, domain?: ApiDomain) {
  const config = sampleConfig({ api });
  const found = await declareInPrimary((context, opts) => {
    const make = (functionName: ApiFunction | "authorizer") =>
      new PaymentFunction(
        functionName,
        { functionName, host: { context, config }, environment: ENVIRONMENT, statements: [] },
        opts,
      );
    return new PaymentApi(
      "api",
      {
        context,
        config: config.api,
        functions: {
          validate: make("validate"),
          payment: make("payment"),
          session: make("session"),
          health: make("health"),
          latch: make("latch"),
          approval: make("approval"),
        },
        ...(config.api.auth.kind === "jwt" ? { authorizer: make("authorizer") } : {}),
        logsKeyArn: "arn:aws:kms:us-east-1:000000000000:key/logs",
        ...(domain === undefined ? {} : { domain }),
      },
      opts,
    );
  });
  const document = JSON.parse(found.named("api-rest").inputs.body);
  return { ...found, document };
}

/** Who may call each operation, by what signs them in. */
function access(document: { paths: Record<string, Record<string, { security?: object[] }>> }) {
  return Object.fromEntries(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => [
        `${method.toUpperCase()} ${path}`,
        security === undefined ? "open" : Object.keys(security[0] ?? {})[0],
      ]),
    ),
  );
}

describe("PaymentApi", () => {
  it("offers the briefs' operations under the brief's name", async () => {
    const { named, document } = await declared();
    expect(named("api-rest").inputs.name).to.equal("payment-api-test-us-east-1");
    expect(named("api-stage").inputs.stageName).to.equal("prod");
    expect(access(document)).to.deep.equal({
      "POST /validate": "iam",
      "POST /payments": "iam",
      "GET /payments/{transaction_id}": "iam",
      "POST /sessions": "iam",
      "GET /sessions/{session_id}": "iam",
      "GET /health": "open",
      "GET /dr/latched": "open",
      "POST /dr/approvals/{approval_id}": "iam",
    });
  });

  it("answers a health check's GET, which a POST alone would refuse", async () => {
    const { document } = await declared();
    expect(document.paths["/health"]).to.have.property("get");
    expect(document.paths["/dr/latched"]).to.have.property("get");
  });

  it("lets operators approve with IAM whatever clients sign in with", async () => {
    for (const api of [JWT, { auth: { open: "A demonstration without clients" } }]) {
      const { document } = await declared(api);
      expect(access(document)["POST /dr/approvals/{approval_id}"]).to.equal("iam");
    }
  });

  it("asks the authorizer about every token of a client", async () => {
    const { document, named } = await declared(JWT);
    expect(access(document)["POST /payments"]).to.equal("jwt");
    const { jwt } = document.components.securitySchemes;
    expect(jwt["x-amazon-apigateway-authorizer"].authorizerUri).to.match(
      /functions\/arn:aws:lambda:us-east-1:\d+:function:payment-authorizer-test-us-east-1:live\//,
    );
    expect(named("api-authorizer-permission").inputs.principal).to.equal(
      "apigateway.amazonaws.com",
    );
  });

  it("invokes the live alias of each function, and each is allowed for its own route only", async () => {
    const { document, ofType } = await declared();
    const { uri } = document.paths["/validate"].post["x-amazon-apigateway-integration"];
    expect(uri).to.match(/function:payment-validate-test-us-east-1:live\/invocations$/);
    const permissions = ofType("aws:lambda/permission:Permission").map(({ inputs }) => inputs);
    expect(permissions).to.have.length(8);
    for (const { qualifier, sourceArn } of permissions) {
      expect(qualifier).to.equal("live");
      expect(sourceArn).to.match(/\/prod\/(GET|POST)\/[a-z]+/);
    }
  });

  it("checks bodies and parameters at the edge", async () => {
    const { document } = await declared({ limits: { currencies: ["USD", "JPY"] } });
    expect(document["x-amazon-apigateway-request-validators"].everything).to.deep.equal({
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const { schema } = document.paths["/validate"].post.requestBody.content["application/json"];
    expect(schema.$ref).to.equal("#/components/schemas/PaymentRequest");
    const { currency } = document.components.schemas.PaymentRequest.properties;
    expect(currency.enum).to.deep.equal(["USD", "JPY"]);
  });

  it("speaks problem details even when no function was asked", async () => {
    const { document } = await declared();
    const responses = document["x-amazon-apigateway-gateway-responses"];
    for (const [name, response] of Object.entries<Record<string, Record<string, string>>>(
      responses,
    )) {
      expect(response.responseParameters?.["gatewayresponse.header.Content-Type"], name).to.equal(
        "'application/problem+json'",
      );
      const problem = JSON.parse(response.responseTemplates?.["application/json"] ?? "");
      expect(problem, name).to.include.keys("type", "title");
      const { statusCode } = response as { statusCode?: string };
      expect(problem.status && String(problem.status), name).to.equal(statusCode);
    }
    expect(responses.BAD_REQUEST_BODY.responseTemplates["application/json"]).to.include(
      "$context.error.validationErrorString",
    );
    expect(responses.MISSING_AUTHENTICATION_TOKEN.statusCode).to.equal("404");
  });

  it("says nothing about a status that API Gateway chooses", async () => {
    const { document } = await declared();
    const responses = document["x-amazon-apigateway-gateway-responses"];
    for (const name of ["DEFAULT_4XX", "DEFAULT_5XX"]) {
      expect(responses[name], name).to.not.have.property("statusCode");
      expect(responses[name].responseTemplates["application/json"], name).to.not.contain("status");
    }
  });

  it("throttles at the configured rate, on the stage and in the usage plan", async () => {
    const { named } = await declared();
    expect(named("api-limits").inputs.methodPath).to.equal("*/*");
    expect(named("api-limits").inputs.settings).to.include({
      throttlingRateLimit: 10_000,
      throttlingBurstLimit: 5_000,
      dataTraceEnabled: false,
    });
    expect(named("api-plan").inputs.throttleSettings).to.deep.equal({
      rateLimit: 10_000,
      burstLimit: 5_000,
    });
  });

  it("deploys again when the document changes, and only then", async () => {
    const digest = async (api: Record<string, unknown>) =>
      (await declared(api)).named("api-deployment").inputs.triggers.document;
    expect(await digest({})).to.equal(await digest({}));
    expect(await digest({})).not.to.equal(await digest({ limits: { currencies: ["USD"] } }));
  });

  it("logs requests without bodies or tokens, once the account may log at all", async () => {
    const { named } = await declared();
    const { format } = named("api-stage").inputs.accessLogSettings;
    expect(format).not.to.match(/authorizer|header|body/i);
    expect(named("api-access-account").inputs.cloudwatchRoleArn).to.match(/api-logging/);
    const without = await declared({ manageAccountLogging: false });
    expect(without.ofType("aws:apigateway/account:Account")).to.deep.equal([]);
  });
});

describe("the names of an API", () => {
  it("are AWS's own without a domain", async () => {
    const { named, ofType } = await declared();
    expect(named("api-rest").inputs.disableExecuteApiEndpoint).to.equal(false);
    expect(ofType("aws:apigateway/domainName:DomainName")).to.deep.equal([]);
  });

  it("are a shared and an own one with a domain, and AWS's door is closed", async () => {
    const { named, ofType } = await declared({}, DOMAIN);
    expect(named("api-rest").inputs.disableExecuteApiEndpoint).to.equal(true);
    const names = ofType("aws:apigateway/domainName:DomainName");
    expect(names.map(({ inputs }) => inputs.domainName)).to.have.members([
      "api.acme-pay.net",
      "api-use1.acme-pay.net",
    ]);
    for (const { inputs } of names) {
      expect(inputs.endpointConfiguration.types).to.equal("REGIONAL");
      expect(inputs.securityPolicy).to.match(/TLS13_1_2/);
      expect(inputs.endpointAccessMode, "the new policies ask for it").to.equal("BASIC");
    }
    expect(ofType("aws:apigateway/basePathMapping:BasePathMapping")).to.have.length(2);
  });
});

describe("the firewall", () => {
  it("is there by configuration only", async () => {
    expect((await declared()).ofType("aws:wafv2/webAcl:WebAcl")).to.deep.equal([]);
  });

  it("blocks floods from one address, but never health checkers", async () => {
    const { named } = await declared({ waf: true, wafRequestsPerAddress: 500 });
    const [floods, ...managed] = named("api-firewall-acl").inputs.rules;
    expect(floods.statement.rateBasedStatement.limit).to.equal(500);
    expect(JSON.stringify(floods.statement.rateBasedStatement.scopeDownStatement)).to.match(
      /notStatement.*\/health.*\/dr\/latched/,
    );
    expect(
      managed.map(
        (rule: aws.types.input.wafv2.WebAclRule) =>
          JSON.stringify(rule.statement).match(/AWSManagedRules\w+/)?.[0],
      ),
    ).to.deep.equal(["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"]);
    expect(named("api-firewall-stage").inputs.resourceArn).to.match(/\/stages\/prod$/);
  });
});
