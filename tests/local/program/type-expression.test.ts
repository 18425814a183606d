import { expect } from "chai";
import { providerSchema } from "../../../local/program/provider-schema";
import { readType, type ValueType } from "../../../local/program/type-expression";

describe("reading the types of generated typings", () => {
  const text: ValueType = { kind: "text" };
  const expressions: [string, ValueType][] = [
    ["pulumi.Input<string | undefined>", text],
    ["pulumi.Output<ARN>", text],
    ["pulumi.Input<pulumi.Input<number>[] | undefined>", { kind: "list", of: { kind: "number" } }],
    ["{\n  [key: string]: pulumi.Input<string>;\n}", { kind: "map", of: text }],
    ["string[][]", { kind: "list", of: { kind: "list", of: text } }],
    ["pulumi.Input<inputs.a.B>", { kind: "object", name: "a.B" }],
    [
      "pulumi.Input<string | enums.lambda.Runtime>",
      { kind: "either", of: [text, { kind: "enum", name: "lambda.Runtime" }] },
    ],
    ['"a" | undefined', { kind: "literal", value: "a" }],
    ["(string | undefined)", text],
    ["pulumi.asset.Archive", { kind: "file" }],
    ["Record<string, any>", { kind: "reference", name: "Record" }],
    ["{ a: string; }", { kind: "anything" }],
  ];
  for (const [expression, expected] of expressions) {
    it(`understands ${expression.replace(/\s+/g, " ")}`, () => {
      expect(readType(`${expression};`, 0)).to.deep.equal({
        type: expected,
        end: expression.length,
      });
    });
  }

  it("fails on what it cannot read", () => {
    expect(() => readType("pulumi.Input<string", 0)).to.throw("a typing");
  });

  it("reads every resource of the services we use within the time a plan can spare", () => {
    const schema = providerSchema("aws");
    const before = process.cpuUsage();
    for (const type of ["wafv2/webAcl:WebAcl", "ec2/vpc:Vpc", "rds/cluster:Cluster"]) {
      expect(schema.resource(`aws:${type}`)?.inputs.size, type).to.be.greaterThan(5);
    }
    expect(schema.object("wafv2.WebAclRule")?.has("priority")).to.equal(true);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e3, "milliseconds").to.be.lessThan(500);
  });

  it("knows what can be tagged", () => {
    const schema = providerSchema("aws");
    expect(schema.taggable("aws:sqs/queue:Queue")).to.equal(true);
    expect(schema.taggable("aws:sqs/queuePolicy:QueuePolicy")).to.equal(false);
    expect(schema.taggable("awsx:ec2:Vpc")).to.equal(false);
  });
});
