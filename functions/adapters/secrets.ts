import {
  GetSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import type { Remote } from "../core/ports";
import { sdkRemote, sdkSettings } from "./sdk-remote";

/** Secrets Manager in the function's own region, where each secret has its replica. */
export function secretsManager(config: SecretsManagerClientConfig = {}): Remote {
  const client = new SecretsManagerClient({ ...sdkSettings({ requestMs: 1_000 }), ...config });
  return sdkRemote("secretsmanager", client, { GetSecretValue: GetSecretValueCommand });
}
