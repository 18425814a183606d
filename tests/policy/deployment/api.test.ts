import {
  apisMayCallTheirFunctions,
  deploymentsFollowTheirMethods,
  healthChecksAreConsistent,
  stagesThatLogHaveAnAccountRole,
  zoneNamesCanBeOwned,
} from "../../../policy/deployment/api";
import { changed, resource, ruleCases } from "../rule-cases";

const account = resource("apigateway.Account", "account");
const stage = resource(
  "apigateway.Stage",
  "stage",
  { accessLogSettings: {} },
  { dependencies: [account.urn] },
);

ruleCases(stagesThatLogHaveAnAccountRole, [account, stage], {
  "a stage that does not wait for the role": {
    graph: [account, { ...stage, dependencies: [] }],
    says: "does not wait for the account's CloudWatch role",
  },
  "a region whose account has no role": {
    graph: [account, { ...stage, region: "us-east-2" }],
    says: "logs in a region whose account has no role",
  },
});
ruleCases(stagesThatLogHaveAnAccountRole, [stage], {});

const NAME = "payment-validate-dev-us-east-1";
const api = resource("apigateway.RestApi", "api", {
  body: `"arn:aws:lambda:us-east-1:1:function:${NAME}:live/invocations"`,
});
const deployment = resource(
  "apigateway.Deployment",
  "deployment",
  { restApi: "api", triggers: { document: "digest" } },
  { dependencies: [api.urn] },
);
const method = resource("apigateway.Method", "method");

ruleCases(deploymentsFollowTheirMethods, [api, deployment], {
  "a snapshot that is never taken again": {
    graph: [api, changed(deployment, { triggers: undefined })],
    says: "is not taken again on a change",
  },
  "a snapshot before the API": {
    graph: [api, { ...deployment, dependencies: [] }],
    says: "does not wait for api",
  },
  "a snapshot before a method": {
    graph: [api, method, deployment],
    says: "does not wait for method",
  },
});

const zone = resource("route53.Zone", "zone", { name: "pay.company.com" });

ruleCases(
  zoneNamesCanBeOwned,
  [zone],
  Object.fromEntries(
    ["example.com", "pay.example.com.", "payments.internal", "pay.local", "pay.test"].map(
      (name) => [
        `a zone ${name}`,
        { graph: [changed(zone, { name })], says: `is called ${name}, which nobody can own` },
      ],
    ),
  ),
);
ruleCases(zoneNamesCanBeOwned, [zone], {
  "a certificate for a reserved name": {
    graph: [resource("acm.Certificate", "certificate", { domainName: "api.example.com" })],
    says: "certificate is called api.example.com",
  },
});

const check = resource("route53.HealthCheck", "check", {
  type: "HTTPS_STR_MATCH",
  resourcePath: "/health",
  searchString: "ok",
  requestInterval: 10,
});

ruleCases(healthChecksAreConsistent, [check], {
  "a TCP check with a path": {
    graph: [changed(check, { type: "TCP", searchString: undefined })],
    says: "is TCP and has a path",
  },
  "an interval that does not exist": {
    graph: [changed(check, { requestInterval: 15 })],
    says: "only 10 and 30 exist",
  },
  "a text that its type does not search": {
    graph: [changed(check, { type: "HTTPS" })],
    says: "its searched text does not fit",
  },
  "a search without a text": {
    graph: [changed(check, { searchString: undefined })],
    says: "its searched text does not fit",
  },
});

const permission = resource("lambda.Permission", "permission", {
  function: NAME,
  principal: "apigateway.amazonaws.com",
});

ruleCases(apisMayCallTheirFunctions, [api, permission], {
  "a function that does not let its API in": {
    graph: [api],
    says: `calls ${NAME}, which does not let it in`,
  },
  "a permission in the other region": {
    graph: [api, { ...permission, region: "us-east-2" }],
    says: "does not let it in",
  },
  "a permission for somebody else": {
    graph: [api, changed(permission, { principal: "sns.amazonaws.com" })],
    says: "does not let it in",
  },
});
