import { dynamoDb } from "../adapters/dynamodb";
import { sns } from "../adapters/sns";
import { parseSetting } from "../core/settings";
import { requestApproval } from "../request-approval";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("request-approval", (environment, ports) =>
  requestApproval({
    ...ports,
    dynamo: dynamoDb(),
    sns: sns(),
    controlTable: environment.CONTROL_TABLE,
    alertsTopicArn: environment.ALERTS_TOPIC_ARN,
    policy: parseSetting("FAILOVER_POLICY", environment.FAILOVER_POLICY),
  }),
);
