import { InvokeCommand, LambdaClient, type LambdaClientConfig } from "@aws-sdk/client-lambda";
import type { Remote } from "../core/ports";
import { sdkRemote, sdkSettings } from "./sdk-remote";

/** Invokes functions of another region: how the standby asks its witness. */
export function lambdaInvoke(region: string, config: LambdaClientConfig = {}): Remote {
  const client = new LambdaClient({ ...sdkSettings({ requestMs: 3_000, region }), ...config });
  return sdkRemote("lambda", client, { Invoke: InvokeCommand });
}
