import { expect } from "chai";
import { variablesOf, wholeProgram } from "./whole-program";

const HTTP = ["processor.kind=http", "processor.url=https://processor.acme-pay.net"];

describe("the processor's credential", () => {
  it("does not exist with the sandbox", async () => {
    const { nodes } = await wholeProgram("dev");
    expect(nodes.filter(({ type }) => type.startsWith("aws:secretsmanager/"))).to.deep.equal([]);
  });

  it("is readable in both regions, each with its own key", async () => {
    const { nodes } = await wholeProgram("prod", HTTP);
    const secret = nodes.find(({ name }) => name === "processor-secret");
    const keys = ["primary", "secondary"].map(
      (role) => nodes.find(({ name }) => name === `${role}-keys-settings`)?.outputs.arn,
    );
    expect(secret?.inputs.kmsKeyId).to.equal(keys[0]);
    expect(secret?.inputs.replicas).to.deep.equal([{ region: "us-east-2", kmsKeyId: keys[1] }]);
    expect(secret?.inputs.recoveryWindowInDays).to.equal(0);
  });

  it("is named in the environment, never held there", async () => {
    const capture = await wholeProgram("prod", HTTP);
    const name = "secondary-serving-process-function";
    expect(JSON.parse(variablesOf(capture, name).PROCESSOR ?? "")).to.include({
      kind: "http",
      secretId: "payment-processor-prod",
    });
    const process = capture.nodes.find((node) => node.name === name);
    expect(process?.secretInputs).to.deep.equal([]);
  });

  it("may be somebody else's secret, which this stack then leaves alone", async () => {
    const { nodes } = await wholeProgram("prod", [...HTTP, "processor.secretId=acme/processor"]);
    expect(nodes.find(({ name }) => name === "processor-secret")).to.equal(undefined);
  });
});

describe("parameters", () => {
  it("of one region are not below the path that is copied", async () => {
    const { nodes } = await wholeProgram("prod");
    const local = nodes.filter(({ name }) => name.startsWith("secondary-parameters-local-"));
    expect(local.length).to.be.above(4);
    for (const { inputs } of local) expect(inputs.name).to.match(/^\/payments\/prod\/local\//);
  });

  it("that both regions share are planted once and then left to the workflow and to operators", async () => {
    const { nodes } = await wholeProgram("prod");
    const shared = nodes.filter(({ name }) => /-parameters-shared-/.test(name));
    expect(shared.map(({ name }) => name)).to.include.members([
      "primary-parameters-shared-active-region",
      "secondary-parameters-shared-active-region",
      "secondary-parameters-shared-feature-flags",
    ]);
    for (const { ignoreChanges, name } of shared) expect(ignoreChanges, name).to.include("value");
    const active = shared.filter(({ name }) => name.endsWith("active-region"));
    for (const { inputs } of active) expect(inputs.value).to.equal("us-east-1");
  });

  it("that are sensitive are encrypted with the region's own key", async () => {
    const { nodes } = await wholeProgram("prod");
    const keys = nodes.find(({ name }) => name === "secondary-parameters-shared-token-keys");
    const own = nodes.find(({ name }) => name === "secondary-keys-settings");
    expect(keys?.inputs).to.include({ type: "SecureString", keyId: own?.outputs.arn ?? "" });
  });
});

describe("the ledger", () => {
  it("is posted from a queue of its own, off the way on which payments are accepted", async () => {
    const { nodes } = await wholeProgram("prod");
    const mapping = nodes.find(({ name }) => name === "ledger-primary-source-mapping");
    expect(mapping?.inputs.eventSourceArn).to.match(/payment-ledger-queue-prod-us-east-1$/);
    const validate = nodes.find(({ name }) => name === "primary-serving-validate-function");
    expect(JSON.stringify(validate?.inputs.environment)).not.to.match(/LEDGER|DATABASE/);
  });

  it("is reached by functions through a rule that names the database", async () => {
    const { nodes } = await wholeProgram("prod");
    const rule = nodes.find(({ name }) => name === "ledger-secondary-to-database");
    expect(rule?.inputs).to.include({ fromPort: 5432, toPort: 5432 });
    expect(rule?.inputs.referencedSecurityGroupId).to.match(/^sg-/);
  });

  it("trusts the database's authorities, which the runtime does not do by itself", async () => {
    const capture = await wholeProgram("prod");
    for (const name of ["ledger-primary-ledger-function", "ledger-primary-migrate-function"]) {
      const variables = variablesOf(capture, name);
      expect(variables.NODE_EXTRA_CA_CERTS).to.equal("/var/runtime/ca-cert.pem");
    }
  });

  it("does not exist in dev, nor anything that would move it", async () => {
    const { nodes } = await wholeProgram("dev");
    expect(nodes.filter(({ type }) => type.startsWith("aws:rds/"))).to.deep.equal([]);
    const names = nodes.map(({ inputs }) => String(inputs.name));
    expect(names.filter((name) => /promote-database|migrate/.test(name))).to.deep.equal([]);
  });
});
