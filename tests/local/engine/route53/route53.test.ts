import { expect } from "chai";
import { AwsError, NotModelled } from "../../../../local/engine/aws-error";
import type { RecordSet } from "../../../../local/engine/route53/record-set";
import { broken, cname, endpointCheck, NameServer, ok, weighted } from "./name-server";

describe("Changes of records", () => {
  const change = (server: NameServer, ...changes: [string, RecordSet][]) =>
    server.route53.call({ region: "us-east-1" }, "ChangeResourceRecordSets", {
      HostedZoneId: "/hostedzone/Z1",
      ChangeBatch: {
        Changes: changes.map(([Action, ResourceRecordSet]) => ({ Action, ResourceRecordSet })),
      },
    }) as { ChangeInfo: { Id: string; Status: string } };

  const call = <T>(server: NameServer, operation: string, input: Record<string, unknown>) =>
    server.route53.call({ region: "us-east-1" }, operation, input) as T;

  const refusal = (message: string, ...changes: [string, RecordSet][]) =>
    expect(() => {
      const server = new NameServer();
      server.route53.declareRecords("Z1", [weighted("one", 100), weighted("two", 0)]);
      change(server, ...changes);
    })
      .to.throw(AwsError, message)
      .with.property("name", "InvalidChangeBatch");

  it("reach the name servers after the propagation delay", async () => {
    const server = new NameServer({ propagationDelayMs: 30_000 });
    server.route53.declareRecords("Z1", [weighted("one", 100), weighted("two", 0)]);
    const { ChangeInfo } = change(
      server,
      ["UPSERT", weighted("one", 0)],
      ["UPSERT", weighted("two", 100)],
    );
    const status = () =>
      call<{ ChangeInfo: { Status: string } }>(server, "GetChange", { Id: ChangeInfo.Id })
        .ChangeInfo.Status;
    await server.pass(29);
    expect(server.values("api.example.org")).to.deep.equal(["one"]);
    expect([ChangeInfo.Status, status()]).to.deep.equal(["PENDING", "PENDING"]);
    await server.pass(1);
    expect(server.values("api.example.org")).to.deep.equal(["two"]);
    expect(status()).to.equal("INSYNC");
  });

  it("happen all or not at all", () => {
    const server = new NameServer({ propagationDelayMs: 0 });
    server.route53.declareRecords("Z1", [weighted("one", 100), weighted("two", 0)]);
    const twice = () =>
      change(server, ["UPSERT", weighted("one", 7)], ["CREATE", weighted("two", 100)]);
    expect(twice).to.throw(AwsError, "already exists");
    const { ResourceRecordSets } = call<{ ResourceRecordSets: RecordSet[] }>(
      server,
      "ListResourceRecordSets",
      { HostedZoneId: "Z1" },
    );
    expect(ResourceRecordSets.map(({ Weight }) => Weight)).to.deep.equal([100, 0]);
  });

  it("are refused as Route 53 refuses them", () => {
    refusal("cannot be deleted", ["DELETE", weighted("three", 1)]);
    refusal("differ", ["DELETE", weighted("one", 1)]);
    refusal("mixes routing policies", [
      "CREATE",
      cname("x", { Failover: "PRIMARY", SetIdentifier: "x" }),
    ]);
    refusal("needs a SetIdentifier", ["CREATE", cname("x", { Weight: 1 })]);
    refusal("between 0 and 255", ["UPSERT", weighted("one", 256)]);
    refusal("no TTL", ["UPSERT", weighted("one", 1, { TTL: undefined })]);
    refusal("CNAME and other types", ["CREATE", weighted("::1", 1, { Type: "AAAA" })]);
    refusal("not in the zone", ["CREATE", cname("x", { Name: "api.example.com" })]);
  });

  it("name what they cannot carry out", () => {
    const server = new NameServer();
    expect(() =>
      change(server, ["CREATE", { ...cname("x"), Region: "us-east-1" } as RecordSet]),
    ).to.throw(NotModelled);
    expect(() => change(server, ["CREATE", cname("x", { Type: "MX" })])).to.throw(NotModelled);
    expect(() => call(server, "CreateTrafficPolicy", {})).to.throw(NotModelled);
  });

  it("cannot hang a record on a check that does not exist", () => {
    const server = new NameServer();
    expect(() => change(server, ["CREATE", weighted("one", 1, { HealthCheckId: "none" })]))
      .to.throw(AwsError)
      .with.property("name", "NoSuchHealthCheck");
  });

  it("are listed in the order of DNS, page by page", () => {
    const server = new NameServer();
    server.route53.declareRecords("Z1", [
      cname("1", { Name: "z.example.org" }),
      cname("2", { Name: "b.a.example.org" }),
      cname("3", { Name: "a.example.org" }),
    ]);
    const page = call<{
      ResourceRecordSets: RecordSet[];
      IsTruncated: boolean;
      NextRecordName: string;
    }>(server, "ListResourceRecordSets", { HostedZoneId: "Z1", MaxItems: 2 });
    expect(page.ResourceRecordSets.map(({ Name }) => Name)).to.deep.equal([
      "a.example.org.",
      "b.a.example.org.",
    ]);
    expect(page).to.include({ IsTruncated: true, NextRecordName: "z.example.org." });
    const rest = call<{ ResourceRecordSets: RecordSet[] }>(server, "ListResourceRecordSets", {
      HostedZoneId: "Z1",
      StartRecordName: page.NextRecordName,
    });
    expect(rest.ResourceRecordSets.map(({ Name }) => Name)).to.deep.equal(["z.example.org."]);
  });
});

describe("A control plane that is down", () => {
  it("refuses every call, while health checks and answers go on", async () => {
    const server = new NameServer().on("one", ok).on("two", ok);
    for (const host of ["one", "two"]) server.route53.createHealthCheck(host, endpointCheck(host));
    server.route53.declareRecords("Z1", [
      weighted("one", 100, { HealthCheckId: "one" }),
      weighted("two", 0, { HealthCheckId: "two" }),
    ]);
    await server.pass(60);
    server.route53.controlPlaneDown = true;
    for (const operation of [
      "ChangeResourceRecordSets",
      "ListResourceRecordSets",
      "GetHealthCheckStatus",
    ]) {
      expect(() => server.route53.call({ region: "us-east-1" }, operation, {}))
        .to.throw(AwsError)
        .with.property("statusCode", 503);
    }
    server.on("one", broken);
    await server.pass(60);
    expect(server.values("api.example.org")).to.deep.equal(["two"]);
  });

  it("reports what every checker saw once it is up", async () => {
    const server = new NameServer().on("one", broken);
    server.route53.createHealthCheck("one", endpointCheck("one"));
    await server.pass(30);
    const { HealthCheckObservations: seen } = server.route53.call(
      { region: "us-east-1" },
      "GetHealthCheckStatus",
      { HealthCheckId: "one" },
    ) as { HealthCheckObservations: { StatusReport: { Status: string } }[] };
    expect(seen).to.have.length(6);
    expect(seen[0]?.StatusReport.Status).to.equal("Failure: HTTP Status Code 503");
  });
});
