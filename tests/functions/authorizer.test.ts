import { createHmac } from "node:crypto";
import { expect } from "chai";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { tokenVerifier } from "../../functions/adapters/token-verifier";
import { type AuthorizerEvent, authorizer } from "../../functions/authorizer";
import type { TokenKey } from "../../functions/core/token-keys";
import { recordingPorts, scriptedRemote, serviceError } from "./recording-ports";

const ISSUER = "https://issuer.test";
const AUDIENCE = "payments";
const ARN = "arn:aws:execute-api:us-east-1:111122223333:abc123/prod/POST/validate";
const NOW_SECONDS = Date.UTC(2030, 0, 2, 3, 4, 5) / 1000;

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

interface Signing {
  readonly alg?: string;
  readonly kid?: string;
  readonly claims?: Record<string, unknown>;
}

async function sign(pair: Pair, { alg = "RS256", kid = "rsa", claims = {} }: Signing = {}) {
  const payload = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: "user",
    tenant: "shop",
    scope: "payments:write",
    exp: NOW_SECONDS + 300,
    ...claims,
  };
  return new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(pair.privateKey);
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

describe("the authorizer", () => {
  let rsa: Pair;
  let ec: Pair;
  let stranger: Pair;
  let rsaKey: TokenKey;
  let ecKey: TokenKey;

  before(async () => {
    [rsa, ec, stranger] = await Promise.all([
      generateKeyPair("RS256", { extractable: true }),
      generateKeyPair("ES256", { extractable: true }),
      generateKeyPair("RS256", { extractable: true }),
    ]);
    rsaKey = { ...(await exportJWK(rsa.publicKey)), kid: "rsa" } as TokenKey;
    ecKey = { ...(await exportJWK(ec.publicKey)), kid: "ec" } as TokenKey;
  });

  /** The parameter's content can change and fail under the running function. */
  function world(content: () => unknown = () => ({ keys: [rsaKey, ecKey] })) {
    const ports = recordingPorts();
    const ssm = scriptedRemote(() => ({ Parameter: { Value: JSON.stringify(content()) } }));
    const verify = tokenVerifier({ issuer: ISSUER, audience: AUDIENCE });
    const handle = authorizer({ ...ports, ssm, keysParameter: "/keys", verify });
    const ask = (token: string, event: Partial<AuthorizerEvent> = {}) =>
      handle({ methodArn: ARN, authorizationToken: `Bearer ${token}`, ...event }).then(
        (policy) => policy.policyDocument.Statement[0]?.Effect ?? "nothing",
        (error: Error) => error.message,
      );
    return { ports, ssm, handle, ask };
  }

  it("lets in a caller with a token of either algorithm", async () => {
    const { ask } = world();
    expect(await ask(await sign(rsa))).to.equal("Allow");
    expect(await ask(await sign(ec, { alg: "ES256", kid: "ec" }))).to.equal("Allow");
  });

  it("names the caller and the tenant to the functions behind it", async () => {
    const { handle } = world();
    const token = await sign(rsa);
    const policy = await handle({ methodArn: ARN, headers: { AUTHORIZATION: `Bearer ${token}` } });
    expect(policy.principalId).to.equal("user");
    expect(policy.context).to.deep.equal({ tenant: "shop" });
  });

  it("denies a known caller whose scopes open nothing", async () => {
    expect(await world().ask(await sign(rsa, { claims: { scope: "openid" } }))).to.equal("Deny");
  });

  const wrong: [string, Record<string, unknown>][] = [
    ["another issuer", { iss: "https://evil.test" }],
    ["no issuer", { iss: undefined }],
    ["another audience", { aud: "orders" }],
    ["no audience", { aud: undefined }],
    ["an expiry that is past", { exp: NOW_SECONDS - 6 }],
    ["no expiry", { exp: undefined }],
    ["a start that is still to come", { nbf: NOW_SECONDS + 6 }],
    ["no subject", { sub: undefined }],
    ["a tenant that reaches into other keys", { tenant: "shop#1" }],
    ["no tenant", { tenant: undefined }],
  ];
  for (const [title, claims] of wrong) {
    it(`refuses a token with ${title}`, async () => {
      expect(await world().ask(await sign(rsa, { claims }))).to.equal("Unauthorized");
    });
  }

  it("forgives a small difference between the clocks", async () => {
    const { ask } = world();
    const claims = { exp: NOW_SECONDS - 4, nbf: NOW_SECONDS + 4 };
    expect(await ask(await sign(rsa, { claims }))).to.equal("Allow");
  });

  describe("shown a forged token", () => {
    it("refuses one signed by somebody else under a known key's name", async () => {
      expect(await world().ask(await sign(stranger))).to.equal("Unauthorized");
    });

    it("refuses one whose claims were changed after signing", async () => {
      const [header, , signature] = (await sign(rsa)).split(".");
      const claims = base64url({
        iss: ISSUER,
        aud: AUDIENCE,
        sub: "user",
        tenant: "rival",
        scope: "payments:write",
        exp: NOW_SECONDS + 300,
      });
      expect(await world().ask(`${header}.${claims}.${signature}`)).to.equal("Unauthorized");
    });

    it("refuses one that says it needs no signature", async () => {
      const [, claims] = (await sign(rsa)).split(".");
      for (const alg of ["none", "None", ""]) {
        const token = `${base64url({ alg, kid: "rsa" })}.${claims}.`;
        expect(await world().ask(token)).to.equal("Unauthorized");
      }
    });

    it("refuses one signed with the public key as if it were a shared secret", async () => {
      const [, claims] = (await sign(rsa)).split(".");
      const input = `${base64url({ alg: "HS256", kid: "rsa" })}.${claims}`;
      const secret = await exportSPKI(rsa.publicKey);
      const signature = createHmac("sha256", secret).update(input).digest("base64url");
      expect(await world().ask(`${input}.${signature}`)).to.equal("Unauthorized");
    });

    it("refuses one that brings its own key", async () => {
      const jwk = await exportJWK(stranger.publicKey);
      const token = await new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: "u", tenant: "shop" })
        .setProtectedHeader({ alg: "RS256", jwk, jku: "https://evil.test/keys" })
        .setExpirationTime(NOW_SECONDS + 300)
        .sign(stranger.privateKey);
      expect(await world().ask(token)).to.equal("Unauthorized");
    });

    it("refuses a symmetric key even when the parameter lists one", async () => {
      const k = Buffer.from("a secret that is long enough for it").toString("base64url");
      const { ask } = world(() => ({ keys: [rsaKey, { kty: "oct", kid: "shared", k }] }));
      const [, claims] = (await sign(rsa)).split(".");
      const input = `${base64url({ alg: "HS256", kid: "shared" })}.${claims}`;
      const signature = createHmac("sha256", Buffer.from(k, "base64url")).update(input);
      expect(await ask(`${input}.${signature.digest("base64url")}`)).to.equal("Unauthorized");
    });

    it("refuses another algorithm of a known key", async () => {
      const token = await new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: "u", tenant: "shop" })
        .setProtectedHeader({ alg: "PS256", kid: "rsa" })
        .setExpirationTime(NOW_SECONDS + 300)
        .sign(await reimported(rsa, "PS256"));
      expect(await world().ask(token)).to.equal("Unauthorized");
    });

    it("refuses what is no token, and logs nothing of it", async () => {
      const { ask, ports } = world();
      for (const text of ["a", "a.b.c", "..", "secret.secret.secret"]) {
        expect(await ask(text)).to.equal("Unauthorized");
      }
      expect(ports.said.join("\n")).not.to.contain("secret");
    });

    it("refuses a request without one", async () => {
      const { handle, ssm } = world();
      const error = await handle({ methodArn: ARN, headers: null }).catch((e: Error) => e);
      expect(error).to.have.property("message", "Unauthorized");
      expect(ssm.calls).to.have.length(0);
    });
  });

  describe("and its keys", () => {
    it("reads them once for many requests, and again when they are old", async () => {
      const { ask, ssm, ports } = world();
      const token = await sign(rsa, { claims: { exp: NOW_SECONDS + 86_400 } });
      for (let i = 0; i < 5; i++) await ask(token);
      expect(ssm.calls).to.have.length(1);
      ports.advance(300_000);
      await ask(token);
      expect(ssm.calls).to.have.length(2);
    });

    it("learns a new key from the first token that names it", async () => {
      let keys = [rsaKey];
      const { ask, ports } = world(() => ({ keys }));
      expect(await ask(await sign(rsa))).to.equal("Allow");
      keys = [rsaKey, ecKey];
      ports.advance(30_000);
      expect(await ask(await sign(ec, { alg: "ES256", kid: "ec" }))).to.equal("Allow");
    });

    it("cannot be made to read them over and over by tokens with invented keys", async () => {
      const { ask, ssm, ports } = world();
      for (let i = 0; i < 20; i++) {
        ports.advance(2_000);
        expect(await ask(await sign(stranger, { kid: `k-${i}` }))).to.equal("Unauthorized");
      }
      expect(ssm.calls).to.have.length(2);
    });

    it("stops accepting a key that was taken away", async () => {
      let keys = [rsaKey, ecKey];
      const { ask, ports } = world(() => ({ keys }));
      const token = await sign(rsa, { claims: { exp: NOW_SECONDS + 86_400 } });
      expect(await ask(token)).to.equal("Allow");
      keys = [ecKey];
      ports.advance(300_000);
      expect(await ask(token)).to.equal("Unauthorized");
    });

    const failures: [string, () => unknown][] = [
      [
        "cannot be read",
        () => {
          throw serviceError("InternalServerError");
        },
      ],
      ["is empty", () => ({ keys: [] })],
      ["holds something else", () => "keys"],
    ];
    for (const [title, failure] of failures) {
      it(`keeps the last good ones when the parameter ${title}`, async () => {
        let broken = false;
        const { ask, ports } = world(() => (broken ? failure() : { keys: [rsaKey] }));
        const token = await sign(rsa, { claims: { exp: NOW_SECONDS + 86_400 } });
        await ask(token);
        broken = true;
        ports.advance(3_600_000);
        expect(await ask(token)).to.equal("Allow");
        expect(ports.counted.get("TokenKeysUnreadable")).to.equal(1);
      });
    }

    it("blames itself, not the caller, when it never had any", async () => {
      const { ask } = world(() => {
        throw serviceError("InternalServerError");
      });
      expect(await ask(await sign(rsa))).to.equal("no token keys are known");
    });

    it("reads them with decryption, by the configured name", async () => {
      const { ask, ssm } = world();
      await ask(await sign(rsa));
      expect(ssm.calls).to.deep.equal([
        { operation: "GetParameter", input: { Name: "/keys", WithDecryption: true } },
      ]);
    });
  });
});

/** The same RSA key for another signature scheme. */
async function reimported(pair: Pair, alg: string) {
  const { importJWK } = await import("jose");
  return importJWK(await exportJWK(pair.privateKey), alg);
}
