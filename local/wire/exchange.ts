import { AwsError, NotModelled } from "../engine/aws-error";
import type { Caller } from "../engine/service";
import { jsonProtocol } from "./json-protocol";
import type { Decoded, Protocol } from "./protocol";
import { failInXml, queryProtocol } from "./query-protocol";
import { canonicalQueueUrl, reachableQueueUrl, rewriteQueueUrls } from "./queue-url";
import { restProtocol } from "./rest-protocol";
import { encodedListing } from "./s3-encoding";
import { type ProtocolName, type ServiceModel, serviceModel } from "./service-model";
import { bytesOf, textOf, type WireRequest, type WireResponse } from "./wire-message";

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
  const { service, requestId } = addressed;
  const model = serviceModel(service);
  if (!model) return refuse(notSpoken(service, request), request, requestId);
  const protocol = protocolOf(model, request);
  let response: WireResponse;
  try {
    response = await answer(cloud, model, protocol, request, addressed);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    response = protocol.fail(model, error, requestId);
  }
  // A HEAD request is answered with headers only, even when it fails.
  return request.method === "HEAD" ? { ...response, body: new Uint8Array() } : response;
}

/** Services that have left the Query protocol behind still answer older clients in it. */
function protocolOf({ protocol, formsToo }: ServiceModel, request: WireRequest): Protocol {
  return formsToo && isForm(request) ? queryProtocol : protocols[protocol];
}

async function answer(
  cloud: Dispatcher,
  model: ServiceModel,
  protocol: Protocol,
  request: WireRequest,
  addressed: Addressed,
): Promise<WireResponse> {
  const { caller, requestId, origin } = addressed;
  const { operation, input } = understood(() => protocol.decode(model, request));
  const isQueue = model.name === "sqs";
  const listing = model.name === "s3" ? encodedListing(operation.name, input) : undefined;
  const given = isQueue
    ? rewriteQueueUrls(input, (url) => canonicalQueueUrl(url, caller.region))
    : (listing?.input ?? input);
  const answered = ((await cloud.call(caller, model.name, operation.name, given)) ?? {}) as Record<
    string,
    unknown
  >;
  const output = isQueue
    ? rewriteQueueUrls(answered, (url) => reachableQueueUrl(url, origin))
    : (listing?.encode(answered) ?? answered);
  return protocol.encode(model, operation, output, requestId);
}

/** What cannot be read is the client's fault, not ours: broken escapes, impossible moments, wrong types. */
function understood(decode: () => Decoded): Decoded {
  try {
    return decode();
  } catch (error) {
    const unreadable = error instanceof URIError || error instanceof TypeError;
    throw unreadable ? new AwsError("MalformedInput", error.message) : error;
  }
}

/** Nobody plays the service: the operation is named as well as it can be told. */
export function notSpoken(service: string, request: WireRequest): NotModelled {
  const target = request.headers["x-amz-target"];
  const action = isForm(request) ? new URLSearchParams(textOf(request.body)).get("Action") : null;
  const operation = target?.split(".").at(-1) ?? action ?? `${request.method} ${request.path}`;
  return new NotModelled(service, operation, "nobody plays this service here");
}

function isForm({ headers }: WireRequest): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}

/** An answer for a request whose service or sender is not even known, in the format of the request. */
export function refuse(error: AwsError, request: WireRequest, requestId: string): WireResponse {
  if (isForm(request)) return failInXml(NO_MODEL, error, requestId);
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

const NO_MODEL: ServiceModel = {
  name: "unknown",
  protocol: "query",
  operations: new Map(),
  errors: new Map(),
};
