import { type AwsError, NotModelled } from "../engine/aws-error";
import { errorMembers, faultOf, type Protocol, queryCodeOf, statusOfError } from "./protocol";
import { decodeForm } from "./query-form";
import type { ServiceModel } from "./service-model";
import { bytesOf, textOf, type WireResponse } from "./wire-message";
import { escapeXml } from "./xml-tree";
import { encodeMembers } from "./xml-values";

/** AWS Query: a form goes in, XML comes out. */
export const queryProtocol: Protocol = {
  decode(model, request) {
    const form =
      request.method === "GET" ? request.query : new URLSearchParams(textOf(request.body));
    const name = form.get("Action") ?? "(no Action)";
    const operation = model.operations.get(name);
    if (!operation) throw new NotModelled(model.name, name);
    return { operation, input: decodeForm(operation.input, form) };
  },

  encode(model, operation, output, requestId) {
    const { name } = operation;
    const result = `<${name}Result>${encodeMembers(operation.output, output)[1]}</${name}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return xmlAnswer(model, 200, `${name}Response`, `${result}${metadata}`, requestId);
  },

  fail: failInXml,
};

/** The form in which Query services, and Route 53, report an error. */
export function failInXml(model: ServiceModel, error: AwsError, requestId: string): WireResponse {
  const status = statusOfError(model, error);
  const shape = model.errors.get(error.name);
  const details = shape ? encodeMembers(shape, errorMembers(error))[1] : "";
  const body =
    `<Error><Type>${faultOf(status)}</Type><Code>${escapeXml(queryCodeOf(model, error))}</Code>` +
    `<Message>${escapeXml(error.message)}</Message>${details}</Error>` +
    `<RequestId>${requestId}</RequestId>`;
  return xmlAnswer(model, status, "ErrorResponse", body, requestId);
}

/** An XML document as an answer, with the service's namespace on its root. */
export function xmlAnswer(
  model: ServiceModel,
  status: number,
  root: string,
  body: string,
  requestId: string,
): WireResponse {
  const namespace = model.xmlNamespace ? ` xmlns="${model.xmlNamespace}"` : "";
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: bytesOf(`<?xml version="1.0" encoding="UTF-8"?><${root}${namespace}>${body}</${root}>`),
  };
}
