import { AwsError } from "./aws-error";

/** The parts of an ARN that decide where a call goes. */
export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Everything after the account, e.g. a queue name or `function:settle`. */
  readonly resource: string;
}

const known = new Map<string, Arn>();

/** Takes an ARN apart; a malformed one is the caller's mistake. Remembers what it has seen. */
export function parseArn(arn: string): Arn {
  let parsed = known.get(arn);
  if (!parsed) {
    const [prefix, partition, service, region, account, ...resource] = arn.split(":");
    if (prefix !== "arn" || !partition || !service || region === undefined || !resource[0]) {
      throw new AwsError("InvalidParameterValue", `${arn} is not an ARN`);
    }
    parsed = { service, region, account: account ?? "", resource: resource.join(":") };
    known.set(arn, parsed);
  }
  return parsed;
}
