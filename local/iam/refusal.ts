import { AwsError } from "../engine/aws-error";
import type { Demand } from "./demand";

/** How each service spells a refusal; clients and retry rules know them by these names. */
const SPELLINGS: Readonly<Record<string, { readonly name: string; readonly status: number }>> = {
  dynamodb: { name: "AccessDeniedException", status: 400 },
  sqs: { name: "AccessDenied", status: 403 },
  sns: { name: "AuthorizationErrorException", status: 403 },
  lambda: { name: "AccessDeniedException", status: 403 },
  states: { name: "AccessDeniedException", status: 400 },
  scheduler: { name: "AccessDeniedException", status: 403 },
  cloudwatch: { name: "AccessDenied", status: 403 },
  ssm: { name: "AccessDeniedException", status: 400 },
  secretsmanager: { name: "AccessDeniedException", status: 400 },
  s3: { name: "AccessDenied", status: 403 },
  route53: { name: "AccessDenied", status: 403 },
  rds: { name: "AccessDenied", status: 403 },
};

/** Two services tell a refusal of the key from their own. */
const KEY_SPELLINGS: typeof SPELLINGS = {
  sqs: { name: "KmsAccessDenied", status: 400 },
  sns: { name: "KMSAccessDeniedException", status: 400 },
};

/** The refusal of one demand, as the called service words it. */
export function refusal(
  service: string,
  principal: string,
  { action, resource }: Demand,
): AwsError {
  const ofKey = action.startsWith("kms:") ? KEY_SPELLINGS[service] : undefined;
  const spelling = ofKey ?? SPELLINGS[service];
  if (!spelling) throw new Error(`nobody knows how ${service} spells a refusal`);
  const message =
    `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ` +
    "because no declared policy allows the action";
  return new AwsError(spelling.name, message, spelling.status);
}
