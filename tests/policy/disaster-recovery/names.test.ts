import {
  customDomainsHaveValidCertificates,
  recordsLeadToCustomDomains,
  sharedNamesAreServedByBothRegions,
} from "../../../policy/disaster-recovery/names";
import { changed, resource, ruleCases } from "../rule-cases";

const record = resource("route53.Record", "shared", {
  name: "api.pay.company.com",
  type: "CNAME",
  records: ["d-abc123.execute-api.us-east-1.amazonaws.com"],
  weightedRoutingPolicies: [{ weight: 100 }],
});

ruleCases(recordsLeadToCustomDomains, [record], {
  "a CNAME straight to execute-api": {
    graph: [changed(record, { records: ["abc123.execute-api.us-east-1.amazonaws.com"] })],
    says: "points at abc123.execute-api.us-east-1.amazonaws.com",
  },
  "an alias straight to execute-api": {
    graph: [changed(record, { aliases: [{ name: "abc.execute-api.us-east-2.amazonaws.com" }] })],
    says: "points at abc.execute-api.us-east-2.amazonaws.com",
  },
});

const CERTIFICATE = "arn:aws:acm:us-east-1:1:certificate/c";
const certificate = resource(
  "acm.Certificate",
  "certificate",
  { domainName: "api.pay.company.com" },
  { outputs: { arn: CERTIFICATE } },
);
const validation = resource("acm.CertificateValidation", "valid", { certificateArn: CERTIFICATE });
const domain = resource("apigateway.DomainName", "name", {
  domainName: "api.pay.company.com",
  regionalCertificateArn: CERTIFICATE,
});
const certified = [certificate, validation, domain];

ruleCases(customDomainsHaveValidCertificates, certified, {
  "a domain without a certificate": {
    graph: [changed(domain, { regionalCertificateArn: undefined })],
    says: "has no regional certificate",
  },
  "a certificate that is declared and never validated": {
    graph: [certificate, domain],
    says: "nobody validates",
  },
  "a certificate of the other region": {
    graph: [certificate, { ...validation, region: "us-east-2" }, domain],
    says: "another region's certificate",
  },
  "a name that is not on the certificate": {
    graph: [certificate, validation, changed(domain, { domainName: "pay.company.com" })],
    says: "does not cover",
  },
});
ruleCases(
  customDomainsHaveValidCertificates,
  [changed(certificate, { domainName: "*.pay.company.com" }), validation, domain],
  {},
);

const regional = (kind: string, name: string, inputs: Record<string, unknown>) =>
  ["us-east-1", "us-east-2"].map((region) =>
    resource(kind, `${name}-${region}`, inputs, { region }),
  );
const served = [
  ...regional("apigateway.RestApi", "api", {}),
  ...regional("apigateway.DomainName", "name", { domainName: "api.pay.company.com" }),
  ...regional("apigateway.BasePathMapping", "mapping", {
    domainName: "api.pay.company.com",
    restApi: "api",
  }),
  record,
];
const without = (name: string) => served.filter((node) => node.name !== name);

ruleCases(sharedNamesAreServedByBothRegions, served, {
  "a name that one region does not know": {
    graph: without("name-us-east-2"),
    says: "is no custom domain in us-east-2",
  },
  "a name that leads to no API": {
    graph: without("mapping-us-east-2"),
    says: "name-us-east-2 leads to no API",
  },
});
