import { AwsError, NotModelled } from "../aws-error";
import type { Caller } from "../service";
import { LostCall } from "./region-power";
import { StateError } from "./state-error";
import type { TaskResource } from "./task-resource";

/** Calls other services of the emulated cloud, by the names of their own APIs. */
export interface Services {
  call(caller: Caller, service: string, operation: string, input: Record<string, unknown>): unknown;
}

/**
 * Carries out `aws-sdk` integrations, whose arguments, results and errors Step Functions spells
 * like the Java SDK. Services' failures are thrown as StateError.
 */
export interface SdkIntegrations {
  call(caller: Caller, service: string, action: string, input: Record<string, unknown>): unknown;
}

/** Everything a Task can reach. */
export interface TaskIntegrations {
  readonly services: Services;
  readonly sdk: SdkIntegrations;
}

type Arguments = Record<string, unknown>;

/** Does what a resource asks for and returns the task's result. */
export async function performTask(
  integrations: TaskIntegrations,
  resource: TaskResource,
  caller: Caller,
  given: unknown,
): Promise<unknown> {
  const input = (given ?? {}) as Arguments;
  const { service, action } = resource;
  if (resource.kind === "sdk") return integrations.sdk.call(caller, service, action, input);
  try {
    if (service === "lambda") return await invoke(integrations.services, caller, input);
    const operation = action.charAt(0).toUpperCase() + action.slice(1);
    const message = service === "sns" ? "Message" : service === "sqs" ? "MessageBody" : undefined;
    const sent = message ? { ...input, [message]: asText(input[message]) } : input;
    return await integrations.services.call(caller, service, operation, sent);
  } catch (error) {
    throw taskError(resource, error);
  }
}

/** Messages may be given as objects; they are sent as their JSON text. */
function asText(value: unknown): unknown {
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}

async function invoke(services: Services, caller: Caller, input: Arguments): Promise<unknown> {
  const { Payload: given, ...rest } = input;
  const bytes = Buffer.from(JSON.stringify(given === undefined ? {} : given), "utf8");
  const answer = (await services.call(caller, "lambda", "Invoke", {
    ...rest,
    Payload: bytes,
  })) as Arguments;
  const text = answer.Payload ? Buffer.from(answer.Payload as Uint8Array).toString("utf8") : "";
  const payload = text === "" ? null : JSON.parse(text);
  if (answer.FunctionError !== undefined) {
    throw new StateError(payload?.errorType ?? "Lambda.Unknown", text);
  }
  const { ExecutedVersion = "$LATEST", StatusCode = 200 } = answer;
  return { ExecutedVersion, Payload: payload, StatusCode };
}

/** Names of the services in the errors of their optimized integrations. */
const errorPrefixes: Readonly<Record<string, string>> = {
  lambda: "Lambda",
  sns: "SNS",
  sqs: "SQS",
  dynamodb: "DynamoDB",
};

/** What an error is called when the service has no class for it. */
const baseErrors: Readonly<Record<string, string>> = {
  lambda: "AWSLambdaException",
  sns: "AmazonSNSException",
  sqs: "AmazonSQSException",
  dynamodb: "AmazonDynamoDBException",
};

const unnamed = /^(AccessDenied|Throttling|Validation|UnrecognizedClient|InternalFailure)/;

function taskError(resource: TaskResource, error: unknown): unknown {
  const prefix = errorPrefixes[resource.service] ?? resource.service;
  if (isConnectionError(error)) {
    return new StateError(`${prefix}.SdkClientException`, (error as Error).message);
  }
  if (!(error instanceof AwsError) || error instanceof NotModelled) return error;
  const isNamed = error.name.endsWith("Exception") && !unnamed.test(error.name);
  const name = isNamed ? error.name : (baseErrors[resource.service] ?? error.name);
  return new StateError(`${prefix}.${name}`, error.message);
}

/** Whether a call ended without an answer: the region went dark, or the network broke. */
export function isConnectionError(error: unknown): boolean {
  if (error instanceof LostCall) return true;
  const code = (error as { code?: unknown } | undefined)?.code;
  return code === "ECONNRESET" || code === "ECONNREFUSED" || code === "ETIMEDOUT";
}
