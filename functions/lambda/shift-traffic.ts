import { route53 } from "../adapters/route53";
import { parseSetting } from "../core/settings";
import { taskFunction } from "../runtime/lambda-function";
import { shiftTraffic } from "../shift-traffic";

export const handler = taskFunction("shift-traffic", (environment, ports) =>
  shiftTraffic({
    ...ports,
    route53: route53(),
    records: parseSetting("DNS_RECORDS", environment.DNS_RECORDS),
  }),
);
