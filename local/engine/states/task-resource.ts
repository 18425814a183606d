import { NotModelled } from "../aws-error";

/** What the Resource of a Task asks for. */
export interface TaskResource {
  /** `sdk` resources are named and spelled as in the Java SDK; the others as in the API itself. */
  readonly kind: "optimized" | "sdk";
  readonly service: string;
  readonly action: string;
  /** The task goes on until somebody returns its token. */
  readonly waitsForToken: boolean;
}

/** Integrations with a form of their own; all others go through `aws-sdk`. */
const optimized = new Set([
  "lambda:invoke",
  "sns:publish",
  "sqs:sendMessage",
  "dynamodb:getItem",
  "dynamodb:putItem",
  "dynamodb:updateItem",
  "dynamodb:deleteItem",
]);

const pattern = /^arn:aws:states:::(?:(aws-sdk):)?([a-z0-9]+):([a-zA-Z0-9]+)(\.waitForTaskToken)?$/;

/** Reads a Resource, refusing integrations that are not carried out here. */
export function readResource(resource: string): TaskResource {
  const match = pattern.exec(resource);
  if (match) {
    const [, sdk, service = "", action = "", waits] = match;
    const kind = sdk ? "sdk" : "optimized";
    if (sdk || optimized.has(`${service}:${action}`)) {
      return { kind, service, action, waitsForToken: waits !== undefined };
    }
  }
  throw new NotModelled("states", "Task", resource);
}
