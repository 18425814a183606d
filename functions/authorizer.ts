import { type AccessPolicy, accessOf, accessPolicy, bearerToken } from "./core/access";
import type { BasePorts } from "./core/ports";
import type { VerifyToken } from "./core/token-keys";
import { type TokenKeysPorts, tokenKeysReader } from "./store/token-keys";

export interface AuthorizerPorts extends BasePorts, TokenKeysPorts {
  readonly verify: VerifyToken;
}

/** The parts of API Gateway's TOKEN and REQUEST authorizer events that we read. */
export interface AuthorizerEvent {
  readonly methodArn: string;
  readonly authorizationToken?: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
}

/** API Gateway answers 401 to exactly this message, and 500 to any other error. */
class Unauthorized extends Error {
  override readonly name = "Unauthorized";

  constructor() {
    super("Unauthorized");
  }
}

/** Decides who calls and what the caller may do, without asking anybody outside the region. */
export function authorizer(ports: AuthorizerPorts) {
  const reader = tokenKeysReader(ports);

  return async (event: AuthorizerEvent): Promise<AccessPolicy> => {
    const token = bearerToken(event.authorizationToken ?? authorizationOf(event.headers));
    if (!token) throw refused(ports, "no token");
    const nowMs = ports.clock.nowMs();
    let verification = await ports.verify(token, await reader.keys(), nowMs);
    if (verification.kind === "unknown-key") {
      const newer = await reader.newer();
      if (newer) verification = await ports.verify(token, newer, nowMs);
    }
    if (verification.kind !== "valid") {
      throw refused(ports, verification.kind === "invalid" ? verification.reason : "unknown key");
    }
    const access = accessOf(verification.claims);
    if (!access) throw refused(ports, "claims");
    return accessPolicy(access, event.methodArn);
  };
}

/** The reason is for our own log; the client learns nothing but that it may not. */
function refused(ports: AuthorizerPorts, reason: string): Unauthorized {
  ports.metrics.count("TokenRefused");
  ports.log.info("token refused", { reason });
  return new Unauthorized();
}

function authorizationOf(headers: AuthorizerEvent["headers"]): string | undefined {
  const entry = Object.entries(headers ?? {}).find(
    ([name]) => name.toLowerCase() === "authorization",
  );
  return entry?.[1];
}
