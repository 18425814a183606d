import { AwsError } from "../aws-error";
import type { AttributeType, Item } from "./attribute-value";
import type { KeyType } from "./table-definition";

/** The request itself is wrong, whatever the table holds. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** A request whose parameters contradict each other or the schema. */
export function invalidParameters(detail: string): AwsError {
  return validationError(`One or more parameter values were invalid: ${detail}`);
}

/** The key in a request does not have the attributes, or the types, of the table's key. */
export function keyMismatch(): AwsError {
  return validationError("The provided key element does not match the schema");
}

/** The table does not exist in the region that was asked. */
export function tableNotFound(): AwsError {
  return new AwsError("ResourceNotFoundException", "Requested resource not found");
}

/**
 * A condition was false. Refused conditions are normal work for our handlers (replays, lost
 * claims), and cut regions fail every call of a scenario: such errors do not walk the stack.
 */
export function conditionFailed(item: Item | undefined): AwsError {
  const members = item && { Item: item };
  return withoutStack(
    () =>
      new AwsError(
        "ConditionalCheckFailedException",
        "The conditional request failed",
        400,
        members,
      ),
  );
}

/** Cross-region: the replica cannot reach a second member, so it may not answer for all regions. */
export function quorumLost(region: string): AwsError {
  const message = `the replica in ${region} cannot reach a quorum of its global table`;
  return withoutStack(
    () => new AwsError("InternalServerError", `Internal server error: ${message}`, 500),
  );
}

/** Cross-region: two regions wrote the same item at about the same time; the later one retries. */
export function writeConflict(): AwsError {
  return withoutStack(
    () =>
      new AwsError(
        "ReplicatedWriteConflictException",
        "The request was rejected because one or more items in the request are being modified by a request in another Region",
      ),
  );
}

/** A region that is gone does not answer with an error: nothing answers. */
export function endpointUnreachable(region: string): AwsError {
  return withoutStack(
    () => new AwsError("TimeoutError", `dynamodb.${region}.amazonaws.com did not answer`, 0),
  );
}

function withoutStack(make: () => AwsError): AwsError {
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const error = make();
  Error.stackTraceLimit = depth;
  return error;
}

/** A value cannot be stored because an index needs another type in its place. */
export function indexKeyMismatch(
  name: string,
  { index, type }: { type: KeyType; index: string },
  actual: AttributeType,
): AwsError {
  return invalidParameters(
    `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${index}`,
  );
}
