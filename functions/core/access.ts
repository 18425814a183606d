/** What a signed token says, after its signature, issuer, audience and dates were checked. */
export interface TokenClaims {
  readonly sub?: unknown;
  readonly tenant?: unknown;
  /** RFC 8693: scopes separated by blanks. */
  readonly scope?: unknown;
  /** The same as a list, as some issuers write it. */
  readonly scp?: unknown;
}

/** Signatures we accept. Anything symmetric, or none, is a forgery waiting to happen. */
export const TOKEN_ALGORITHMS = ["RS256", "ES256"] as const;

/** How far the issuer's clock may be from ours. */
export const TOKEN_CLOCK_SKEW_SECONDS = 5;

/** The methods that each scope opens, as API Gateway writes them in the ARN of a method. */
const METHODS_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  "payments:write": ["POST/validate", "POST/payments"],
  "payments:read": ["GET/payments/*"],
  "sessions:write": ["POST/sessions"],
  "sessions:read": ["GET/sessions/*"],
};

/** A tenant becomes part of keys, so it may not hold their separator or anything like it. */
const TENANT = /^[A-Za-z0-9_-]{1,64}$/;
const MAX_SUBJECT_CHARACTERS = 128;

/** A caller we know, and the methods that the caller may use; possibly none. */
export interface Access {
  readonly tenant: string;
  readonly subject: string;
  readonly methods: readonly string[];
}

/** Undefined when the token, though signed, does not name a caller that we can serve. */
export function accessOf(claims: TokenClaims): Access | undefined {
  const { sub, tenant } = claims;
  if (typeof sub !== "string" || sub === "" || sub.length > MAX_SUBJECT_CHARACTERS)
    return undefined;
  if (typeof tenant !== "string" || !TENANT.test(tenant)) return undefined;
  const scopes = scopesOf(claims);
  const methods = Object.entries(METHODS_OF_SCOPE)
    .filter(([scope]) => scopes.has(scope))
    .flatMap(([, opened]) => opened);
  return { tenant, subject: sub, methods };
}

function scopesOf({ scope, scp }: TokenClaims): ReadonlySet<string> {
  const names = typeof scope === "string" ? scope.split(" ") : [];
  if (Array.isArray(scp)) return new Set([...names, ...scp]);
  return new Set(typeof scp === "string" ? [...names, ...scp.split(" ")] : names);
}

/** The token of an `Authorization` header. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer ([A-Za-z0-9_.-]{1,8192})$/i.exec(header ?? "")?.[1];
}

/** What API Gateway wants to hear about a caller. */
export interface AccessPolicy {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: "2012-10-17";
    readonly Statement: readonly {
      readonly Effect: "Allow" | "Deny";
      readonly Action: "execute-api:Invoke";
      readonly Resource: readonly string[];
    }[];
  };
  readonly context: { readonly tenant: string };
}

/**
 * Names every method the caller may use, not only the one that was called: API Gateway keeps the
 * policy for the next request with the same token.
 */
export function accessPolicy(access: Access, methodArn: string): AccessPolicy {
  const stage = stageArn(methodArn);
  const none = access.methods.length === 0;
  return {
    principalId: access.subject,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: none ? "Deny" : "Allow",
          Action: "execute-api:Invoke",
          Resource: none ? [`${stage}/*`] : access.methods.map((method) => `${stage}/${method}`),
        },
      ],
    },
    context: { tenant: access.tenant },
  };
}

/** "arn:aws:execute-api:region:account:api/stage/GET/path" up to the stage. */
function stageArn(methodArn: string): string {
  const [api, stage] = methodArn.split("/");
  if (!api?.startsWith("arn:") || !stage) throw new Error("the event carries no ARN of a method");
  return `${api}/${stage}`;
}
