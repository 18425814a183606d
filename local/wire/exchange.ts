import { AwsError, NotModelled } from "../engine/aws-error";
import type { Caller } from "../engine/service";
import { jsonProtocol } from "./json-protocol";
import type { Protocol } from "./protocol";
import { queryProtocol } from "./query-protocol";
import { canonicalQueueUrl, reachableQueueUrl, rewriteQueueUrls } from "./queue-url";
import { restProtocol } from "./rest-protocol";
import { type ProtocolName, type ServiceModel, serviceModel } from "./service-model";
import { bytesOf, type WireRequest, type WireResponse } from "./wire-message";

/** Where decoded calls go: the emulated cloud, or a fake of it in a test. */
export interface Dispatcher {
  call(caller: Caller, service: string, operation: string, input: Record<string, unknown>): unknown;
}

/** Whom a request is from and what it is addressed to, as read from its signature or host. */
export interface Addressed {
  readonly caller: Caller;
  readonly service: string;
  readonly requestId: string;
  /** Scheme, host and port the client used; queue URLs in answers lead back to it. */
  readonly origin: string;
}

const protocols: Readonly<Record<ProtocolName, Protocol>> = {
  "json-1.0": jsonProtocol,
  "json-1.1": jsonProtocol,
  query: queryProtocol,
  "rest-xml": restProtocol,
  "rest-json": restProtocol,
};

/**
 * One request and its answer. Errors of the emulated services become answers in the protocol's
 * format; anything else that is thrown is a fault of ours and reaches the caller as it is.
 */
export async function exchange(
  cloud: Dispatcher,
  request: WireRequest,
  addressed: Addressed,
): Promise<WireResponse> {
  const model = serviceModel(addressed.service);
  if (!model) return refuse(new NotModelled(addressed.service, "*"), addressed.requestId);
  const protocol = protocols[model.protocol];
  let response: WireResponse;
  try {
    response = await answer(cloud, model, protocol, request, addressed);
  } catch (error) {
    const reported = asAwsError(error);
    response = protocol.fail(model, reported, addressed.requestId);
  }
  // A HEAD request is answered with headers only, even when it fails.
  return request.method === "HEAD" ? { ...response, body: new Uint8Array() } : response;
}

async function answer(
  cloud: Dispatcher,
  model: ServiceModel,
  protocol: Protocol,
  request: WireRequest,
  addressed: Addressed,
): Promise<WireResponse> {
  const { caller, requestId, origin } = addressed;
  const { operation, input } = protocol.decode(model, request);
  const isQueue = model.name === "sqs";
  const given = isQueue
    ? rewriteQueueUrls(input, (url) => canonicalQueueUrl(url, caller.region))
    : input;
  const answered = ((await cloud.call(caller, model.name, operation.name, given)) ?? {}) as Record<
    string,
    unknown
  >;
  const output = isQueue
    ? rewriteQueueUrls(answered, (url) => reachableQueueUrl(url, origin))
    : answered;
  return protocol.encode(model, operation, output, requestId);
}

/** Malformed percent-encoding and impossible timestamps are the client's fault, not ours. */
function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof URIError) return new AwsError("MalformedInput", error.message);
  throw error;
}

/** An answer for a request whose protocol is not even known. */
export function refuse(error: AwsError, requestId: string): WireResponse {
  return {
    status: error.statusCode,
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amzn-errortype": error.name,
      "x-amzn-requestid": requestId,
    },
    body: bytesOf(JSON.stringify({ __type: error.name, message: error.message })),
  };
}
