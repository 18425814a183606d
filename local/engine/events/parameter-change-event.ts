import type { ParameterChange } from "../ssm/ssm";
import type { SourceEvent } from "./event-bus";

/** What Parameter Store tells the bus of its region about a change. */
export function parameterChangeEvent(account: string, change: ParameterChange): SourceEvent {
  const { region, name, operation, type } = change;
  const path = name.startsWith("/") ? name : `/${name}`;
  return {
    source: "aws.ssm",
    detailType: "Parameter Store Change",
    resources: [`arn:aws:ssm:${region}:${account}:parameter${path}`],
    detail: { name, type, operation },
  };
}
