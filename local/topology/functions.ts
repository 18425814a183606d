import { FUNCTION_NAMES, type FunctionName } from "../../functions/core/function-catalogue";
import type { AsyncSettings } from "../engine/lambda/function-declaration";
import type { MappingDeclaration } from "../engine/lambda/mapping-declaration";
import type { ResourceNode } from "../program/resource-node";
import { type Declared, declared } from "./declared";
import type { DeclaredFunction, DeclaredSchedule } from "./topology";

/** Functions of one region, each with the code archive that would be deployed. */
export function readFunctions(nodes: readonly ResourceNode[], region: string): DeclaredFunction[] {
  const settings = declared(nodes, "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");
  const aliases = here(nodes, "lambda/alias:Alias", region);
  return here(nodes, "lambda/function:Function", region).map((one) => {
    const name = one.text("name");
    const async = settings.find(
      (config) => config.region === region && config.text("functionName") === name,
    );
    const variables = one.object("environment").variables ?? {};
    return {
      name,
      entry: entryOf(name),
      arn: one.output("arn"),
      aliases: aliases
        .filter((alias) => [name, one.output("arn")].includes(alias.text("functionName")))
        .map((alias) => alias.text("name")),
      timeoutMs: (one.number("timeout") ?? 3) * 1000,
      memoryMb: one.number("memorySize") ?? 128,
      reservedConcurrency: one.number("reservedConcurrentExecutions"),
      environment: variables as Readonly<Record<string, string>>,
      roleArn: one.text("role"),
      async: async && asyncOf(async),
      code: one.node.inputs.code,
    };
  });
}

/** `payment-<entry>-<suffix>…`: the longest name that fits, for some are beginnings of others. */
function entryOf(name: string): FunctionName {
  const entries = FUNCTION_NAMES.filter((entry) => name.startsWith(`payment-${entry}-`));
  const entry = entries.sort((a, b) => b.length - a.length)[0];
  if (!entry) throw new Error(`${name} is not named after a function of the product`);
  return entry;
}

function asyncOf(config: Declared): AsyncSettings {
  const destinations = config.object("destinationConfig") as {
    onFailure?: { destination?: string };
  };
  const retries = config.number("maximumRetryAttempts");
  const age = config.number("maximumEventAgeInSeconds");
  const onFailureArn = destinations.onFailure?.destination;
  return {
    ...(retries === undefined ? {} : { maximumRetryAttempts: retries }),
    ...(age === undefined ? {} : { maximumEventAgeSeconds: age }),
    ...(onFailureArn ? { onFailureArn } : {}),
  };
}

/** Which queue feeds which function, and how. */
export function readEventSources(
  nodes: readonly ResourceNode[],
  region: string,
): MappingDeclaration[] {
  return here(nodes, "lambda/eventSourceMapping:EventSourceMapping", region).map((one) => {
    const concurrency = one.object("scalingConfig").maximumConcurrency as number | undefined;
    const window = one.number("maximumBatchingWindowInSeconds");
    const size = one.number("batchSize");
    return {
      functionName: one.text("functionName"),
      queueArn: one.text("eventSourceArn"),
      ...(size === undefined ? {} : { batchSize: size }),
      ...(window === undefined ? {} : { batchingWindowSeconds: window }),
      ...(concurrency === undefined ? {} : { maximumConcurrency: concurrency }),
      reportBatchItemFailures: one
        .list<string>("functionResponseTypes")
        .includes("ReportBatchItemFailures"),
      enabled: one.node.inputs.enabled !== false,
      filterCriteria: one.node.inputs.filterCriteria,
    };
  });
}

export function readSchedules(nodes: readonly ResourceNode[], region: string): DeclaredSchedule[] {
  return here(nodes, "scheduler/schedule:Schedule", region)
    .filter((one) => one.optionalText("state") !== "DISABLED")
    .map((one) => {
      const target = one.object("target") as {
        arn: string;
        input?: string;
        roleArn: string;
        retryPolicy?: { maximumRetryAttempts?: number; maximumEventAgeInSeconds?: number };
        deadLetterConfig?: { arn: string };
      };
      return {
        name: one.text("name"),
        expression: one.text("scheduleExpression"),
        targetArn: target.arn,
        input: target.input,
        roleArn: target.roleArn,
        maximumRetryAttempts: target.retryPolicy?.maximumRetryAttempts,
        maximumEventAgeSeconds: target.retryPolicy?.maximumEventAgeInSeconds,
        deadLetterArn: target.deadLetterConfig?.arn,
      };
    });
}

function here(nodes: readonly ResourceNode[], type: string, region: string): Declared[] {
  return declared(nodes, type).filter((one) => one.region === region);
}
