import { AwsError } from "../aws-error";

/** SDK clients know some of these errors with a suffix that the older protocol does not have. */
export function cloudWatchError(name: string, message: string, queryErrorCode = name): AwsError {
  return new AwsError(name, message, 400, { queryErrorCode });
}

/** A value outside what CloudWatch accepts. */
export function invalidValue(message: string): AwsError {
  return cloudWatchError("InvalidParameterValueException", message, "InvalidParameterValue");
}
