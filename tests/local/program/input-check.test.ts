import { expect } from "chai";
import { checkInputs } from "../../../local/program/input-check";
import { impliedNode } from "../../../local/program/registration";
import type { Properties, ResourceNode } from "../../../local/program/resource-node";
import { Archive, ResourceReference, UNKNOWN } from "../../../local/program/wire-values";
import { captureTwoRegions } from "../../support/two-regions";

function node(type: string, inputs: Properties): ResourceNode {
  const identity = { project: "p", stack: "s" };
  const from = { urn: "", providers: {}, region: "us-east-1", source: "" };
  return impliedNode(identity, from, { parent: "", type, name: "it", inputs });
}

function problems(type: string, inputs: Properties): string[] {
  return checkInputs([node(type, inputs)]).map((problem) => problem.replace(`it (${type}): `, ""));
}

const TABLE = "aws:dynamodb/table:Table";
const FUNCTION = "aws:lambda/function:Function";

describe("checking inputs against the installed typings", () => {
  const table = {
    name: "payments",
    hashKey: "transaction_id",
    billingMode: "PAY_PER_REQUEST",
    attributes: [{ name: "transaction_id", type: "S" }],
    replicas: [{ regionName: "us-east-2", consistencyMode: "STRONG" }],
    globalTableWitness: { regionName: "us-west-2" },
    tags: { Environment: "dev" },
  };

  it("finds nothing in a correct program", async () => {
    expect(problems(TABLE, table)).to.deep.equal([]);
    expect(checkInputs((await captureTwoRegions()).nodes)).to.deep.equal([]);
  });

  const mistakes: [string, string, Properties, string][] = [
    [
      "a value outside the documented ones",
      TABLE,
      { ...table, billingMode: "ON_DEMAND" },
      'billingMode: "ON_DEMAND" is not one of PROVISIONED, PAY_PER_REQUEST',
    ],
    [
      "a missing nested property",
      TABLE,
      { ...table, attributes: [{ name: "transaction_id" }] },
      "attributes[0].type is required",
    ],
    [
      "an unknown nested property",
      TABLE,
      { ...table, replicas: [{ region: "us-east-2", regionName: "us-east-2" }] },
      "replicas[0].region is not a property",
    ],
    [
      "text for a flag",
      TABLE,
      { ...table, streamEnabled: "true" },
      'streamEnabled: expected true or false, got string "true"',
    ],
    [
      "a value for a list",
      TABLE,
      { ...table, replicas: { regionName: "x" } },
      "replicas: expected a list, got an object",
    ],
    ["a list for a map", TABLE, { ...table, tags: ["a"] }, "tags: expected a map, got a list"],
    [
      "a number where text belongs in a map",
      TABLE,
      { ...table, tags: { Environment: true } },
      "tags.Environment: expected text, got boolean true",
    ],
    ["a missing property", FUNCTION, {}, "role is required"],
    [
      "a runtime that does not exist",
      FUNCTION,
      { role: "arn", runtime: "nodejs99.x" },
      'runtime: "nodejs99.x" is not in lambda.Runtime',
    ],
    [
      "text for code",
      FUNCTION,
      { role: "arn", code: "exports.handler" },
      'code: expected a file, got string "exports.handler"',
    ],
    ["a deprecated property", "aws:s3/bucket:Bucket", { acl: "private" }, "acl is deprecated"],
    [
      "a type that does not exist",
      "aws:dynamodb/tabel:Tabel",
      {},
      "the installed SDK has no such type",
    ],
    [
      "an unknown argument of the network component",
      "awsx:ec2:Vpc",
      { cidr: "10.0.0.0/16" },
      "cidr is not a property",
    ],
    [
      "an unknown strategy of the network component",
      "awsx:ec2:Vpc",
      { natGateways: { strategy: "Two" } },
      'natGateways.strategy: "Two" is not in ec2.NatGatewayStrategy',
    ],
  ];
  for (const [title, type, inputs, expected] of mistakes) {
    it(`finds ${title}`, () => {
      expect(problems(type, inputs)).to.deep.equal([expected]);
    });
  }

  it("reports every problem of every resource with its name", () => {
    const found = checkInputs([node(TABLE, { nmae: 1, x: 2 }), node(FUNCTION, {})]);
    expect(found).to.deep.equal([
      `it (${TABLE}): nmae is not a property`,
      `it (${TABLE}): x is not a property`,
      `it (${FUNCTION}): role is required`,
    ]);
  });

  it("accepts what is known only after creation, at any depth", () => {
    expect(problems(TABLE, { ...table, replicas: UNKNOWN })).to.deep.equal([]);
    expect(problems(TABLE, { ...table, replicas: [{ regionName: UNKNOWN }] })).to.deep.equal([]);
    expect(problems(FUNCTION, { role: UNKNOWN, runtime: UNKNOWN })).to.deep.equal([]);
  });

  it("accepts a resource where its identifier would do, and code as an archive", () => {
    const role = new ResourceReference("urn", "role");
    const policy = { role, policy: "{}" };
    expect(problems("aws:iam/rolePolicy:RolePolicy", policy)).to.deep.equal([]);
    const code = new Archive({}, undefined, undefined);
    expect(problems(FUNCTION, { role: "arn", code, architectures: ["arm64"] })).to.deep.equal([]);
    expect(problems(FUNCTION, { role: "arn", code, architectures: ["x86_64"] })).to.deep.equal([]);
  });

  it("accepts instance classes newer than the SDK", () => {
    const instance = {
      clusterIdentifier: "ledger",
      engine: "aurora-postgresql",
      instanceClass: "db.serverless",
    };
    expect(problems("aws:rds/clusterInstance:ClusterInstance", instance)).to.deep.equal([]);
  });
});
