import { dynamoDb } from "../adapters/dynamodb";
import { sfn } from "../adapters/sfn";
import { parseSetting } from "../core/settings";
import { orchestrate } from "../orchestrate";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("orchestrate", (environment, ports) =>
  orchestrate({
    ...ports,
    dynamo: dynamoDb(),
    sfn: sfn(),
    controlTable: environment.CONTROL_TABLE,
    stateMachineArn: environment.STATE_MACHINE_ARN,
    peerRegion: environment.PEER_REGION,
    policy: parseSetting("FAILOVER_POLICY", environment.FAILOVER_POLICY),
  }),
);
