import {
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
  type SSMClientConfig,
} from "@aws-sdk/client-ssm";
import type { Remote } from "../core/ports";
import { sdkRemote, sdkSettings } from "./sdk-remote";

/** Parameter Store, in the function's own region or in the one that is named. */
export function ssm(region?: string, config: SSMClientConfig = {}): Remote {
  const tuning = { requestMs: 2_000, ...(region ? { region } : {}) };
  const client = new SSMClient({ ...sdkSettings(tuning), ...config });
  return sdkRemote("ssm", client, {
    GetParameter: GetParameterCommand,
    PutParameter: PutParameterCommand,
  });
}
