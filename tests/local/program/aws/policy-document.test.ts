import { expect } from "chai";
import { policyDocument } from "../../../../local/program/aws/policy-document";
import type { Properties } from "../../../../local/program/resource-node";

function parsed(args: Properties): Record<string, unknown> {
  return JSON.parse(policyDocument(args).json as string);
}

describe("a policy document", () => {
  it("has IAM's own shape: single values alone, several in a list", () => {
    const document = parsed({
      policyId: "queue",
      statements: [
        {
          sid: "Send",
          actions: ["sqs:SendMessage"],
          resources: ["arn:one", "arn:two"],
          principals: [
            { type: "Service", identifiers: ["sns.amazonaws.com"] },
            { type: "AWS", identifiers: ["arn:a", "arn:b"] },
          ],
          conditions: [
            { test: "ArnEquals", variable: "aws:SourceArn", values: ["arn:topic"] },
            { test: "ArnEquals", variable: "aws:SourceAccount", values: ["1", "2"] },
          ],
        },
      ],
    });
    expect(document).to.deep.equal({
      Version: "2012-10-17",
      Id: "queue",
      Statement: [
        {
          Sid: "Send",
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com", AWS: ["arn:a", "arn:b"] },
          Action: "sqs:SendMessage",
          Resource: ["arn:one", "arn:two"],
          Condition: {
            ArnEquals: { "aws:SourceArn": "arn:topic", "aws:SourceAccount": ["1", "2"] },
          },
        },
      ],
    });
  });

  it("writes everybody as a bare star and keeps denials", () => {
    const document = parsed({
      statements: [
        {
          effect: "Deny",
          notActions: ["s3:GetObject"],
          notResources: ["arn:x"],
          principals: [{ type: "*", identifiers: ["*"] }],
        },
      ],
    });
    expect(document.Statement).to.deep.equal([
      { Effect: "Deny", Principal: "*", NotAction: "s3:GetObject", NotResource: "arn:x" },
    ]);
  });

  it("puts source documents first and lets overrides replace by Sid", () => {
    const source = policyDocument({ statements: [{ sid: "A", actions: ["a"] }] }).json;
    const override = policyDocument({ statements: [{ sid: "A", actions: ["b"] }] }).json;
    const document = parsed({
      sourcePolicyDocuments: [source],
      overridePolicyDocuments: [override],
      statements: [{ sid: "C", actions: ["c"] }],
    });
    expect(document.Statement).to.deep.equal([
      { Sid: "A", Effect: "Allow", Action: "b" },
      { Sid: "C", Effect: "Allow", Action: "c" },
    ]);
  });

  it("refuses the same Sid twice", () => {
    const statements = [{ sid: "A" }, { sid: "A" }];
    expect(() => policyDocument({ statements })).to.throw("duplicate Sid (A)");
  });
});
