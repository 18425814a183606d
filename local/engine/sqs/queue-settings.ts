import { parseArn } from "../arn";
import { NotModelled } from "../aws-error";
import { sqsError } from "./sqs-error";

/** Where messages go that were received too often without being deleted. */
export interface Redrive {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Which queues may use this one as their dead-letter queue. */
export interface RedriveAllow {
  readonly redrivePermission: "allowAll" | "denyAll" | "byQueue";
  readonly sourceQueueArns?: readonly string[];
}

/** A queue as it is declared; what is left out has the default of AWS. */
export interface QueueSettings {
  readonly name: string;
  /** @default 30 */
  readonly visibilityTimeoutSeconds?: number;
  /** @default 345600 (four days) */
  readonly messageRetentionSeconds?: number;
  /** @default 0 */
  readonly delaySeconds?: number;
  /** @default 0 */
  readonly receiveWaitSeconds?: number;
  /** Bytes, of a message and of a whole batch. @default 262144 */
  readonly maximumMessageSize?: number;
  readonly redrive?: Redrive;
  readonly redriveAllow?: RedriveAllow;
  /** Received and not yet deleted messages that a queue bears. @default 120000 */
  readonly inFlightLimit?: number;
}

/** Settings with every default filled in. */
export type CompleteSettings = Required<Omit<QueueSettings, "redrive" | "redriveAllow">> &
  Pick<QueueSettings, "redrive" | "redriveAllow">;

const ranges = {
  visibilityTimeoutSeconds: ["VisibilityTimeout", 0, 43_200],
  messageRetentionSeconds: ["MessageRetentionPeriod", 60, 1_209_600],
  delaySeconds: ["DelaySeconds", 0, 900],
  receiveWaitSeconds: ["ReceiveMessageWaitTimeSeconds", 0, 20],
  maximumMessageSize: ["MaximumMessageSize", 1024, 1_048_576],
} as const;

/** Fills in the defaults of AWS and refuses what AWS refuses. */
export function completeSettings(region: string, settings: QueueSettings): CompleteSettings {
  if (settings.name.endsWith(".fifo")) throw new NotModelled("sqs", "CreateQueue", "FIFO queues");
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(settings.name)) {
    throw sqsError("InvalidParameterValue", `${settings.name} is not a queue name`);
  }
  const complete = {
    visibilityTimeoutSeconds: 30,
    messageRetentionSeconds: 345_600,
    delaySeconds: 0,
    receiveWaitSeconds: 0,
    maximumMessageSize: 262_144,
    inFlightLimit: 120_000,
    ...settings,
  };
  for (const [key, [attribute, low, high]] of Object.entries(ranges)) {
    const value = complete[key as keyof typeof ranges];
    if (!Number.isInteger(value) || value < low || value > high) throw invalid(attribute, value);
  }
  const { redrive } = complete;
  if (redrive) {
    const { maxReceiveCount } = redrive;
    const target = parseArn(redrive.deadLetterTargetArn);
    const counts = Number.isInteger(maxReceiveCount) && maxReceiveCount >= 1;
    if (!counts || maxReceiveCount > 1000 || target.service !== "sqs" || target.region !== region) {
      throw invalid("RedrivePolicy", JSON.stringify(redrive));
    }
  }
  return complete;
}

function invalid(attribute: string, value: unknown): Error {
  return sqsError(
    "InvalidAttributeValue",
    `Invalid value for the parameter ${attribute}: ${value}`,
  );
}
