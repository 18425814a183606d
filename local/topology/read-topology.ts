import type { ResourceNode } from "../program/resource-node";
import { readAlarms } from "./alarms";
import { readApi } from "./apis";
import { readBucketNotifications, readBuckets } from "./buckets";
import { readDatabase } from "./databases";
import { declared } from "./declared";
import { readDns } from "./dns";
import { readEventRules } from "./event-rules";
import { readEventSources, readFunctions, readSchedules } from "./functions";
import { readInvocations } from "./invocations";
import { readSubscriptions, readTopics } from "./messaging";
import { readQueues } from "./queues";
import { readResourceGuards } from "./resource-guards";
import { readRoles } from "./roles";
import { readParameters, readSecrets } from "./settings";
import { readTableItems, readTables } from "./tables";
import type { RegionTopology, Topology } from "./topology";

/** Reads the cloud back from the resources that the program declared. */
export function readTopology(nodes: readonly ResourceNode[]): Topology {
  const regions = Object.fromEntries(
    regionsOf(nodes).map((region) => [region, readRegion(nodes, region)]),
  );
  const [primary, secondary] = rolesOf(nodes);
  const vantage = Object.keys(regions).find((region) => region !== primary && region !== secondary);
  return {
    account: accountOf(nodes),
    primary,
    secondary,
    vantage,
    tables: readTables(nodes),
    tableItems: readTableItems(nodes),
    regions,
    dns: readDns(nodes),
    buckets: readBuckets(nodes),
    notifications: readBucketNotifications(nodes),
    parameters: readParameters(nodes),
    secrets: readSecrets(nodes),
    roles: readRoles(nodes),
    guards: readResourceGuards(nodes),
    database: readDatabase(nodes, primary),
    invocations: readInvocations(nodes),
  };
}

function readRegion(nodes: readonly ResourceNode[], region: string): RegionTopology {
  return {
    region,
    functions: readFunctions(nodes, region),
    queues: readQueues(nodes, region),
    eventSources: readEventSources(nodes, region),
    schedules: readSchedules(nodes, region),
    stateMachines: declared(nodes, "sfn/stateMachine:StateMachine")
      .filter((one) => one.region === region)
      .map((one) => ({
        name: one.text("name"),
        arn: one.output("arn"),
        definition: one.text("definition"),
        roleArn: one.text("roleArn"),
      })),
    topics: readTopics(nodes, region),
    subscriptions: readSubscriptions(nodes, region),
    alarms: readAlarms(nodes, region),
    eventRules: readEventRules(nodes, region),
    api: readApi(nodes, region),
  };
}

/** The regions of the explicit providers. */
function regionsOf(nodes: readonly ResourceNode[]): string[] {
  const regions = nodes
    .filter(({ type }) => type === "pulumi:providers:aws")
    .map(({ inputs }) => String(inputs.region));
  return [...new Set(regions)];
}

/** The two regions that serve, by the role that their providers tag everything with. */
function rolesOf(nodes: readonly ResourceNode[]): [primary: string, secondary: string] {
  const apis = declared(nodes, "apigateway/restApi:RestApi");
  const regionOf = (role: string) =>
    apis.find((one) => roleTag(one.node) === role)?.region ??
    fail(`no API is tagged DR-Role ${role}`);
  return [regionOf("primary"), regionOf("secondary")];
}

function roleTag({ inputs, outputs }: ResourceNode): string | undefined {
  const tags = { ...(outputs.tagsAll as object), ...(inputs.tags as object) };
  return (tags as Record<string, string>)["DR-Role"];
}

function accountOf(nodes: readonly ResourceNode[]): string {
  const [any] = declared(nodes, "lambda/function:Function");
  return any?.output("arn").split(":")[4] ?? fail("the program declares no function");
}

function fail(message: string): never {
  throw new Error(message);
}
