import { sns } from "../adapters/sns";
import { parseSetting } from "../core/settings";
import { notify } from "../notify";
import { queueFunction } from "../runtime/lambda-function";

export const handler = queueFunction("notify", (environment, ports) => ({
  each: notify({
    ...ports,
    sns: sns(),
    alertsTopicArn: environment.ALERTS_TOPIC_ARN,
    limits: parseSetting("PAYMENT_LIMITS", environment.PAYMENT_LIMITS),
  }),
}));
