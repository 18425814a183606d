import { join } from "node:path";
import { expect } from "chai";
import { readConfig } from "../../components/config";
import { declarationsOf } from "../../local/program/config-declarations";
import { readStackSettings } from "../../local/program/stack-settings";
import { readYamlMap } from "../../local/program/yaml-file";
import { sampleConfig, source } from "./sample-stack";

const FOLDER = join(__dirname, "..", "..");

function configOf(stack: string) {
  const { config } = readStackSettings({ folder: FOLDER, stack });
  const own = Object.entries(config).map(([key, value]) => [
    key.replace("payments-dr:", ""),
    value,
  ]);
  return readConfig(source(Object.fromEntries(own)));
}

/** Paths of all leaves of a configuration file's map. */
function leaves(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

describe("Pulumi.yaml", () => {
  it("documents the defaults that the program really has", () => {
    const declared = declarationsOf(readYamlMap(join(FOLDER, "Pulumi.yaml"))?.config);
    const values = [...declared].map(([key, { value }]) => [key, value]);
    const documented = readConfig(
      source({ ...Object.fromEntries(values), environmentSuffix: "test" }),
    );
    expect(documented).to.deep.equal(sampleConfig());
  });

  it("knows every key that the example uses", () => {
    const declared = declarationsOf(readYamlMap(join(FOLDER, "Pulumi.yaml"))?.config);
    const example = readYamlMap(join(FOLDER, "Pulumi.example.yaml"))?.config as object;
    const keys = Object.keys(example).map((key) => key.replace("payments-dr:", ""));
    expect(keys).to.have.members([...declared.keys()]);
  });
});

describe("the stacks", () => {
  it("are all accepted", () => {
    for (const stack of ["dev", "prod", "example"]) expect(() => configOf(stack)).not.to.throw();
  });

  it("cost little in dev: no domain, no ledger, nothing that is billed by the hour", () => {
    const dev = configOf("dev");
    expect(dev.dns.mode).to.equal("none");
    expect(dev.ledger.kind).to.equal("none");
    expect(dev.network.egress).to.equal("none");
    expect(dev.functions.provisionedConcurrency).to.equal(0);
  });

  it("are complete in prod", () => {
    const prod = configOf("prod");
    expect(prod.consistency).to.equal("strong");
    expect(prod.dns).to.include({ mode: "existing", recordType: "cname", ttlSeconds: 10 });
    expect(prod.api.auth.kind).to.equal("jwt");
    expect(prod.api.waf).to.equal(true);
    expect(prod.ledger.kind).to.equal("aurora");
    expect(prod.failover.policy).to.include({ mode: "approve", approvers: 2 });
    expect(prod.functions.canary).to.equal("codedeploy");
    expect(prod.functions.provisionedConcurrency).to.be.above(0);
    expect(prod.protect.dataReason).to.be.a("string");
  });

  it("show every field that can be set in the example", () => {
    const example = readYamlMap(join(FOLDER, "Pulumi.example.yaml"))?.config as object;
    const shown = new Set(leaves(example).map((path) => path.replace(".payments-dr:", "")));
    const declared = declarationsOf(readYamlMap(join(FOLDER, "Pulumi.yaml"))?.config);
    const documented = [...declared].flatMap(([key, { value }]) => leaves(value, key));
    // A map by function has no fields of its own.
    const fields = documented.filter((path) => path !== "protect" && path.includes("."));
    expect(fields.filter((path) => !shown.has(path))).to.deep.equal([]);
  });
});
