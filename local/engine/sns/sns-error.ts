import { AwsError } from "../aws-error";

/** SDK clients know these errors with the suffix, the query protocol without it. */
export function snsError(code: string, message: string, statusCode = 400): AwsError {
  return new AwsError(`${code}Exception`, message, statusCode, { queryErrorCode: code });
}

/** A parameter outside what SNS accepts. */
export function invalidParameter(parameter: string, reason: string): AwsError {
  return snsError("InvalidParameter", `Invalid parameter: ${parameter} Reason: ${reason}`);
}
