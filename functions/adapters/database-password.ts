import type { Remote } from "../core/ports";

/**
 * The database owner's password, read anew for each connection so that a rotation is noticed.
 * Errors say what is wrong with the secret's form, and never show any of it.
 */
export function databasePassword(secrets: Remote, secretId: string): () => Promise<string> {
  return async () => {
    const output = await secrets.send<{ SecretString?: string }>("GetSecretValue", {
      SecretId: secretId,
    });
    let document: { password?: unknown };
    try {
      document = JSON.parse(output.SecretString ?? "");
    } catch {
      throw new Error("the database's secret is not valid JSON");
    }
    if (typeof document?.password !== "string" || document.password === "") {
      throw new Error("the database's secret has no member password");
    }
    return document.password;
  };
}
