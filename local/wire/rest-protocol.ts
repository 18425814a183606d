import { AwsError, NotModelled } from "../engine/aws-error";
import { withoutChunks } from "./aws-chunked";
import { decodeBound, encodeHeaders, payloadOf, statusOf } from "./http-bindings";
import { errorBody } from "./json-protocol";
import { decodeJson, encodeJson, knownMembers } from "./json-values";
import { errorMembers, type Protocol, statusOfError } from "./protocol";
import { failInXml, xmlAnswer } from "./query-protocol";
import { withBucketInPath } from "./s3-address";
import type { Operation, ServiceModel } from "./service-model";
import type { Shape, Slot } from "./shape";
import { UriRouter } from "./uri-router";
import { bytesOf, textOf, type WireRequest, type WireResponse } from "./wire-message";
import { escapeXml, parseXml } from "./xml-tree";
import { decodeXml, encodeMembers, isHttpBound, xmlNameOf } from "./xml-values";

type Members = Record<string, unknown>;

const routers = new WeakMap<ServiceModel, UriRouter>();

/** REST-XML and REST-JSON: the operation is told by method and path, members travel everywhere. */
export const restProtocol: Protocol = {
  decode(model, received) {
    const unframed = withoutChunks(received);
    const request = model.name === "s3" ? withBucketInPath(unframed) : unframed;
    let router = routers.get(model);
    if (!router) {
      router = new UriRouter(model.operations.values());
      routers.set(model, router);
    }
    const route = router.match(request);
    if (!route) throw new NotModelled(model.name, `${request.method} ${request.path}`);
    const { operation, labels } = route;
    const bound = decodeBound(operation.input, request, labels);
    return { operation, input: { ...bound, ...decodeBody(model, operation.input, request) } };
  },

  encode(model, operation, output, requestId) {
    const headers = encodeHeaders(operation.output, output);
    const response = encodeBody(model, operation, output, requestId);
    const status = statusOf(operation.output, output) ?? operation.http?.status ?? 200;
    return { ...response, status, headers: { ...response.headers, ...headers } };
  },

  fail(model, error, requestId) {
    if (model.protocol === "rest-json") return failInJson(model, error, requestId);
    if (model.name !== "s3") return failInXml(model, error, requestId);
    const status = statusOfError(model, error);
    const details = Object.entries(errorMembers(error))
      .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
      .join("");
    const body =
      `<Code>${escapeXml(error.name)}</Code><Message>${escapeXml(error.message)}</Message>` +
      `${details}<RequestId>${requestId}</RequestId>`;
    return xmlAnswer({ ...model, xmlNamespace: undefined }, status, "Error", body, requestId);
  },
};

function decodeBody(model: ServiceModel, shape: Shape, request: WireRequest): Members {
  const payload = payloadOf(shape);
  if (payload) {
    const value = decodePayload(model, payload, request.body);
    return value === undefined ? {} : { [payload.name]: value };
  }
  if (request.body.length === 0) return {};
  return decodeDocument(model, shape, request.body) as Members;
}

function decodePayload(model: ServiceModel, payload: Slot, body: Uint8Array): unknown {
  if (payload.shape.kind === "blob") return body;
  if (body.length === 0) return undefined;
  if (payload.shape.kind === "string") return textOf(body);
  return decodeDocument(model, payload.shape, body);
}

function decodeDocument(model: ServiceModel, shape: Shape, body: Uint8Array): unknown {
  const text = textOf(body);
  try {
    if (model.protocol === "rest-json") return decodeJson(shape, JSON.parse(text));
    return decodeXml(shape, parseXml(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AwsError("MalformedInput", error.message);
  }
}

function encodeBody(
  model: ServiceModel,
  operation: Operation,
  output: Members,
  requestId: string,
): WireResponse {
  const shape = operation.output;
  const payload = payloadOf(shape);
  knownMembers(shape, output);
  const empty = { status: 200, headers: requestIdHeaders(requestId), body: new Uint8Array() };
  if (payload) {
    const value = output[payload.name];
    if (value === undefined || value === null) return empty;
    if (payload.shape.kind === "blob" || payload.shape.kind === "string") {
      return { ...empty, body: value instanceof Uint8Array ? value : bytesOf(String(value)) };
    }
    return encodeDocument(
      model,
      xmlNameOf({ ...payload, name: payload.shape.name }),
      payload.shape,
      value as Members,
      requestId,
    );
  }
  if (![...shape.members.values()].some((slot) => !isHttpBound(slot.traits))) return empty;
  const root = (shape.traits.xmlName as string | undefined) ?? shape.name;
  return encodeDocument(model, root, shape, output, requestId);
}

function encodeDocument(
  model: ServiceModel,
  root: string,
  shape: Shape,
  value: Members,
  requestId: string,
): WireResponse {
  if (model.protocol === "rest-json") {
    const body = Object.entries(value).filter(
      ([name]) => !isHttpBound(shape.members.get(name)?.traits ?? {}),
    );
    return {
      status: 200,
      headers: { ...requestIdHeaders(requestId), "content-type": "application/json" },
      body: bytesOf(JSON.stringify(encodeJson(shape, Object.fromEntries(body)))),
    };
  }
  return xmlAnswer(model, 200, root, encodeMembers(shape, value)[1], requestId);
}

function failInJson(model: ServiceModel, error: AwsError, requestId: string): WireResponse {
  return {
    status: statusOfError(model, error),
    headers: {
      ...requestIdHeaders(requestId),
      "content-type": "application/json",
      "x-amzn-errortype": error.name,
    },
    body: bytesOf(JSON.stringify(errorBody(model, error))),
  };
}

function requestIdHeaders(requestId: string): Record<string, string> {
  return { "x-amzn-requestid": requestId };
}
