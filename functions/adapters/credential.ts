import type { Clock, Remote } from "../core/ports";

/** A secret that is fetched when first needed, and again when its user says that it was refused. */
export interface Credential {
  /** Rejects when the secret cannot be read and no earlier value is known. */
  current(): Promise<string>;
  /** The value was refused: fetches anew, unless that has just been done. True when it changed. */
  renew(refused: string): Promise<boolean>;
}

/** A wrong secret must not turn every payment into a call to Secrets Manager. */
const RENEW_AT_MOST_EVERY_MS = 10_000;

/** A credential in Secrets Manager: the whole secret, or the member `token` of a JSON document. */
export function credential(
  secrets: Remote,
  secretId: string,
  clock: Pick<Clock, "monoMs">,
): Credential {
  let value: string | undefined;
  let fetchedMs = Number.NEGATIVE_INFINITY;

  async function fetch(): Promise<string> {
    fetchedMs = clock.monoMs();
    const output = await secrets.send<{ SecretString?: string }>("GetSecretValue", {
      SecretId: secretId,
    });
    value = tokenIn(output.SecretString);
    return value;
  }

  return {
    current: async () => value ?? fetch(),
    async renew(refused) {
      if (value !== undefined && value !== refused) return true;
      if (clock.monoMs() - fetchedMs < RENEW_AT_MOST_EVERY_MS) return false;
      return (await fetch()) !== refused;
    },
  };
}

/** Errors here say what is wrong with the secret's form, and never show any of it. */
function tokenIn(secret: string | undefined): string {
  if (!secret) throw new Error("the processor's secret has no text");
  if (!secret.trimStart().startsWith("{")) return secret.trim();
  let document: { token?: unknown };
  try {
    document = JSON.parse(secret);
  } catch {
    throw new Error("the processor's secret is not valid JSON");
  }
  if (typeof document.token !== "string" || document.token === "") {
    throw new Error("the processor's secret has no member token");
  }
  return document.token;
}
