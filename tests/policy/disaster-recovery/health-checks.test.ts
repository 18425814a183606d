import {
  everyAnswerIsChecked,
  healthChecksAskOpenGetPaths,
  healthChecksReadTheAnswer,
  trafficFollowsTheLatch,
} from "../../../policy/disaster-recovery/health-checks";
import { UNKNOWN } from "../../../policy/values";
import { changed, resource, ruleCases } from "../rule-cases";

const document = (paths: object, more: object = {}) => JSON.stringify({ paths, ...more });
const open = { get: {} };

const api = resource(
  "apigateway.RestApi",
  "api",
  { body: document({ "/health": open, "/validate": { post: {} } }) },
  { id: "abc" },
);
const stage = resource("apigateway.Stage", "stage", { stageName: "prod" });
const endpoint = resource("route53.HealthCheck", "endpoint", {
  type: "HTTPS_STR_MATCH",
  searchString: '"status":"ok"',
  fqdn: "abc.execute-api.us-east-1.amazonaws.com",
  resourcePath: "/prod/health",
});
const own = changed(endpoint, { fqdn: "use1.pay.company.com", resourcePath: "/health" });
const mapping = resource("apigateway.BasePathMapping", "mapping", {
  domainName: "use1.pay.company.com",
});

ruleCases(healthChecksAskOpenGetPaths, [api, stage, endpoint], {
  "GET on a path with only POST": {
    graph: [api, stage, changed(endpoint, { resourcePath: "/prod/validate" })],
    says: "asks GET /prod/validate, which api lacks",
  },
  "a path without its stage": {
    graph: [api, stage, changed(endpoint, { resourcePath: "/staging/health" })],
    says: "which api lacks",
  },
  "a host that is nobody's": {
    graph: [api, stage, changed(endpoint, { fqdn: "elsewhere.com" })],
    says: "no API of this stack answers to",
  },
  "a check without a host": {
    graph: [api, stage, changed(endpoint, { fqdn: undefined })],
    says: "names no host",
  },
  "a path that asks for credentials": {
    graph: [
      changed(api, { body: document({ "/health": { get: { security: [{ iam: [] }] } } }) }),
      stage,
      endpoint,
    ],
    says: "needs credentials",
  },
  "credentials that the whole API asks for": {
    graph: [
      changed(api, { body: document({ "/health": open }, { security: [{ iam: [] }] }) }),
      stage,
      endpoint,
    ],
    says: "needs credentials",
  },
});
ruleCases(healthChecksAskOpenGetPaths, [api, mapping, own], {
  "a path below a mapping that has another base": {
    graph: [api, changed(mapping, { basePath: "v1" }), changed(own, { resourcePath: "/v1/pay" })],
    says: "which api lacks",
  },
});

ruleCases(healthChecksReadTheAnswer, [endpoint], {
  "a check that looks at the status only": {
    graph: [changed(endpoint, { type: "HTTPS" })],
    says: "is of type HTTPS",
  },
  "a check without a text": {
    graph: [changed(endpoint, { searchString: undefined })],
    says: "looks for no text",
  },
});

const latch = changed(endpoint, { invertHealthcheck: true }, { name: "latch", id: "latch" });
const traffic = resource("route53.HealthCheck", "traffic", {
  type: "CALCULATED",
  childHealthThreshold: 2,
  childHealthchecks: ["endpoint", "latch"],
});
const regions = ["us-east-1", "us-east-2"].map((region) =>
  resource("apigateway.RestApi", region, {}, { region }),
);

ruleCases(trafficFollowsTheLatch, [endpoint, latch, traffic], {
  "no health checks at all": { graph: regions, says: "nothing checks the health" },
  "no latch": { graph: [endpoint, traffic], says: "the standby has no latch" },
  "a latch that nothing follows": { graph: [endpoint, latch], says: "no check joins" },
  "a calculated check of other checks": {
    graph: [endpoint, latch, changed(traffic, { childHealthchecks: ["endpoint", "other"] })],
    says: "does not follow the latch",
  },
  "one good child being enough": {
    graph: [endpoint, latch, changed(traffic, { childHealthThreshold: 1 })],
    says: "does not need all of its children",
  },
});
ruleCases(
  trafficFollowsTheLatch,
  [endpoint, latch, changed(traffic, { childHealthchecks: [UNKNOWN, UNKNOWN] })],
  {},
);

const record = resource("route53.Record", "record", {
  name: "api.pay.company.com",
  weightedRoutingPolicies: [{ weight: 100 }],
  healthCheckId: "traffic",
});

ruleCases(everyAnswerIsChecked, [record, own], {
  "a record that is answered for ever": {
    graph: [changed(record, { healthCheckId: undefined })],
    says: "even when it is dead",
  },
  "a check of the shared name": {
    graph: [record, changed(own, { fqdn: "api.pay.company.com" })],
    says: "asks the shared name",
  },
});
