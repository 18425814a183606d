import { expect } from "chai";
import type { RecordSet } from "../../../../local/engine/route53/record-set";
import { broken, cname, endpointCheck, NameServer, weighted } from "./name-server";

describe("Route 53's answers", () => {
  it("carry the TTL and ignore case and the last dot", () => {
    const { route53 } = new NameServer();
    route53.declareRecords("Z1", [cname("a.example.net")]);
    expect(route53.answer("API.Example.org.", "CNAME")).to.deep.equal({
      code: "NOERROR",
      records: [{ name: "api.example.org", type: "CNAME", ttl: 10, value: "a.example.net" }],
    });
  });

  it("follow a name within the zone and stop at its border", () => {
    const { route53 } = new NameServer();
    const a: RecordSet = {
      Name: "a.example.org",
      Type: "A",
      TTL: 60,
      ResourceRecords: [{ Value: "127.0.0.1" }],
    };
    route53.declareRecords("Z1", [
      cname("a.example.org"),
      a,
      cname("x.net", { Name: "out.example.org" }),
    ]);
    const types = route53.answer("api.example.org", "A").records.map(({ type }) => type);
    expect(types).to.deep.equal(["CNAME", "A"]);
    expect(route53.answer("out.example.org", "A").records).to.have.length(1);
  });

  it("tell a name without the type from no name and from a foreign one", () => {
    const { route53 } = new NameServer();
    route53.declareRecords("Z1", [
      { Name: "t.sub.example.org", Type: "TXT", TTL: 5, ResourceRecords: [{ Value: '"x"' }] },
    ]);
    const codeOf = (name: string) => {
      const { code, records } = route53.answer(name, "A");
      return [code, records.length];
    };
    expect(codeOf("t.sub.example.org")).to.deep.equal(["NOERROR", 0]);
    expect(codeOf("sub.example.org")).to.deep.equal(["NOERROR", 0]);
    expect(codeOf("none.example.org")).to.deep.equal(["NXDOMAIN", 0]);
    expect(codeOf("example.com")).to.deep.equal(["REFUSED", 0]);
  });

  it("end a chain of names that leads back to itself", () => {
    const { route53 } = new NameServer();
    route53.declareRecords("Z1", [
      cname("b.example.org", { Name: "a.example.org" }),
      cname("a.example.org", { Name: "b.example.org" }),
    ]);
    expect(route53.answer("a.example.org", "A").records.length).to.be.within(1, 20);
  });

  it("resolve aliases of regional endpoints with the TTL that cannot be chosen", () => {
    const { route53 } = new NameServer({
      resolveAlias: (name, type) => (type === "A" ? ["127.0.0.1"] : [`::1 of ${name}`]),
    });
    const AliasTarget = {
      HostedZoneId: "ZAPI",
      DNSName: "D-1.Execute-Api.",
      EvaluateTargetHealth: true,
    };
    for (const Type of ["A", "AAAA"]) {
      route53.declareRecords("Z1", [{ Name: "api.example.org", Type, AliasTarget }]);
    }
    expect(route53.answer("api.example.org", "A").records).to.deep.equal([
      { name: "api.example.org", type: "A", ttl: 60, value: "127.0.0.1" },
    ]);
    const [ipv6] = route53.answer("api.example.org", "AAAA").records;
    expect(ipv6?.value).to.equal("::1 of d-1.execute-api");
  });

  it("turn away from an alias whose target in the zone is unhealthy, if it evaluates that", async () => {
    const valuesWith = async (EvaluateTargetHealth: boolean) => {
      const server = new NameServer().on("a", broken);
      server.route53.createHealthCheck("hc", endpointCheck("a"));
      const alias = (target: string, role: "PRIMARY" | "SECONDARY"): RecordSet => ({
        Name: "api.example.org",
        Type: "CNAME",
        Failover: role,
        SetIdentifier: role,
        AliasTarget: { HostedZoneId: "Z1", DNSName: `${target}.example.org`, EvaluateTargetHealth },
      });
      server.route53.declareRecords("Z1", [
        alias("one", "PRIMARY"),
        alias("two", "SECONDARY"),
        weighted("first.net", 100, { Name: "one.example.org", HealthCheckId: "hc" }),
        cname("second.net", { Name: "two.example.org" }),
      ]);
      await server.pass(60);
      return server.values("api.example.org");
    };
    expect(await valuesWith(true)).to.deep.equal(["second.net"]);
    expect(await valuesWith(false)).to.deep.equal(["first.net"]);
  });
});
