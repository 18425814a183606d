import { dynamoDb } from "../adapters/dynamodb";
import { https } from "../adapters/https";
import { assess } from "../assess";
import { type Consistency, parseSetting } from "../core/settings";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("assess", (environment, ports) =>
  assess({
    ...ports,
    dynamo: dynamoDb(),
    http: https(),
    peerRegion: environment.PEER_REGION,
    controlTable: environment.CONTROL_TABLE,
    transactionsTable: environment.TRANSACTIONS_TABLE,
    policy: parseSetting("FAILOVER_POLICY", environment.FAILOVER_POLICY),
    healthUrls: parseSetting("HEALTH_URLS", environment.HEALTH_URLS),
    consistency: environment.CONSISTENCY as Consistency,
  }),
);
