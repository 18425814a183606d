import { SendMessageCommand, SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import type { Remote } from "../core/ports";
import { sdkRemote, sdkSettings } from "./sdk-remote";

/** SQS carries hints only: one that is not taken quickly is not worth waiting for. */
export function sqs(config: SQSClientConfig = {}): Remote {
  const client = new SQSClient({
    ...sdkSettings({ requestMs: 300, connectMs: 300 }),
    ...config,
  });
  return sdkRemote("sqs", client, { SendMessage: SendMessageCommand });
}
