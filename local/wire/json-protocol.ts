import { AwsError, NotModelled } from "../engine/aws-error";
import { decodeJson, encodeJson } from "./json-values";
import { errorMembers, faultOf, type Protocol, queryCodeOf, statusOfError } from "./protocol";
import type { ServiceModel } from "./service-model";
import { bytesOf, textOf, type WireRequest, type WireResponse } from "./wire-message";

/** AwsJson 1.0 and 1.1: every operation is a POST, named in a header, with a JSON body. */
export const jsonProtocol: Protocol = {
  decode(model, request) {
    const target = request.headers["x-amz-target"] ?? "";
    const name = target.slice(target.lastIndexOf(".") + 1);
    const operation = model.operations.get(name);
    if (!operation) throw new NotModelled(model.name, name || unnamed(request));
    const input = decodeJson(operation.input, parseBody(request)) ?? {};
    return { operation, input: input as Record<string, unknown> };
  },

  encode(model, operation, output, requestId) {
    return answer(model, 200, encodeJson(operation.output, output) ?? {}, requestId);
  },

  fail(model, error, requestId) {
    const status = statusOfError(model, error);
    const response = answer(model, status, errorBody(model, error), requestId);
    if (model.queryCompatible) {
      response.headers["x-amzn-query-error"] = `${queryCodeOf(model, error)};${faultOf(status)}`;
    }
    return response;
  },
};

/** A request in some other protocol of AWS's, of which the SDKs know several. */
function unnamed({ headers }: WireRequest): string {
  return `(${headers["smithy-protocol"] ?? "no X-Amz-Target"})`;
}

function parseBody(request: WireRequest): unknown {
  const text = textOf(request.body);
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new AwsError("SerializationException", "the body is not valid JSON");
  }
}

/** The body of an error: its name, its message and whatever members its shape declares. */
export function errorBody(model: ServiceModel, error: AwsError): Record<string, unknown> {
  const shape = model.errors.get(error.name);
  const name = shape ? `${shape.namespace}#${error.name}` : error.name;
  const given = errorMembers(error);
  const members = shape ? encodeJson(shape, given) : given;
  return { __type: name, message: error.message, ...(members as Record<string, unknown>) };
}

function answer(
  model: ServiceModel,
  status: number,
  body: unknown,
  requestId: string,
): WireResponse {
  const version = model.protocol === "json-1.0" ? "1.0" : "1.1";
  return {
    status,
    headers: {
      "content-type": `application/x-amz-json-${version}`,
      "x-amzn-requestid": requestId,
    },
    body: bytesOf(JSON.stringify(body)),
  };
}
