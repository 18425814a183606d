import { expect } from "chai";
import type { DnsConfig } from "../../components/config/dns-config";
import { PaymentDomain } from "../../components/dns/payment-domain";
import { FailoverDns, type RoutedApi } from "../../components/failover-dns";
import { type PerRole, perRole, ROLES } from "../../components/per-role";
import { HEALTHY_TEXT } from "../../functions/core/vantage";
import { declare } from "../support/declare";
import { captureDeclared, nodeNamed } from "../support/two-regions";
import { finder, twoContexts } from "./two-contexts";

const DNS: DnsConfig = {
  mode: "create",
  domain: "pay.company.com",
  name: "api",
  routing: "failover",
  recordType: "alias",
  ttlSeconds: 10,
  checkIntervalSeconds: 10,
  checkerRegions: ["us-west-1", "us-west-2", "eu-west-1"],
  failureThreshold: 3,
  latchThreshold: 1,
  acceleratedRecovery: false,
};

const targetOf = (kind: string, role: string) => ({ name: `${kind}-${role}`, zoneId: `Z${role}` });

function dns(more: Partial<DnsConfig> = {}, apis?: PerRole<RoutedApi>): FailoverDns {
  const config = { ...DNS, ...more };
  const contexts = twoContexts();
  const opts = { provider: contexts.primary.provider };
  const domain =
    config.mode === "none"
      ? undefined
      : new PaymentDomain("domain", { dns: config, contexts }, opts);
  const routed = perRole((role) => ({
    apiId: `api${role}`,
    sharedTarget: targetOf("shared", role),
    ownTarget: targetOf("own", role),
  }));
  return new FailoverDns(
    "dns",
    { dns: config, contexts, ...(domain && { domain }), apis: apis ?? routed },
    opts,
  );
}

const declared = async (more: Partial<DnsConfig> = {}) => finder(await declare(() => dns(more)));

describe("The health checks of a stack with a domain", () => {
  it("ask each region's own name for its health every ten seconds", async () => {
    const { named } = await declared();
    for (const role of ROLES) {
      expect(named(`dns-check-${role}`).inputs).to.deep.include({
        type: "HTTPS_STR_MATCH",
        fqdn: `api-use${role === "primary" ? 1 : 2}.pay.company.com`,
        port: 443,
        resourcePath: "/health",
        searchString: HEALTHY_TEXT,
        requestInterval: 10,
        failureThreshold: 3,
        enableSni: true,
      });
    }
  });

  it("ask the standby whether it has taken over, and turn the answer around", async () => {
    const { named } = await declared({ latchThreshold: 2 });
    expect(named("dns-check-latch").inputs).to.deep.include({
      type: "HTTPS_STR_MATCH",
      fqdn: "api-use2.pay.company.com",
      resourcePath: "/dr/latched",
      searchString: '"latched":true',
      invertHealthcheck: true,
      failureThreshold: 2,
    });
  });

  it("let the primary answer only while it is healthy and nobody has taken over", async () => {
    const { nodes } = await captureDeclared(() => {
      dns();
    });
    const check = (name: string) => nodes.find((node) => node.name === name);
    const calculated = check("dns-check-traffic");
    expect(calculated?.inputs).to.deep.include({
      type: "CALCULATED",
      childHealthThreshold: 2,
      childHealthchecks: [check("dns-check-primary")?.id, check("dns-check-latch")?.id],
    });
  });
});

