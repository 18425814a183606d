import { AwsError } from "../aws-error";
import type { Outcome } from "./attempt";
import type { LambdaRegion } from "./lambda-region";

/** The answer to Invoke, in the shape of the SDK. */
export interface InvokeOutput {
  readonly StatusCode: number;
  readonly Payload?: Uint8Array;
  readonly FunctionError?: "Unhandled";
  readonly ExecutedVersion?: string;
}

const syncPayloadLimit = 6 * 1024 * 1024;
const asyncPayloadLimit = 1024 * 1024;
const encoder = new TextEncoder();

/** The operation Invoke, with payloads as bytes; a promise only when there is a result to wait for. */
export function invoke(
  region: LambdaRegion,
  input: Record<string, unknown>,
): InvokeOutput | Promise<InvokeOutput> {
  const { FunctionName, Qualifier, InvocationType = "RequestResponse" } = input;
  region.find(FunctionName, Qualifier);
  if (InvocationType === "DryRun") return { StatusCode: 204 };
  if (InvocationType !== "RequestResponse" && InvocationType !== "Event") {
    throw new AwsError("InvalidParameterValueException", `InvocationType ${InvocationType}`);
  }
  const isEvent = InvocationType === "Event";
  const text = textOf(input.Payload, isEvent ? asyncPayloadLimit : syncPayloadLimit);
  const event = parse(text);
  if (isEvent) {
    region.accept(FunctionName, text, Qualifier);
    return { StatusCode: 202, Payload: new Uint8Array() };
  }
  let resolve: (output: InvokeOutput) => void = () => undefined;
  const answer = new Promise<InvokeOutput>((settle) => {
    resolve = settle;
  });
  // Outside the promise, so that a refusal is thrown at once like any other answer.
  region.begin(FunctionName, event, (outcome) => resolve(render(outcome)), undefined, Qualifier);
  return answer;
}

function textOf(payload: unknown, limit: number): string {
  if (payload === undefined || payload === null) return "{}";
  const bytes = typeof payload === "string" ? encoder.encode(payload) : (payload as Uint8Array);
  if (bytes.length > limit) {
    throw new AwsError(
      "RequestTooLargeException",
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
    );
  }
  return bytes.length === 0 ? "{}" : Buffer.from(bytes).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AwsError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
}

function render(outcome: Outcome): InvokeOutput {
  const answer = { StatusCode: 200, ExecutedVersion: "$LATEST" };
  const failed = (error: unknown) =>
    ({
      ...answer,
      FunctionError: "Unhandled",
      Payload: encoder.encode(JSON.stringify(error)),
    }) as const;
  if (!outcome.ok) return failed(outcome.error);
  let text: string;
  try {
    text = JSON.stringify(outcome.value) ?? "null";
  } catch (error) {
    return failed({ errorType: "Runtime.MarshalError", errorMessage: (error as Error).message });
  }
  const Payload = encoder.encode(text);
  if (Payload.length <= syncPayloadLimit) return { ...answer, Payload };
  return failed({
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: `Response payload size exceeded maximum allowed payload size (${syncPayloadLimit} bytes).`,
  });
}
