import type { MessageAttribute, MessageAttributes } from "./message";
import { invalidParameter, sqsError } from "./sqs-error";

/** What XML 1.0 cannot carry, and therefore SQS does not either. */
const forbiddenCharacter = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const attributeName = /^(?!.*\.\.)(?!(?:AWS|Amazon)\.)[A-Za-z0-9_-][A-Za-z0-9_.-]{0,255}$/i;
const attributeType = /^(?:String|Number|Binary)(?:\.\S+)?$/;
const attributesMaximum = 10;

/** Refuses a body that SQS refuses. */
export function checkBody(body: unknown): asserts body is string {
  if (typeof body !== "string" || body === "") {
    throw sqsError("MissingParameter", "The request must contain the parameter MessageBody.");
  }
  if (forbiddenCharacter.test(body)) {
    throw sqsError(
      "InvalidMessageContents",
      "The message contains characters outside the allowed set.",
    );
  }
}

/** Refuses attributes that SQS refuses; no attributes and an empty set are the same thing. */
export function checkAttributes(given: unknown): MessageAttributes | undefined {
  if (given === undefined || given === null) return undefined;
  const attributes = given as MessageAttributes;
  const names = Object.keys(attributes);
  if (names.length === 0) return undefined;
  if (names.length > attributesMaximum) {
    throw sqsError(
      "InvalidParameterValue",
      `Number of message attributes [${names.length}] exceeds the allowed maximum [10].`,
    );
  }
  for (const name of names) checkAttribute(name, attributes[name] as MessageAttribute);
  return attributes;
}

function checkAttribute(name: string, attribute: MessageAttribute): void {
  if (!attributeName.test(name)) {
    throw invalidParameter("MessageAttributes", name, "Not an attribute name.");
  }
  const { DataType, StringValue, BinaryValue } = attribute;
  if (typeof DataType !== "string" || !attributeType.test(DataType)) {
    throw invalidParameter(name, DataType, "The type of an attribute is String, Number or Binary.");
  }
  const isBinary = DataType.startsWith("Binary");
  const hasValue = isBinary ? BinaryValue instanceof Uint8Array && BinaryValue.length : StringValue;
  if (!hasValue || (isBinary ? StringValue : BinaryValue)) {
    throw invalidParameter(name, DataType, "The value must be of the type and not empty.");
  }
  if (DataType.startsWith("Number") && !Number.isFinite(Number(StringValue))) {
    throw invalidParameter(name, StringValue, "Not a number.");
  }
}

/** Bytes that count against the size limit: the body and every part of every attribute. */
export function sizeOf(body: string, attributes: MessageAttributes | undefined): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes ?? {})) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    bytes += BinaryValue ? BinaryValue.length : Buffer.byteLength(StringValue ?? "");
  }
  return bytes;
}
