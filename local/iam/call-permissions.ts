import { NotModelled } from "../engine/aws-error";
import {
  CLOUDWATCH_CALLS,
  LAMBDA_CALLS,
  SCHEDULER_CALLS,
  STATES_CALLS,
} from "./calls/compute-calls";
import { DYNAMODB_CALLS } from "./calls/dynamodb-calls";
import { SNS_CALLS, SQS_CALLS } from "./calls/messaging-calls";
import { S3_CALLS } from "./calls/object-calls";
import { RDS_CALLS, ROUTE53_CALLS } from "./calls/recovery-calls";
import { SECRETS_CALLS, SSM_CALLS } from "./calls/settings-calls";
import type { CallPlace, CallTable, Demand, Input } from "./demand";

/** Every operation that the local cloud models, by the engine's name of its service. */
export const CALLS: Readonly<Record<string, CallTable>> = {
  dynamodb: DYNAMODB_CALLS,
  sqs: SQS_CALLS,
  sns: SNS_CALLS,
  lambda: LAMBDA_CALLS,
  states: STATES_CALLS,
  scheduler: SCHEDULER_CALLS,
  cloudwatch: CLOUDWATCH_CALLS,
  ssm: SSM_CALLS,
  secretsmanager: SECRETS_CALLS,
  s3: S3_CALLS,
  route53: ROUTE53_CALLS,
  rds: RDS_CALLS,
};

/**
 * What a caller must be allowed for a call. An operation that is not known here is an error: letting it
 * pass would hide a permission that is missing in the cloud.
 */
export function demandsOf(
  service: string,
  operation: string,
  input: Input,
  place: CallPlace,
): readonly Demand[] {
  const demands = CALLS[service]?.[operation];
  if (!demands) throw new NotModelled(service, operation, "nobody knows what it has to be allowed");
  return demands(input, place);
}
