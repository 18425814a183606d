import { PublishCommand, SNSClient, type SNSClientConfig } from "@aws-sdk/client-sns";
import type { Remote } from "../core/ports";
import { sdkRemote, sdkSettings } from "./sdk-remote";

/** SNS: business events and alerts. */
export function sns(config: SNSClientConfig = {}): Remote {
  const client = new SNSClient({ ...sdkSettings({ requestMs: 1_000 }), ...config });
  return sdkRemote("sns", client, { Publish: PublishCommand });
}
