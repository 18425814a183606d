import type { AwsError } from "../engine/aws-error";
import type { Operation, ServiceModel } from "./service-model";
import type { WireRequest, WireResponse } from "./wire-message";

/** A request understood: which operation is meant, with the input an SDK caller would pass. */
export interface Decoded {
  readonly operation: Operation;
  readonly input: Record<string, unknown>;
}

/** One of AWS's protocols, seen from the service's side. */
export interface Protocol {
  decode(model: ServiceModel, request: WireRequest): Decoded;
  encode(
    model: ServiceModel,
    operation: Operation,
    output: Record<string, unknown>,
    requestId: string,
  ): WireResponse;
  fail(model: ServiceModel, error: AwsError, requestId: string): WireResponse;
}

/** The status an error travels with: what the engine chose, or what the model says of its name. */
export function statusOfError(model: ServiceModel, error: AwsError): number {
  const defaultStatus = 400;
  if (error.statusCode !== defaultStatus) return error.statusCode;
  const { httpError, error: fault } = model.errors.get(error.name)?.traits ?? {};
  if (typeof httpError === "number") return httpError;
  return fault === "server" ? 500 : defaultStatus;
}

/** The code Query services use for an error, which differs from its name in the SDK. */
export function queryCodeOf(model: ServiceModel, error: AwsError): string {
  const { queryErrorCode } = error.members;
  if (typeof queryErrorCode === "string") return queryErrorCode;
  const legacy = model.errors.get(error.name)?.traits.awsQueryError as [string, number] | undefined;
  return legacy?.[0] ?? error.name;
}

/** What travels in the body beside name and message; the old code has a place of its own. */
export function errorMembers({ members }: AwsError): Record<string, unknown> {
  const { message: _message, queryErrorCode: _code, ...others } = members;
  return others;
}

/** Whose fault an error is, in the words of the Query protocol. */
export function faultOf(status: number): "Sender" | "Receiver" {
  return status < 500 ? "Sender" : "Receiver";
}
