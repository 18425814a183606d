import type { Names } from "../expressions/expression-reader";
import type { Values } from "../expressions/operand";

/** Members that all requests with expressions share. */
export interface ExpressionInput {
  readonly TableName?: string;
  readonly ExpressionAttributeNames?: Names;
  readonly ExpressionAttributeValues?: Values;
  readonly ReturnConsumedCapacity?: string;
}

/** Members of requests that write one item under a condition. */
export interface ConditionalInput extends ExpressionInput {
  readonly ConditionExpression?: string;
  readonly ReturnValues?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}
