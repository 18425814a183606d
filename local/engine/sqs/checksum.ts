import { hash } from "node:crypto";
import type { MessageAttributes } from "./message";

/** The digest SQS gives for a body, in hexadecimal. */
export function md5(text: string): string {
  return hash("md5", text);
}

/** The digest AWS publishes for attributes: sorted names, each part led by its length. */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const parts: Uint8Array[] = [];
  const add = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    parts.push(length, bytes);
  };
  for (const name of Object.keys(attributes).sort()) {
    const attribute = attributes[name];
    if (!attribute) continue;
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    if (attribute.BinaryValue) {
      parts.push(Uint8Array.of(2));
      add(attribute.BinaryValue);
    } else {
      parts.push(Uint8Array.of(1));
      add(Buffer.from(attribute.StringValue ?? ""));
    }
  }
  return hash("md5", Buffer.concat(parts));
}
