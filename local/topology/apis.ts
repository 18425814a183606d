import type { ApiDescription } from "../cloud/front-door/api-description";
import type { ResourceNode } from "../program/resource-node";
import { declared } from "./declared";

/** The REST API of a region as it is declared: one OpenAPI document, one stage, its throttles. */
export interface DeclaredApi {
  readonly id: string;
  readonly name: string;
  readonly executionArn: string;
  readonly stage: string;
  readonly description: ApiDescription;
  readonly throttleRate: number;
  readonly throttleBurst: number;
  /** Every public name that leads to the stage; a name that is not mapped to it answers nobody. */
  readonly hosts: readonly string[];
  /** What a CNAME or alias of these names points to. */
  readonly targets: readonly string[];
}

export function readApi(nodes: readonly ResourceNode[], region: string): DeclaredApi | undefined {
  const here = (type: string) => declared(nodes, type).filter((one) => one.region === region);
  const [rest] = here("apigateway/restApi:RestApi");
  if (!rest) return undefined;
  const { id } = rest.node;
  const stage = here("apigateway/stage:Stage").find((one) => one.text("restApi") === id);
  const settings = here("apigateway/methodSettings:MethodSettings").find(
    (one) => one.text("restApi") === id && one.text("methodPath") === "*/*",
  );
  const throttle = (settings?.object("settings") ?? {}) as {
    throttlingRateLimit?: number;
    throttlingBurstLimit?: number;
  };
  const mappings = here("apigateway/basePathMapping:BasePathMapping");
  const names = here("apigateway/domainName:DomainName").filter((name) =>
    mappings.some(
      (one) => one.text("restApi") === id && one.text("domainName") === name.text("domainName"),
    ),
  );
  return {
    id,
    name: rest.text("name"),
    executionArn: rest.output("executionArn"),
    stage: stage?.text("stageName") ?? "",
    description: JSON.parse(rest.text("body")) as ApiDescription,
    throttleRate: throttle.throttlingRateLimit ?? 10_000,
    throttleBurst: throttle.throttlingBurstLimit ?? 5_000,
    hosts: [
      ...(rest.node.inputs.disableExecuteApiEndpoint === true
        ? []
        : [`${id}.execute-api.${region}.amazonaws.com`]),
      ...names.map((one) => one.text("domainName")),
    ],
    targets: names.map((one) => one.output("regionalDomainName")),
  };
}
