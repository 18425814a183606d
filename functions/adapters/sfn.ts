import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  type SFNClientConfig,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Remote } from "../core/ports";
import { sdkRemote, sdkSettings } from "./sdk-remote";

/** Step Functions in the function's own region, where its own copy of the workflow runs. */
export function sfn(config: SFNClientConfig = {}): Remote {
  const client = new SFNClient({ ...sdkSettings({ requestMs: 2_000 }), ...config });
  return sdkRemote("sfn", client, {
    DescribeExecution: DescribeExecutionCommand,
    SendTaskSuccess: SendTaskSuccessCommand,
    StartExecution: StartExecutionCommand,
  });
}
