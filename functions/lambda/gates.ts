import { dynamoDb } from "../adapters/dynamodb";
import { https } from "../adapters/https";
import { type Consistency, parseSetting } from "../core/settings";
import { gates } from "../gates";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("gates", (environment, ports) =>
  gates({
    ...ports,
    dynamo: dynamoDb(),
    http: https(),
    controlTable: environment.CONTROL_TABLE,
    transactionsTable: environment.TRANSACTIONS_TABLE,
    policy: parseSetting("FAILOVER_POLICY", environment.FAILOVER_POLICY),
    healthUrls: parseSetting("HEALTH_URLS", environment.HEALTH_URLS),
    consistency: environment.CONSISTENCY as Consistency,
  }),
);
