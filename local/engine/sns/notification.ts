import type { MessageAttributes } from "../sqs/message";

/** A message as it was published to a topic. */
export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  /** Texts of their own for some protocols, from a message with the structure `json`. */
  readonly perProtocol: Readonly<Record<string, string>> | undefined;
  readonly attributes: MessageAttributes | undefined;
  readonly publishedAtMs: number;
}

// Signatures are not modelled: the fields are there because receivers expect them.
const signature = { version: "1", value: "not-signed", certificate: "", unsubscribe: "" };

/** The text for one protocol, or the one for all. */
export function textFor({ message, perProtocol }: Notification, protocol: string): string {
  return perProtocol?.[protocol] ?? message;
}

/** What a queue or a web endpoint gets, unless the subscription asks for raw messages. */
export function envelope(notification: Notification, protocol: string): string {
  const { messageId, topicArn, subject, attributes, publishedAtMs } = notification;
  return JSON.stringify({
    Type: "Notification",
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject,
    Message: textFor(notification, protocol),
    Timestamp: new Date(publishedAtMs).toISOString(),
    SignatureVersion: signature.version,
    Signature: signature.value,
    SigningCertURL: signature.certificate,
    UnsubscribeURL: signature.unsubscribe,
    MessageAttributes: attributes && attributesByType(attributes),
  });
}

/** The event a function gets. */
export function lambdaEvent(notification: Notification, subscriptionArn: string): unknown {
  const { messageId, topicArn, subject, attributes, publishedAtMs } = notification;
  return {
    Records: [
      {
        EventSource: "aws:sns",
        EventVersion: "1.0",
        EventSubscriptionArn: subscriptionArn,
        Sns: {
          Type: "Notification",
          MessageId: messageId,
          TopicArn: topicArn,
          Subject: subject ?? null,
          Message: textFor(notification, "lambda"),
          Timestamp: new Date(publishedAtMs).toISOString(),
          SignatureVersion: signature.version,
          Signature: signature.value,
          SigningCertUrl: signature.certificate,
          UnsubscribeUrl: signature.unsubscribe,
          MessageAttributes: attributesByType(attributes ?? {}),
        },
      },
    ],
  };
}

function attributesByType(attributes: MessageAttributes) {
  const byType: Record<string, { Type: string; Value: string | undefined }> = {};
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    const Value = BinaryValue ? Buffer.from(BinaryValue).toString("base64") : StringValue;
    byType[name] = { Type: DataType, Value };
  }
  return byType;
}
