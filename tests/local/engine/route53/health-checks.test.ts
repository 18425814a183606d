import { expect } from "chai";
import { AwsError, NotModelled } from "../../../../local/engine/aws-error";
import { broken, endpointCheck, NameServer, ok, silent } from "./name-server";

describe("An endpoint health check", () => {
  it("starts healthy, turns after the threshold and the aggregation, and recovers likewise", async () => {
    const server = new NameServer({ aggregationDelayMs: 5_000 }).on("a", broken);
    server.route53.createHealthCheck("hc", endpointCheck("a"));
    expect(server.route53.isHealthy("hc")).to.equal(true);
    await server.pass(24);
    expect(server.route53.isHealthy("hc")).to.equal(true);
    await server.pass(20);
    expect(server.route53.isHealthy("hc")).to.equal(false);
    const [down] = server.turns;
    // Three failures, ten seconds apart, from the last checker that made the difference.
    expect(down?.atMs).to.be.within(25_000, 35_000);
    server.on("a", ok);
    const healedMs = server.timeline.nowMs();
    await server.pass(40);
    expect(server.route53.isHealthy("hc")).to.equal(true);
    expect((server.turns[1]?.atMs ?? 0) - healedMs).to.be.within(25_000, 35_000);
  });

  it("is asked by every checker once per interval, each at its own moment", async () => {
    const server = new NameServer().on("a", ok);
    server.route53.createHealthCheck(
      "hc",
      endpointCheck("a", { RequestInterval: 30, Regions: undefined }),
    );
    await server.pass(300);
    expect(server.probes).to.have.length(160);
    const phases = new Set(server.probes.map((probe) => probe.atMs % 30_000));
    expect(phases.size).to.be.within(12, 16);
    const [first] = server.probes;
    expect(first).to.include({ protocol: "https", host: "a", port: 443, path: "/health" });
  });

  it("stays healthy while more than eighteen in a hundred checkers find it so", async () => {
    const regions = ["us-east-1", "us-west-2", "eu-west-1", "sa-east-1", "ap-northeast-1"];
    const healthWith = async (count: number) => {
      const reaching = regions.slice(0, count);
      const server = new NameServer({ checkersPerRegion: 1 }).on("a", (target) =>
        reaching.includes(target.checkerRegion) ? { status: 200, body: "" } : new Error("cut off"),
      );
      server.route53.createHealthCheck("hc", endpointCheck("a", { Regions: regions }));
      await server.pass(60);
      return server.route53.isHealthy("hc");
    };
    expect(await healthWith(1)).to.equal(true);
    expect(await healthWith(0)).to.equal(false);
  });

  it("takes an exact eighteen in a hundred for unhealthy", async () => {
    const regions = Array.from({ length: 50 }, (_, i) => `place-${i}`);
    const healthWith = async (count: number) => {
      const server = new NameServer({ checkersPerRegion: 1 }).on("a", (target) =>
        regions.indexOf(target.checkerRegion) < count
          ? { status: 200, body: "" }
          : new Error("cut off"),
      );
      server.route53.createHealthCheck("hc", endpointCheck("a", { Regions: regions }));
      await server.pass(60);
      return server.route53.isHealthy("hc");
    };
    expect(await healthWith(9)).to.equal(false);
    expect(await healthWith(10)).to.equal(true);
  });

  it("accepts redirects and refuses errors, silence and the wrong text", async () => {
    const cases: [string, Parameters<NameServer["on"]>[1], boolean][] = [
      ["redirect", () => ({ status: 302, body: "" }), true],
      ["forbidden", () => ({ status: 403, body: "" }), false],
      ["silent", silent, false],
      ["reset", () => Promise.reject(new Error("reset")), false],
    ];
    for (const [host, endpoint, expected] of cases) {
      const server = new NameServer().on(host, endpoint);
      server.route53.createHealthCheck("hc", endpointCheck(host));
      await server.pass(60);
      expect(server.route53.isHealthy("hc"), host).to.equal(expected);
    }
  });

  it("looks for its string in the first 5120 bytes only", async () => {
    const healthOf = async (body: string) => {
      const server = new NameServer().on("a", () => ({ status: 200, body }));
      const Type = "HTTPS_STR_MATCH";
      server.route53.createHealthCheck("hc", endpointCheck("a", { Type, SearchString: "ready" }));
      await server.pass(60);
      return server.route53.isHealthy("hc");
    };
    expect(await healthOf(`${"x".repeat(5_115)}ready`)).to.equal(true);
    expect(await healthOf(`${"x".repeat(5_116)}ready`)).to.equal(false);
  });

  it("counts an answer after six seconds as none", async () => {
    const healthOf = async (delayMs: number) => {
      const server = new NameServer();
      server.on(
        "a",
        () =>
          new Promise((resolve) => {
            server.timeline.after(delayMs, () => resolve({ status: 200, body: "" }));
          }),
      );
      server.route53.createHealthCheck("hc", endpointCheck("a"));
      await server.pass(60);
      return server.route53.isHealthy("hc");
    };
    expect(await healthOf(5_900)).to.equal(true);
    expect(await healthOf(6_100)).to.equal(false);
  });

  it("does not turn when its failures are never enough in a row", async () => {
    const asked = new Map<string, number>();
    const server = new NameServer({ checkersPerRegion: 1 }).on("a", ({ checkerRegion }) => {
      const nth = (asked.get(checkerRegion) ?? 0) + 1;
      asked.set(checkerRegion, nth);
      return { status: nth % 3 === 0 ? 200 : 500, body: "" };
    });
    server.route53.createHealthCheck("hc", endpointCheck("a"));
    await server.pass(600);
    expect(server.turns).to.deep.equal([]);
  });

  it("stops asking when it is deleted", async () => {
    const server = new NameServer().on("a", ok);
    server.route53.createHealthCheck("hc", endpointCheck("a"));
    await server.pass(20);
    server.route53.deleteHealthCheck("hc");
    const before = server.probes.length;
    await server.pass(60);
    expect(server.probes).to.have.length(before);
  });

  it("sees the same at the same moments in a replay", async () => {
    const run = async (seed: string) => {
      const server = new NameServer({ seed }).on("a", broken);
      server.route53.createHealthCheck("hc", endpointCheck("a"));
      await server.pass(60);
      return server.probes.map((probe) => probe.atMs);
    };
    expect(await run("1")).to.deep.equal(await run("1"));
    expect(await run("1")).to.not.deep.equal(await run("2"));
  });
});

