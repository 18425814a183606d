import { expect } from "chai";
import fc from "fast-check";
import { broken, endpointCheck, NameServer, ok } from "./name-server";

/**
 * Goal: once the standby's latch has been seen, nothing that happens to the primary's endpoint
 * moves traffic back. Method: the routing of the program, declared here by hand, goes through
 * random histories of the endpoints' health on virtual time.
 */
describe("DNS with a latch in the standby", () => {
  const build = async (policy: "failover" | "weighted") => {
    const server = new NameServer({ aggregationDelayMs: 2_000 })
      .on("a", ok)
      .on("b", ok)
      .on("latch", broken);
    server.route53.createHealthCheck("a", endpointCheck("a"));
    server.route53.createHealthCheck("b", endpointCheck("b"));
    server.route53.createHealthCheck(
      "latch",
      endpointCheck("latch", { Inverted: true, FailureThreshold: 1 }),
    );
    server.route53.createHealthCheck("primary", {
      Type: "CALCULATED",
      ChildHealthChecks: ["a", "latch"],
      HealthThreshold: 2,
    });
    const base = { Name: "api.example.org", Type: "CNAME", TTL: 10 };
    const roles = {
      failover: [{ Failover: "PRIMARY" }, { Failover: "SECONDARY" }],
      weighted: [{ Weight: 100 }, { Weight: 0 }],
    } as const;
    server.route53.declareRecords("Z1", [
      {
        ...base,
        ...roles[policy][0],
        SetIdentifier: "a",
        HealthCheckId: "primary",
        ResourceRecords: [{ Value: "a" }],
      },
      {
        ...base,
        ...roles[policy][1],
        SetIdentifier: "b",
        HealthCheckId: "b",
        ResourceRecords: [{ Value: "b" }],
      },
    ]);
    await server.pass(30);
    return server;
  };

  for (const policy of ["failover", "weighted"] as const) {
    it(`answers the standby within seconds of the latch and stays there (${policy})`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 90 })), { maxLength: 8 }),
          async (history) => {
            const server = await build(policy);
            expect(server.values("api.example.org")).to.deep.equal(["a"]);
            server.on("latch", ok);
            await server.pass(12);
            for (const [up, seconds] of history) {
              server.on("a", up ? ok : broken);
              for (let i = 0; i < seconds; i += 5) {
                await server.pass(5);
                expect(server.values("api.example.org")).to.deep.equal(["b"]);
              }
            }
          },
        ),
        { numRuns: 15 },
      );
    });

    it(`keeps the primary when the standby is gone, latch and all (${policy})`, async () => {
      const server = await build(policy);
      server.on("b", () => new Error("dark")).on("latch", () => new Error("dark"));
      await server.pass(90);
      expect(server.values("api.example.org")).to.deep.equal(["a"]);
    });

    it(`fails open to the primary when both are sick (${policy})`, async () => {
      const server = await build(policy);
      server.on("a", broken).on("b", broken);
      await server.pass(90);
      expect(server.values("api.example.org")).to.deep.equal(["a"]);
    });
  }
});
