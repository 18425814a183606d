import { dynamoDb } from "../adapters/dynamodb";
import { processorFor } from "../adapters/processor";
import { sns } from "../adapters/sns";
import { type Consistency, type ProcessorSettings, parseSetting } from "../core/settings";
import { process } from "../process";
import { queueFunction } from "../runtime/lambda-function";
import { authorityReader } from "../store/authority";

export const handler = queueFunction("process", (environment, ports) => {
  const dynamo = dynamoDb();
  const controlTable = environment.CONTROL_TABLE;
  const settings = parseSetting<ProcessorSettings>("PROCESSOR", environment.PROCESSOR);
  const each = process({
    ...ports,
    dynamo,
    sns: sns(),
    settings,
    processor: processorFor(settings, ports.clock),
    authority: authorityReader({ ...ports, dynamo, controlTable }),
    transactionsTable: environment.TRANSACTIONS_TABLE,
    eventsTopicArn: environment.EVENTS_TOPIC_ARN,
    consistency: environment.CONSISTENCY as Consistency,
  });
  return { each };
});
