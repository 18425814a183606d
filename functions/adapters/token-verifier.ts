import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from "jose";
import { TOKEN_ALGORITHMS, TOKEN_CLOCK_SKEW_SECONDS } from "../core/access";
import type { TokenKeys, VerifyToken } from "../core/token-keys";

/** Whose tokens are accepted, and for whom they must be meant. */
export interface TokenExpectation {
  readonly issuer: string;
  readonly audience: string;
}

/** JSON Web Tokens through `jose`, which has seen more forged ones than we have. */
export function tokenVerifier(expectation: TokenExpectation): VerifyToken {
  const resolvers = new WeakMap<TokenKeys, ReturnType<typeof createLocalJWKSet>>();
  const resolverOf = (keys: TokenKeys) => {
    const known = resolvers.get(keys);
    if (known) return known;
    const resolver = createLocalJWKSet(keys as unknown as JSONWebKeySet);
    resolvers.set(keys, resolver);
    return resolver;
  };

  return async (token, keys, nowMs) => {
    try {
      const { payload } = await jwtVerify(token, resolverOf(keys), {
        issuer: expectation.issuer,
        audience: expectation.audience,
        algorithms: [...TOKEN_ALGORITHMS],
        clockTolerance: TOKEN_CLOCK_SKEW_SECONDS,
        requiredClaims: ["exp", "sub"],
        currentDate: new Date(nowMs),
      });
      return { kind: "valid", claims: payload };
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return { kind: "unknown-key" };
      return { kind: "invalid", reason: error instanceof errors.JOSEError ? error.code : "broken" };
    }
  };
}
