import { Signer, type SignerConfig } from "@aws-sdk/rds-signer";
import type { LedgerDatabase } from "../core/settings";

/**
 * Signs in to the database as the function's own role. A token is good for a quarter of an hour, so
 * each new connection asks for its own; making one needs no call to anybody.
 */
export function databaseToken(
  database: LedgerDatabase,
  config: Partial<SignerConfig> = {},
): () => Promise<string> {
  const { host, port, user } = database;
  const signer = new Signer({ hostname: host, port, username: user, ...config });
  return () => signer.getAuthToken();
}
