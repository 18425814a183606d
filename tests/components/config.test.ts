import { expect } from "chai";
import { readConfig } from "../../components/config";
import { problemsOf, sampleConfig, source } from "./sample-stack";

describe("readConfig", () => {
  it("needs nothing but the environment's name", () => {
    const config = sampleConfig();
    expect(config.suffix).to.equal("test");
    expect([config.primaryRegion, config.secondaryRegion]).to.deep.equal([
      "us-east-1",
      "us-east-2",
    ]);
    expect(config.consistency).to.equal("strong");
    expect(config.dns.mode).to.equal("none");
    expect(config.api.auth).to.deep.equal({ kind: "iam" });
    expect(config.api.throttleRate).to.equal(10_000);
    expect(config.processor.kind).to.equal("sandbox");
    expect(config.ledger).to.deep.equal({ kind: "none" });
    expect(config.protect.dataReason).to.equal(undefined);
  });

  it("says every problem at once, one per line, with its key and what to do", () => {
    const message = () =>
      readConfig(
        source({
          environmentSuffix: "Not A Suffix",
          primaryRegion: "moon-1",
          consistency: "hopeful",
          dns: { mode: "existing", domain: "payments.example.com", ttlSeconds: 0 },
          queue: { batchSize: "many" },
        }),
      );
    expect(message).to.throw(Error, /^this stack cannot be deployed as configured:\n- /);
    const problems = problemsOf({
      environmentSuffix: "Not A Suffix",
      primaryRegion: "moon-1",
      consistency: "hopeful",
      dns: { mode: "existing", domain: "payments.example.com", ttlSeconds: 0 },
      queue: { batchSize: "many" },
    });
    expect(problems.map((line) => line.split(": ")[0])).to.deep.equal([
      "- payments-dr:environmentSuffix",
      "- payments-dr:primaryRegion",
      "- payments-dr:consistency",
      "- payments-dr:dns.ttlSeconds",
      "- payments-dr:dns.domain",
      "- payments-dr:queue.batchSize",
    ]);
    for (const line of problems) expect(line).to.match(/\. Remedy: .+\.$/);
  });

  it("refuses to go on without a name for the environment", () => {
    expect(() => readConfig(source({}))).to.throw(/environmentSuffix: is missing/);
  });

  it("refuses keys and fields that would silently do nothing", () => {
    const problems = problemsOf({ dsn: {}, dns: { tll: 5 } });
    expect(problems).to.have.length(2);
    expect(problems[0]).to.match(/payments-dr:dsn: is not a known key/);
    expect(problems[1]).to.match(/payments-dr:dns\.tll: is not a known field.*ttlSeconds/);
  });

  it("refuses an object that is not one", () => {
    expect(problemsOf({ network: "10.0.0.0/8" })).to.have.length(1);
    expect(problemsOf({ load: [1, 2] })[0]).to.match(/payments-dr:load: is not an object/);
  });

  it("opens the API only with a reason", () => {
    expect(problemsOf({ api: { auth: { open: "no" } } })[0]).to.match(/api\.auth\.open/);
    const reason = "A demonstration behind a private network";
    expect(sampleConfig({ api: { auth: { open: reason } } }).api.auth).to.deep.equal({
      kind: "open",
      reason,
    });
  });

  it("wants an issuer and an audience for tokens", () => {
    expect(problemsOf({ api: { auth: "jwt" } })).to.have.length(2);
    const api = { auth: "jwt", issuer: "https://login.acme-pay.net/", audience: "payments" };
    expect(sampleConfig({ api }).api.auth).to.include({ kind: "jwt", audience: "payments" });
  });

  it("lets functions leave the network only with a reason", () => {
    expect(problemsOf({ network: { egress: "none" } })[0]).to.match(/network\.reason/);
    const reason = "Nothing here needs a private network";
    expect(problemsOf({ network: { egress: "none", reason } })).to.deep.equal([]);
  });

  it("trusts a real processor with nothing that it was not said to promise", () => {
    const network = { egress: "nat-single" };
    const processor = { kind: "http", url: "https://processor.acme-pay.net" };
    const settings = sampleConfig({ network, processor }).processor;
    expect(settings).to.include({ idempotencyKey: false, lookup: false, keyRetentionSeconds: 0 });
  });

  it("fails over by itself only where nothing can be lost, unless it is told otherwise", () => {
    expect(sampleConfig().failover.policy.mode).to.equal("auto");
    expect(sampleConfig({ consistency: "eventual" }).failover.policy.mode).to.equal("approve");
  });

  it("keeps a headless ledger for those who say why", () => {
    const ledger = { kind: "aurora", readers: 0 };
    expect(problemsOf({ ledger })[0]).to.match(/ledger\.readers/);
    const headlessReason = "Nobody reads the books of this environment";
    expect(problemsOf({ ledger: { ...ledger, headlessReason } })).to.deep.equal([]);
  });

  it("accepts only the log retentions that CloudWatch has", () => {
    expect(problemsOf({ functions: { logDays: 8 } })[0]).to.match(/functions\.logDays: is 8/);
  });
});
