import { dynamoDb } from "../adapters/dynamodb";
import { https } from "../adapters/https";
import { lambdaInvoke } from "../adapters/lambda-invoke";
import { sfn } from "../adapters/sfn";
import { regionOf } from "../core/arn";
import { type Consistency, parseSetting } from "../core/settings";
import { detect } from "../detect";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("detect", (environment, ports) =>
  detect({
    ...ports,
    dynamo: dynamoDb(),
    http: https(),
    lambda: lambdaInvoke(regionOf(environment.VANTAGE_FUNCTION_ARN)),
    sfn: sfn(),
    controlTable: environment.CONTROL_TABLE,
    transactionsTable: environment.TRANSACTIONS_TABLE,
    stateMachineArn: environment.STATE_MACHINE_ARN,
    vantageFunctionArn: environment.VANTAGE_FUNCTION_ARN,
    policy: parseSetting("FAILOVER_POLICY", environment.FAILOVER_POLICY),
    healthUrls: parseSetting("HEALTH_URLS", environment.HEALTH_URLS),
    consistency: environment.CONSISTENCY as Consistency,
  }),
);
