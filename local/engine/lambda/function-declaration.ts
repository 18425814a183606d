import { parseArn } from "../arn";
import { AwsError, NotModelled } from "../aws-error";

/** What a handler learns about its invocation. */
export interface InvocationContext {
  readonly requestId: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  /** Milliseconds until Lambda stops waiting. */
  remainingMs(): number;
  /** True once the invocation timed out or its region died: nothing it does counts any more. */
  isAbandoned(): boolean;
  /** Runs when the invocation is abandoned: the moment to terminate a worker. */
  whenAbandoned(run: () => void): void;
}

/** The code of a function: a handler in this thread, or whatever runs a bundle in a worker. */
export type Runner = (event: unknown, context: InvocationContext) => Promise<unknown>;

/** What happens to asynchronous invocations that fail, and where their outcome is reported. */
export interface AsyncSettings {
  /** Attempts after the first one. @default 2 */
  readonly maximumRetryAttempts?: number;
  /** @default 21600 (six hours) */
  readonly maximumEventAgeSeconds?: number;
  /** Destination of the record of an invocation that failed for good: SQS, SNS or Lambda ARN. */
  readonly onFailureArn?: string;
  readonly onSuccessArn?: string;
  /** The older mechanism: the event alone, with the error as message attributes. */
  readonly deadLetterArn?: string;
}

/** A function as it is declared, with the code that runs it. */
export interface FunctionDeclaration {
  readonly name: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Concurrent executions set aside for this function, and its limit. */
  readonly reservedConcurrency?: number;
  /** Aliases and versions that exist. @default every qualifier is accepted */
  readonly qualifiers?: readonly string[];
  /** The role that event source mappings poll with and that outcomes are delivered with. */
  readonly roleArn?: string;
  readonly async?: AsyncSettings;
  readonly run: Runner;
}

const longestTimeoutMs = 900_000;

/** Refuses what Lambda refuses, and destinations that nothing here would deliver to. */
export function checkDeclaration({
  name,
  timeoutMs,
  reservedConcurrency,
  async,
}: FunctionDeclaration) {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw invalid(`${name} is not a function name`);
  if (!(timeoutMs > 0 && timeoutMs <= longestTimeoutMs)) {
    throw invalid(`timeout of ${timeoutMs} ms: must be within 15 minutes`);
  }
  if (reservedConcurrency !== undefined && !(reservedConcurrency >= 0)) {
    throw invalid(`reserved concurrency of ${reservedConcurrency}`);
  }
  const retries = async?.maximumRetryAttempts ?? 2;
  if (![0, 1, 2].includes(retries)) throw invalid(`${retries} retries: at most 2`);
  const ageSeconds = async?.maximumEventAgeSeconds ?? 21_600;
  if (ageSeconds < 60 || ageSeconds > 21_600) throw invalid(`event age of ${ageSeconds} s`);
  for (const arn of [async?.onFailureArn, async?.onSuccessArn, async?.deadLetterArn]) {
    if (arn && !["sqs", "sns", "lambda"].includes(parseArn(arn).service)) {
      throw new NotModelled("lambda", "CreateFunction", `destination ${arn}`);
    }
  }
}

function invalid(what: string): AwsError {
  return new AwsError("InvalidParameterValueException", what);
}