describe("An inverted health check", () => {
  it("starts unhealthy until its endpoint is seen to fail", async () => {
    const server = new NameServer().on("latch", () => ({ status: 404, body: "" }));
    server.route53.createHealthCheck("latch", endpointCheck("latch", { Inverted: true }));
    expect(server.route53.isHealthy("latch")).to.equal(false);
    await server.pass(60);
    expect(server.route53.isHealthy("latch")).to.equal(true);
    server.on("latch", ok);
    await server.pass(60);
    expect(server.route53.isHealthy("latch")).to.equal(false);
  });
});

describe("Health checks that cannot be", () => {
  const create = (config: object) => () =>
    new NameServer().route53.createHealthCheck("hc", endpointCheck("a", config));

  it("are refused like AWS would, or named as not modelled", () => {
    expect(create({ RequestInterval: 20 })).to.throw(AwsError, "RequestInterval");
    expect(create({ FailureThreshold: 11 })).to.throw(AwsError, "FailureThreshold");
    expect(create({ SearchString: "x" })).to.throw(AwsError, "SearchString");
    expect(create({ Regions: ["us-east-1"] })).to.throw(AwsError, "regions");
    expect(create({ Type: "TCP" })).to.throw(NotModelled);
    expect(create({ Type: "CLOUDWATCH_METRIC" })).to.throw(NotModelled);
    expect(create({ Type: "CALCULATED", ChildHealthChecks: ["none"] }))
      .to.throw(AwsError)
      .with.property("name", "NoSuchHealthCheck");
  });

  it("are taken for healthy without a look when they are disabled", async () => {
    const server = new NameServer().on("a", broken);
    server.route53.createHealthCheck("hc", endpointCheck("a", { Disabled: true }));
    await server.pass(60);
    expect(server.route53.isHealthy("hc")).to.equal(true);
    expect(server.probes).to.deep.equal([]);
  });
});
