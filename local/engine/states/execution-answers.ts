import { AwsError } from "../aws-error";
import type { Execution, StateMachine } from "./execution";

type Output = Record<string, unknown>;

/** DescribeExecution's answer. */
export function describeExecution(execution: Execution): Output {
  const { arn, machine, name, status, startDate, stopDate, input, output, error, cause } =
    execution;
  return defined({
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate,
    stopDate,
    input,
    inputDetails: { included: true },
    output,
    outputDetails: output === undefined ? undefined : { included: true },
    error,
    cause,
    redriveCount: 0,
  });
}

/** One line of ListExecutions' answer. */
export function listedExecution(execution: Execution): Output {
  const { arn, machine, name, status, startDate, stopDate } = execution;
  return defined({
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate,
    stopDate,
  });
}

/** DescribeStateMachine's answer. */
export function describeStateMachine(machine: StateMachine): Output {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: "ACTIVE",
    definition: machine.source,
    roleArn: machine.roleArn,
    type: "STANDARD",
    creationDate: machine.creationDate,
  };
}

/** One page of a list; the token is the position of the next item. */
export function pageOf<T>(
  items: readonly T[],
  input: Record<string, unknown>,
  defaultSize = 100,
): { page: readonly T[]; nextToken?: string } {
  const asked = (input.maxResults as number | undefined) || defaultSize;
  const from = input.nextToken === undefined ? 0 : Number(input.nextToken);
  if (!Number.isInteger(from) || from < 0) {
    throw new AwsError("InvalidToken", `Invalid Token: '${input.nextToken}'`);
  }
  const to = from + asked;
  return { page: items.slice(from, to), ...(to < items.length && { nextToken: String(to) }) };
}

function defined(output: Output): Output {
  return Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined));
}
