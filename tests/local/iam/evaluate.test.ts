import { expect } from "chai";
import { type AccessRequest, decide } from "../../../local/iam/evaluate";

const ACCOUNT = "111122223333";
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/payments`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/k-1`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:alerts`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/process`;

const policy = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
const allow = (more: object) => policy({ Effect: "Allow", Action: "*", Resource: "*", ...more });

function decided(request: Partial<AccessRequest>) {
  return decide({
    principalPolicies: [],
    action: "dynamodb:GetItem",
    resource: TABLE,
    ...request,
  });
}

const withOwn = (statement: object, request: Partial<AccessRequest> = {}) =>
  decided({ principalPolicies: [allow(statement)], ...request });

describe("IAM decisions", () => {
  it("deny what nobody allows", () => {
    expect(decided({})).to.equal("deny");
  });

  for (const [what, statement, answer] of [
    ["the exact action", { Action: "dynamodb:GetItem" }, "allow"],
    ["the action in other letters", { Action: "DynamoDB:getitem" }, "allow"],
    ["an action pattern", { Action: ["s3:*", "dynamodb:Get*"] }, "allow"],
    ["one unknown letter", { Action: "dynamodb:Get?tem" }, "allow"],
    ["a longer action", { Action: "dynamodb:GetItems" }, "deny"],
    ["a shorter action", { Action: "dynamodb:Get" }, "deny"],
    ["everything but the action", { Action: undefined, NotAction: "dynamodb:GetItem" }, "deny"],
    ["everything but another action", { Action: undefined, NotAction: "s3:*" }, "allow"],
    ["the exact resource", { Resource: TABLE }, "allow"],
    ["a resource pattern", { Resource: "arn:aws:dynamodb:*:*:table/pay*" }, "allow"],
    ["the resource in other letters", { Resource: TABLE.toUpperCase() }, "deny"],
    ["a longer resource", { Resource: `${TABLE}-2` }, "deny"],
    ["the resource's index only", { Resource: `${TABLE}/index/*` }, "deny"],
    ["everything but the resource", { Resource: undefined, NotResource: TABLE }, "deny"],
    ["a pattern that must backtrack", { Resource: "*:table/*ment?" }, "allow"],
  ] as const) {
    it(`${answer} a role that may do ${what}`, () => {
      expect(withOwn(statement)).to.equal(answer);
    });
  }

  it("lets a denial win over every permission", () => {
    const denial = policy({ Effect: "Deny", Action: "dynamodb:*", Resource: "*" });
    expect(decided({ principalPolicies: [allow({}), denial] })).to.equal("deny");
    const resourcePolicy = policy(
      { Effect: "Deny", Principal: "*", Action: "*", Resource: "*" },
      { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
    );
    expect(withOwn({}, { resourcePolicy })).to.equal("deny");
  });

  it("reads policies as text too", () => {
    expect(decided({ principalPolicies: [JSON.stringify(allow({}))] })).to.equal("allow");
  });

  describe("conditions", () => {
    const cases: [string, object, AccessRequest["context"], "allow" | "deny"][] = [
      ["equal", { StringEquals: { k: "a" } }, { k: "a" }, "allow"],
      ["one of several", { StringEquals: { k: ["b", "a"] } }, { k: "a" }, "allow"],
      ["the key in other letters", { StringEquals: { "AWS:K": "a" } }, { "aws:k": "a" }, "allow"],
      ["not equal", { StringEquals: { k: "a" } }, { k: "A" }, "deny"],
      ["missing", { StringEquals: { k: "a" } }, {}, "deny"],
      ["missing but optional", { StringEqualsIfExists: { k: "a" } }, {}, "allow"],
      ["wrong though optional", { StringEqualsIfExists: { k: "a" } }, { k: "b" }, "deny"],
      ["negated", { StringNotEquals: { k: "a" } }, { k: "b" }, "allow"],
      ["negated and equal", { StringNotEquals: { k: "a" } }, { k: "a" }, "deny"],
      ["negated and missing", { StringNotEquals: { k: "a" } }, {}, "allow"],
      ["like", { StringLike: { k: "pay*" } }, { k: "payment" }, "allow"],
      ["equal takes no pattern", { StringEquals: { k: "pay*" } }, { k: "payment" }, "deny"],
      ["an ARN", { ArnLike: { k: "arn:aws:sns:*:1:t" } }, { k: "arn:aws:sns:x:1:t" }, "allow"],
      [
        "an ARN over a colon",
        { ArnEquals: { k: "arn:aws:*:t" } },
        { k: "arn:aws:sns:x:1:t" },
        "deny",
      ],
      ["a flag", { Bool: { k: "false" } }, { k: false }, "allow"],
      ["the other flag", { Bool: { k: "false" } }, { k: true }, "deny"],
      ["all values", { "ForAllValues:StringEquals": { k: ["a", "b"] } }, { k: ["a"] }, "allow"],
      ["not all values", { "ForAllValues:StringEquals": { k: ["a"] } }, { k: ["a", "c"] }, "deny"],
      ["all of no values", { "ForAllValues:StringEquals": { k: ["a"] } }, {}, "allow"],
      ["any value", { "ForAnyValue:StringEquals": { k: ["a"] } }, { k: ["a", "c"] }, "allow"],
      ["any of no values", { "ForAnyValue:StringEquals": { k: ["a"] } }, {}, "deny"],
      ["absence", { Null: { k: "true" } }, {}, "allow"],
      ["presence", { Null: { k: "true" } }, { k: "a" }, "deny"],
      ["two at once", { StringEquals: { k: "a", l: "b" } }, { k: "a" }, "deny"],
    ];
    for (const [what, Condition, context, answer] of cases) {
      it(`${answer} when it is ${what}`, () => {
        expect(withOwn({ Condition }, { context: context ?? {} })).to.equal(answer);
      });
    }

    it("that nobody understands are errors, not permissions", () => {
      expect(() => withOwn({ Condition: { IpAddress: { k: "10.0.0.0/8" } } })).to.throw(
        "IpAddress",
      );
      const variable = ["$", "{aws:username}"].join("");
      const withVariable = { Condition: { StringEquals: { k: variable } } };
      expect(() => withOwn(withVariable)).to.throw(variable);
    });
  });

  describe("a resource's own policy", () => {
    const named = (Principal: unknown, more: object = {}) =>
      policy({ Effect: "Allow", Principal, Action: "sns:Publish", Resource: TOPIC, ...more });
    const publish = { action: "sns:Publish", resource: TOPIC };

    it("lets in the role, the service or everybody it names", () => {
      const role = { kind: "role", arn: ROLE } as const;
      const alarms = { kind: "service", service: "cloudwatch.amazonaws.com" } as const;
      for (const [caller, principal] of [
        [role, { AWS: ROLE }],
        [role, "*"],
        [role, { AWS: "*" }],
        [alarms, { Service: "cloudwatch.amazonaws.com" }],
      ] as const) {
        expect(decided({ ...publish, caller, resourcePolicy: named(principal) })).to.equal("allow");
      }
    });

    it("lets in nobody else", () => {
      const caller = { kind: "service", service: "events.amazonaws.com" } as const;
      const resourcePolicy = named({ Service: "cloudwatch.amazonaws.com" });
      expect(decided({ ...publish, caller, resourcePolicy })).to.equal("deny");
    });

    it("that names the account leaves the decision to the role's policies", () => {
      const resourcePolicy = named({ AWS: `arn:aws:iam::${ACCOUNT}:root` });
      expect(decided({ ...publish, resourcePolicy })).to.equal("deny");
      expect(withOwn({}, { ...publish, resourcePolicy })).to.equal("allow");
    });

    it("and the role's must both agree across accounts", () => {
      const caller = { kind: "role", arn: "arn:aws:iam::999999999999:role/other" } as const;
      const resourcePolicy = named({ AWS: caller.arn });
      expect(decided({ ...publish, caller, resourcePolicy })).to.equal("deny");
      expect(withOwn({}, { ...publish, caller })).to.equal("deny");
      expect(withOwn({}, { ...publish, caller, resourcePolicy })).to.equal("allow");
    });

    it("decides about a key: a role's policies alone never open it", () => {
      const request = { action: "kms:Decrypt", resource: KEY };
      expect(withOwn({}, request)).to.equal("deny");
      const delegated = policy({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: "kms:*",
        Resource: "*",
      });
      expect(withOwn({}, { ...request, resourcePolicy: delegated })).to.equal("allow");
      expect(decided({ ...request, resourcePolicy: delegated })).to.equal("deny");
    });

    it("decides about a role: only whom it trusts may take it on", () => {
      const resourcePolicy = policy({
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      });
      const request = { action: "sts:AssumeRole", resource: ROLE, resourcePolicy };
      const lambda = { kind: "service", service: "lambda.amazonaws.com" } as const;
      expect(decided({ ...request, caller: lambda })).to.equal("allow");
      expect(withOwn({}, request)).to.equal("deny");
    });
  });

  for (const [what, statement] of [
    ["an unknown effect", { Effect: "Perhaps" }],
    ["a member that is not understood", { NotPrincipal: "*" }],
    ["no action", { Action: undefined }],
  ] as const) {
    it(`are errors for a statement with ${what}`, () => {
      expect(() => withOwn(statement)).to.throw("statement");
    });
  }

  it("are errors for a policy without statements or with unknown principals", () => {
    expect(() => decided({ principalPolicies: [{}] })).to.throw("without statements");
    const resourcePolicy = allow({ Principal: { Federated: "x" } });
    expect(() => decided({ resourcePolicy })).to.throw("Federated");
    expect(() => decided({ resourcePolicy: allow({}) })).to.throw("names no principal");
  });
});