describe("The shared name", () => {
  const routed = async (more: Partial<DnsConfig>) =>
    (await declared(more))
      .ofType("aws:route53/record:Record")
      .filter(({ inputs }) => inputs.name === "api.pay.company.com");

  it("is an alias for both IP versions in both regions", async () => {
    const records = await routed({});
    expect(
      records.map(({ inputs }) => `${inputs.type} ${inputs.setIdentifier}`).sort(),
    ).to.deep.equal(["A us-east-1", "A us-east-2", "AAAA us-east-1", "AAAA us-east-2"]);
    for (const { inputs } of records) {
      expect(inputs.aliases).to.have.length(1);
      expect(inputs).to.not.have.property("ttl");
    }
  });

  it("is a CNAME with its own TTL where that is configured", async () => {
    const records = await routed({ recordType: "cname", ttlSeconds: 10 });
    expect(records).to.have.length(2);
    for (const { inputs } of records) {
      expect(inputs).to.deep.include({ type: "CNAME", ttl: 10 });
      expect(inputs.records[0]).to.match(/^shared-(primary|secondary)$/);
      expect(inputs).to.not.have.property("aliases");
    }
  });

  for (const recordType of ["alias", "cname"] as const) {
    it(`points to each region's own target with ${recordType}`, async () => {
      for (const { inputs } of await routed({ recordType })) {
        const role = inputs.setIdentifier === "us-east-1" ? "primary" : "secondary";
        const target = inputs.aliases?.[0]?.name ?? inputs.records[0];
        expect(target).to.equal(`shared-${role}`);
      }
    });

    it(`fails over or is weighted 100 to 0 with ${recordType}`, async () => {
      for (const { inputs } of await routed({ recordType, routing: "failover" })) {
        const type = inputs.setIdentifier === "us-east-1" ? "PRIMARY" : "SECONDARY";
        expect(inputs.failoverRoutingPolicies).to.deep.equal([{ type }]);
        expect(inputs).to.not.have.property("weightedRoutingPolicies");
      }
      for (const { inputs } of await routed({ recordType, routing: "weighted" })) {
        const weight = inputs.setIdentifier === "us-east-1" ? 100 : 0;
        expect(inputs.weightedRoutingPolicies).to.deep.equal([{ weight }]);
        expect(inputs).to.not.have.property("failoverRoutingPolicies");
      }
    });
  }

  it("carries the check that has the latch in it, and the standby's own", async () => {
    const capture = await captureDeclared(() => {
      dns({ routing: "weighted" });
    });
    expect(capture.errors).to.deep.equal([]);
    const carried = (name: string) => nodeNamed(capture, name).inputs.healthCheckId;
    for (const type of ["a", "aaaa"]) {
      expect(carried(`dns-record-primary-${type}`)).to.equal(
        nodeNamed(capture, "dns-check-traffic").id,
      );
      expect(carried(`dns-record-secondary-${type}`)).to.equal(
        nodeNamed(capture, "dns-check-secondary").id,
      );
    }
  });

  it("keeps the weights that the workflow set", async () => {
    for (const [routing, ignored] of [
      ["weighted", ["weightedRoutingPolicies"]],
      ["failover", []],
    ] as const) {
      const capture = await captureDeclared(() => {
        dns({ routing });
      });
      for (const role of ROLES) {
        const record = nodeNamed(capture, `dns-record-${role}-a`);
        expect(record.ignoreChanges).to.deep.equal(ignored);
      }
    }
  });
});

describe("The regional names", () => {
  it("always lead to their own region and depend on no check", async () => {
    const { named } = await declared({ recordType: "cname" });
    for (const role of ROLES) {
      for (const type of ["a", "aaaa"]) {
        const { inputs } = named(`dns-record-${role}-own-${type}`);
        expect(inputs.name).to.equal(`api-use${role === "primary" ? 1 : 2}.pay.company.com`);
        expect(inputs.aliases[0]).to.deep.include(targetOf("own", role));
        expect(inputs).to.not.have.any.keys("healthCheckId", "setIdentifier");
      }
    }
  });
});

describe("A stack without a domain", () => {
  it("still checks what would move traffic, on the default host of the APIs", async () => {
    const { named, ofType } = await declared({ mode: "none", domain: undefined });
    expect(named("dns-check-primary").inputs).to.include({
      fqdn: "apiprimary.execute-api.us-east-1.amazonaws.com",
      resourcePath: "/prod/health",
    });
    expect(named("dns-check-latch").inputs).to.include({
      fqdn: "apisecondary.execute-api.us-east-2.amazonaws.com",
      resourcePath: "/prod/dr/latched",
      invertHealthcheck: true,
    });
    expect(ofType("aws:route53/record:Record")).to.deep.equal([]);
    expect(ofType("aws:route53/zone:Zone")).to.deep.equal([]);
  });

  it("does not ask after the standby, whose check no record would follow", async () => {
    const { ofType } = await declared({ mode: "none", domain: undefined });
    const names = ofType("aws:route53/healthCheck:HealthCheck").map(({ name }) => name);
    expect(names).to.have.members(["dns-check-primary", "dns-check-latch", "dns-check-traffic"]);
    const { outputs } = await captureDeclared(() => ({
      ids: dns({ mode: "none", domain: undefined }).healthCheckIds,
    }));
    expect(outputs.ids).to.have.all.keys("primaryEndpoint", "latch", "primary");
  });

  it("has no address of its own", async () => {
    const { outputs } = await captureDeclared(() => ({
      without: dns({ mode: "none", domain: undefined }).endpoint ?? "none",
    }));
    expect(outputs.without).to.equal("none");
  });
});

describe("A stack with a domain", () => {
  it("is asked from the places that its configuration names, and from no others", async () => {
    const { ofType } = await declared();
    for (const { inputs, name } of ofType("aws:route53/healthCheck:HealthCheck")) {
      const places = inputs.type === "CALCULATED" ? undefined : [...DNS.checkerRegions];
      expect(inputs.regions, name).to.deep.equal(places);
    }
  });

  it("refuses an API that has no domain names", async () => {
    const bare = perRole((role) => ({ apiId: role }));
    const outcome = await declare(() => dns({}, bare)).then(
      () => "declared",
      (error: Error) => error.message,
    );
    expect(outcome).to.contain("the primary API has no domain name");
  });
});
