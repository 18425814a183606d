/** One message attribute in the shape of the SDK. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Uint8Array;
}

/** Message attributes by name. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

type MessageState = "visible" | "inFlight" | "delayed" | "gone";

/** What a sender gives; everything else about a message is the queue's business. */
export interface MessageContent {
  readonly id: string;
  readonly body: string;
  readonly attributes?: MessageAttributes;
  readonly senderId: string;
  readonly traceHeader?: string;
  readonly groupId?: string;
  /** The queue this message failed in, once it lies in a dead-letter queue. */
  readonly failedIn?: string;
}

/** One copy of a message in one queue. Two copies with the same id are a duplicate delivery. */
export interface Message extends MessageContent {
  readonly serial: number;
  readonly sentAtMs: number;
  readonly arrivedAtMs: number;
  readonly expiresAtMs: number;
  bodyMd5: string | undefined;
  state: MessageState;
  /** When a hidden message shows itself (again). */
  visibleAtMs: number;
  receiveCount: number;
  firstReceivedAtMs: number | undefined;
}
