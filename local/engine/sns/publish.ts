import type { MessageAttributes } from "../sqs/message";
import { invalidParameter } from "./sns-error";

/** What a publisher says, in the shape of the SDK and not yet checked. */
export interface PublishInput {
  readonly Message?: unknown;
  readonly Subject?: unknown;
  readonly MessageStructure?: unknown;
  readonly MessageAttributes?: MessageAttributes;
}

/** What a publisher said, checked. */
export interface Published {
  readonly message: string;
  readonly perProtocol: Readonly<Record<string, string>> | undefined;
  readonly subject: string | undefined;
  readonly attributes: MessageAttributes | undefined;
}

const messageLimit = 262_144;
const attributeTypes = /^(?:String|String\.Array|Number|Binary)$/;

/** Refuses what SNS refuses to publish. */
export function checkPublish(input: PublishInput): Published {
  const { Message: message, Subject: subject, MessageStructure: structure } = input;
  if (typeof message !== "string" || message === "") {
    throw invalidParameter("Message", "Empty message");
  }
  const attributes = checkAttributes(input.MessageAttributes);
  if (Buffer.byteLength(message) > messageLimit) {
    throw invalidParameter("Message", "Message too long");
  }
  if (subject !== undefined && !isSubject(subject))
    throw invalidParameter("Subject", "not a subject");
  if (structure === undefined) return { message, perProtocol: undefined, subject, attributes };
  if (structure !== "json") throw invalidParameter("MessageStructure", "only json is known");
  const perProtocol = texts(message);
  return { message: perProtocol.default ?? "", perProtocol, subject, attributes };
}

function isSubject(subject: unknown): subject is string {
  return typeof subject === "string" && /^[A-Za-z0-9!-~][ -~]{0,99}$/.test(subject);
}

function texts(message: string): Record<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalidParameter("Message Structure", "JSON message body failed to parse");
  }
  const byProtocol = parsed as Record<string, string> | null;
  if (typeof byProtocol?.default !== "string") {
    throw invalidParameter("Message Structure", "No default entry in JSON message body");
  }
  return byProtocol;
}

function checkAttributes(attributes: MessageAttributes | undefined): MessageAttributes | undefined {
  if (!attributes || Object.keys(attributes).length === 0) return undefined;
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    if (!attributeTypes.test(DataType ?? "")) {
      throw invalidParameter("MessageAttributes", `${name} has the unknown type ${DataType}`);
    }
    if (DataType === "Binary" ? !BinaryValue?.length : !StringValue) {
      throw invalidParameter("MessageAttributes", `${name} has no value of its type`);
    }
    if (DataType === "Number" && !Number.isFinite(Number(StringValue))) {
      throw invalidParameter("MessageAttributes", `${name} is not a number`);
    }
  }
  return attributes;
}
