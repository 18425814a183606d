import { AwsError, NotModelled } from "../engine/aws-error";
import type { Caller } from "../engine/service";
import { StateError } from "../engine/states/state-error";
import { isConnectionError, type SdkIntegrations } from "../engine/states/task-integrations";
import type { Dispatcher } from "./exchange";
import { fromJavaNames, javaErrorName, toJavaNames, UnknownField } from "./java-names";
import { type ServiceModel, serviceModel } from "./service-model";

/** Services by their name in an `aws-sdk` resource, with the name that leads their errors. */
const services: Readonly<Record<string, readonly [name: string, prefix: string]>> = {
  dynamodb: ["dynamodb", "DynamoDb"],
  lambda: ["lambda", "Lambda"],
  rds: ["rds", "Rds"],
  route53: ["route53", "Route53"],
  s3: ["s3", "S3"],
  secretsmanager: ["secretsmanager", "SecretsManager"],
  sfn: ["states", "Sfn"],
  sns: ["sns", "Sns"],
  sqs: ["sqs", "Sqs"],
  ssm: ["ssm", "Ssm"],
};

/**
 * Carries out `aws-sdk` tasks against the emulated cloud with the spelling that Step Functions has:
 * a definition that works here must not fail on AWS for a capital letter.
 */
export function sdkTasks(cloud: Dispatcher): SdkIntegrations {
  return {
    async call(caller, service, action, input) {
      const [name, prefix] = services[service] ?? [];
      const model = name === undefined ? undefined : serviceModel(name);
      const operationName = action.charAt(0).toUpperCase() + action.slice(1);
      const operation = model?.operations.get(operationName);
      if (!model || !operation || prefix === undefined) {
        throw new NotModelled("states", "Task", `aws-sdk:${service}:${action}`);
      }
      const decoded = readArguments(() => fromJavaNames(operation.input, input));
      const output = await send(cloud, caller, model, operationName, decoded).catch((error) => {
        throw taskError(model, prefix, error);
      });
      return toJavaNames(operation.output, output) ?? {};
    },
  };
}

async function send(
  cloud: Dispatcher,
  caller: Caller,
  model: ServiceModel,
  operation: string,
  input: unknown,
): Promise<unknown> {
  return (await cloud.call(caller, model.name, operation, input as Record<string, unknown>)) ?? {};
}

/** A field AWS would not accept fails the execution beyond any wildcard, as it would there. */
function readArguments(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownField) throw new StateError("States.Runtime", error.message);
    throw error;
  }
}

function taskError(model: ServiceModel, prefix: string, error: unknown): unknown {
  if (isConnectionError(error)) {
    return new StateError(`${prefix}.SdkClientException`, (error as Error).message);
  }
  if (!(error instanceof AwsError) || error instanceof NotModelled) return error;
  const name = model.errors.has(error.name) ? javaErrorName(error.name) : `${prefix}Exception`;
  return new StateError(`${prefix}.${name}`, error.message);
}
