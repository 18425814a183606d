import { parseArn } from "../arn";
import { compileFilter, type Filter, type FilterScope } from "./filter-policy";
import { invalidParameter } from "./sns-error";

/** The kinds of endpoints that are modelled. */
export type Protocol = "sqs" | "lambda" | "email" | "https";

/** A subscription as it is declared. */
export interface SubscriptionDeclaration {
  readonly topicArn: string;
  readonly protocol: Protocol;
  /** The ARN of a queue or function, an address or a URL. */
  readonly endpoint: string;
  readonly rawMessageDelivery?: boolean;
  readonly filterPolicy?: unknown;
  /** @default "MessageAttributes" */
  readonly filterPolicyScope?: FilterScope;
  /** The queue for what could not be delivered; without one it is lost. */
  readonly deadLetterArn?: string;
}

/** A checked subscription, its filter compiled. */
export interface Subscription extends SubscriptionDeclaration {
  readonly arn: string;
  readonly region: string;
  /** Where the endpoint is: a region, or the internet. */
  readonly endpointRegion: string;
  readonly passes: Filter;
}

/** Checks a declaration as SNS does and compiles its filter. */
export function subscription(arn: string, declaration: SubscriptionDeclaration): Subscription {
  const { topicArn, protocol, endpoint, rawMessageDelivery, deadLetterArn } = declaration;
  const { region } = parseArn(topicArn);
  const isManaged = protocol === "sqs" || protocol === "lambda";
  if (isManaged && parseArn(endpoint).service !== protocol) {
    throw invalidParameter("Endpoint", `${endpoint} is no endpoint for ${protocol}`);
  }
  if (protocol === "email" && !endpoint.includes("@")) {
    throw invalidParameter("Endpoint", `${endpoint} is no address`);
  }
  if (protocol === "https" && !endpoint.startsWith("https://")) {
    throw invalidParameter("Endpoint", `${endpoint} is no https URL`);
  }
  if (rawMessageDelivery && protocol !== "sqs" && protocol !== "https") {
    throw invalidParameter("RawMessageDelivery", `not for ${protocol}`);
  }
  // Cross-region: an endpoint may be anywhere, but its dead letters stay beside the topic.
  if (deadLetterArn && parseArn(deadLetterArn).region !== region) {
    throw invalidParameter("RedrivePolicy", `${deadLetterArn} is not in ${region}`);
  }
  const { filterPolicy, filterPolicyScope = "MessageAttributes" } = declaration;
  return {
    ...declaration,
    arn,
    region,
    endpointRegion: isManaged ? parseArn(endpoint).region : "internet",
    passes: filterPolicy ? compileFilter(filterPolicy, filterPolicyScope) : () => true,
  };
}
