import { expect } from "chai";
import { AwsError, NotModelled } from "../../../../local/engine/aws-error";
import { type ParameterChange, Ssm } from "../../../../local/engine/ssm/ssm";
import { VirtualTimeline } from "../../../../local/engine/timeline";

type Input = Record<string, unknown>;

describe("Parameter Store", () => {
  let ssm: Ssm;
  let timeline: VirtualTimeline;
  let changes: ParameterChange[];

  beforeEach(() => {
    changes = [];
    timeline = new VirtualTimeline(1_000_000);
    ssm = new Ssm({
      timeline,
      account: "000000000000",
      onChange: (change) => changes.push(change),
    });
  });

  const call = <T = Input>(operation: string, input: Input, region = "us-east-2") =>
    ssm.call({ region }, operation, input) as T;
  const put = (Name: string, Value: string, more: Input = {}) =>
    call("PutParameter", { Name, Value, Type: "String", ...more });
  const get = (Name: string, more: Input = {}) =>
    call<{ Parameter: Input }>("GetParameter", { Name, ...more }).Parameter;
  const refusal = (name: string, attempt: () => unknown) =>
    expect(attempt).to.throw(AwsError).with.property("name", name);

  it("keeps every version and answers with the latest or the one asked for", () => {
    expect(put("/pay/active", "us-east-1")).to.deep.include({ Version: 1 });
    expect(put("/pay/active", "us-east-2", { Overwrite: true })).to.deep.include({ Version: 2 });
    expect(get("/pay/active")).to.deep.equal({
      Name: "/pay/active",
      Type: "String",
      Value: "us-east-2",
      Version: 2,
      LastModifiedDate: new Date(1_000_000),
      ARN: "arn:aws:ssm:us-east-2:000000000000:parameter/pay/active",
      DataType: "text",
    });
    expect(get("/pay/active:1").Value).to.equal("us-east-1");
    refusal("ParameterVersionNotFound", () => get("/pay/active:3"));
  });

  it("overwrites only on request", () => {
    put("/pay/active", "us-east-1");
    refusal("ParameterAlreadyExists", () => put("/pay/active", "us-east-2"));
    expect(get("/pay/active").Value).to.equal("us-east-1");
  });

  it("has other parameters in every region", () => {
    put("/pay/active", "us-east-1");
    refusal("ParameterNotFound", () => call("GetParameter", { Name: "/pay/active" }, "us-east-1"));
  });

  it("opens sealed values only for those who ask", () => {
    put("/pay/token", "geheim", { Type: "SecureString", KeyId: "key-1" });
    expect(get("/pay/token").Value).to.not.contain("geheim");
    expect(get("/pay/token", { WithDecryption: true }).Value).to.equal("geheim");
  });

  it("tells which of several names it does not know", () => {
    put("/pay/a", "1");
    const { Parameters, InvalidParameters } = call<{
      Parameters: Input[];
      InvalidParameters: string[];
    }>("GetParameters", { Names: ["/pay/a", "/pay/b"] });
    expect(Parameters.map(({ Name }) => Name)).to.deep.equal(["/pay/a"]);
    expect(InvalidParameters).to.deep.equal(["/pay/b"]);
  });

  it("reads a path, level by level or all below, page by page", () => {
    for (const name of ["/pay/b", "/pay/a", "/pay/deep/c", "/payments/x"]) put(name, "1");
    const names = (input: Input): unknown[] => {
      const page = call<{ Parameters: Input[]; NextToken?: string }>("GetParametersByPath", input);
      const rest = page.NextToken ? names({ ...input, NextToken: page.NextToken }) : [];
      return [...page.Parameters.map(({ Name }) => Name), ...rest];
    };
    expect(names({ Path: "/pay" })).to.deep.equal(["/pay/a", "/pay/b"]);
    expect(names({ Path: "/pay/", Recursive: true, MaxResults: 1 })).to.deep.equal([
      "/pay/a",
      "/pay/b",
      "/pay/deep/c",
    ]);
  });

  it("tells about every change once", () => {
    put("/pay/a", "1");
    put("/pay/a", "2", { Overwrite: true });
    call("DeleteParameter", { Name: "/pay/a" });
    refusal("ParameterNotFound", () => get("/pay/a"));
    const base = { region: "us-east-2", name: "/pay/a", type: "String" };
    expect(changes).to.deep.equal([
      { ...base, operation: "Create" },
      { ...base, operation: "Update" },
      { ...base, operation: "Delete" },
    ]);
  });

  it("refuses what cannot be a parameter, and names what is not modelled", () => {
    refusal("ValidationException", () => put("/pay/a", ""));
    refusal("ValidationException", () => put("/pay/a", "x".repeat(4_097)));
    refusal("ValidationException", () => put("/pay//a", "x"));
    refusal("ValidationException", () => call("PutParameter", { Name: "/pay/a", Value: "x" }));
    expect(() => call("LabelParameterVersion", {})).to.throw(NotModelled);
  });
});
