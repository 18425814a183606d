import { expect } from "chai";
import type { DnsConfig } from "../../../components/config/dns-config";
import { publicNames } from "../../../components/dns/names";
import { PaymentDomain } from "../../../components/dns/payment-domain";
import { ROLES } from "../../../components/per-role";
import { declare } from "../../support/declare";
import { captureDeclared, nodeNamed } from "../../support/two-regions";
import { declarationOrder } from "../declaration-order";
import { finder, twoContexts } from "../two-contexts";

const REGION = { primary: "us-east-1", secondary: "us-east-2" } as const;

const DNS: DnsConfig = {
  mode: "create",
  domain: "pay.company.com",
  name: "api",
  routing: "weighted",
  recordType: "cname",
  ttlSeconds: 10,
  checkIntervalSeconds: 10,
  checkerRegions: ["us-west-1", "us-west-2", "eu-west-1"],
  failureThreshold: 3,
  latchThreshold: 1,
  acceleratedRecovery: true,
};

function domain(more: Partial<DnsConfig> = {}): PaymentDomain {
  const contexts = twoContexts();
  return new PaymentDomain(
    "domain",
    { dns: { ...DNS, ...more }, contexts },
    { provider: contexts.primary.provider },
  );
}

const declared = async (more: Partial<DnsConfig> = {}) => finder(await declare(() => domain(more)));

describe("The hosted zone", () => {
  it("is created, destroyable, and can be changed while us-east-1 is down", async () => {
    const { named } = await declared();
    expect(named("domain-zone").inputs).to.include({
      name: "pay.company.com",
      forceDestroy: true,
      enableAcceleratedRecovery: true,
    });
    const plain = await declared({ acceleratedRecovery: false });
    expect(plain.named("domain-zone").inputs.enableAcceleratedRecovery).to.equal(false);
  });

  it("is only looked up where it exists already", async () => {
    const capture = await captureDeclared(() => {
      const { zoneId, dnsRecords } = domain({ mode: "existing" });
      return { zoneId, dnsRecords };
    });
    expect(capture.errors).to.deep.equal([]);
    expect(capture.nodes.map(({ type }) => type)).to.not.include("aws:route53/zone:Zone");
    expect(capture.invokes.map(({ args }) => args.name)).to.deep.equal(["pay.company.com"]);
    const { zoneId } = JSON.parse(String(capture.outputs.dnsRecords));
    expect(zoneId).to.equal(capture.outputs.zoneId);
  });

  it("needs a domain", async () => {
    const outcome = await declared({ domain: undefined }).then(
      () => "declared",
      (error: Error) => error.message,
    );
    expect(outcome).to.contain("needs dns.domain");
  });
});

describe("The certificates", () => {
  it("exist in both regions for the shared name and both regional names", async () => {
    const { named } = await declared();
    for (const role of ROLES) {
      const certificate = named(`domain-certificates-${role}`);
      expect(certificate.region).to.equal(REGION[role]);
      expect(certificate.inputs).to.deep.include({
        domainName: "api.pay.company.com",
        subjectAlternativeNames: ["api-use1.pay.company.com", "api-use2.pay.company.com"],
        validationMethod: "DNS",
      });
      expect(named(`domain-certificates-${role}-validated`).region).to.equal(REGION[role]);
    }
  });

  it("are validated by one record for each name, declared once for both regions", async () => {
    const capture = await captureDeclared(() => {
      domain();
    });
    const records = capture.nodes.filter(({ type }) => type === "aws:route53/record:Record");
    expect(records.map(({ name }) => name)).to.deep.equal([
      "domain-certificates-validates-primary",
      "domain-certificates-validates-secondary",
      "domain-certificates-validates-shared",
    ]);
    for (const { inputs } of records) {
      expect(inputs.type).to.equal("CNAME");
      expect(inputs.zoneId).to.equal(nodeNamed(capture, "domain-zone").id);
    }
    const isAfter = declarationOrder(capture.nodes);
    for (const role of ROLES) {
      for (const { name } of records) {
        expect(isAfter(`domain-certificates-${role}-validated`, name)).to.equal(true);
      }
    }
  });
});

describe("What the workflow may reconcile", () => {
  const records = async (more: Partial<DnsConfig>) => {
    const { outputs } = await captureDeclared(() => ({ json: domain(more).dnsRecords }));
    return JSON.parse(String(outputs.json));
  };

  it("names the zone, the shared name and each region's record", async () => {
    const { zoneId, ...rest } = await records({});
    expect(zoneId).to.match(/^Z[A-Z0-9]+$/);
    expect(rest).to.deep.equal({
      kind: "weighted",
      name: "api.pay.company.com",
      types: ["CNAME"],
      setIdentifiers: { "us-east-1": "us-east-1", "us-east-2": "us-east-2" },
    });
  });

  it("has both types of an alias", async () => {
    expect((await records({ recordType: "alias", routing: "failover" })).types).to.deep.equal([
      "A",
      "AAAA",
    ]);
  });
});

describe("Public names", () => {
  it("tell regions apart wherever they are", () => {
    const names = publicNames(
      { name: "pay", domain: "company.eu" },
      { primary: { region: "eu-west-1" }, secondary: { region: "eu-central-1" } },
    );
    expect(names).to.deep.equal({
      shared: "pay.company.eu",
      own: { primary: "pay-euw1.company.eu", secondary: "pay-euc1.company.eu" },
    });
  });
});
