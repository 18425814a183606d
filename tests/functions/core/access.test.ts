import { expect } from "chai";
import { accessOf, accessPolicy, bearerToken } from "../../../functions/core/access";

const ARN = "arn:aws:execute-api:us-east-1:111122223333:abc123/prod/GET/payments/t-1";
const STAGE = "arn:aws:execute-api:us-east-1:111122223333:abc123/prod";

describe("access to the API", () => {
  const scopes: [string, object, string[]][] = [
    ["nothing without scopes", {}, []],
    ["nothing for scopes of somebody else", { scope: "openid payments:admin payments" }, []],
    ["accepting payments", { scope: "payments:write" }, ["POST/validate", "POST/payments"]],
    ["reading payments", { scope: "openid payments:read" }, ["GET/payments/*"]],
    ["opening sessions", { scp: ["sessions:write"] }, ["POST/sessions"]],
    ["reading sessions", { scp: "sessions:read" }, ["GET/sessions/*"]],
    [
      "everything that was granted in either way",
      { scope: "payments:read", scp: ["sessions:read", 7] },
      ["GET/payments/*", "GET/sessions/*"],
    ],
    ["nothing for an inherited name", { scope: "constructor toString" }, []],
  ];
  for (const [title, claims, methods] of scopes) {
    it(`opens ${title}`, () => {
      const access = accessOf({ sub: "user", tenant: "shop", ...claims });
      expect(access?.methods).to.deep.equal(methods);
    });
  }

  const strangers: [string, object][] = [
    ["has no tenant", { sub: "user" }],
    ["has a tenant that reaches into another one's keys", { sub: "user", tenant: "shop#t-1" }],
    ["has a list of tenants", { sub: "user", tenant: ["shop"] }],
    ["has an empty tenant", { sub: "user", tenant: "" }],
    ["has an endless tenant", { sub: "user", tenant: "x".repeat(65) }],
    ["has a tenant with a line break at its end", { sub: "user", tenant: "shop\n" }],
    ["has no subject", { tenant: "shop" }],
    ["has an empty subject", { sub: "", tenant: "shop" }],
    ["has an endless subject", { sub: "x".repeat(129), tenant: "shop" }],
  ];
  for (const [title, claims] of strangers) {
    it(`knows nobody who ${title}`, () => {
      expect(accessOf({ scope: "payments:read", ...claims })).to.equal(undefined);
    });
  }

  it("allows exactly the methods of the scopes, in the stage that was called", () => {
    const access = {
      tenant: "shop",
      subject: "user",
      methods: ["POST/validate", "GET/payments/*"],
    };
    expect(accessPolicy(access, ARN)).to.deep.equal({
      principalId: "user",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "execute-api:Invoke",
            Resource: [`${STAGE}/POST/validate`, `${STAGE}/GET/payments/*`],
          },
        ],
      },
      context: { tenant: "shop" },
    });
  });

  it("denies everything to a known caller without a scope", () => {
    const policy = accessPolicy({ tenant: "shop", subject: "user", methods: [] }, ARN);
    expect(policy.policyDocument.Statement).to.deep.equal([
      { Effect: "Deny", Action: "execute-api:Invoke", Resource: [`${STAGE}/*`] },
    ]);
  });

  it("writes no policy for an event without a method", () => {
    const access = { tenant: "shop", subject: "user", methods: ["POST/validate"] };
    for (const arn of ["", "prod/GET", "arn:aws:execute-api:r:a:abc"]) {
      expect(() => accessPolicy(access, arn)).to.throw(/no ARN of a method/);
    }
  });

  it("takes a token from a bearer header and from nothing else", () => {
    expect(bearerToken("Bearer a.b.c")).to.equal("a.b.c");
    expect(bearerToken("bearer a.b.c")).to.equal("a.b.c");
    const others = [undefined, "", "Basic abc", "Bearer", "Bearer a b", "Bearer a.b.c\n", "a.b.c"];
    for (const header of others) expect(bearerToken(header)).to.equal(undefined);
  });
});
