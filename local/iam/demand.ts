import type { RequestContext } from "./conditions";

/** One thing that must be allowed before a call goes on. */
export interface Demand {
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
}

/** What the resources of a call are called, and what encrypts them. */
export interface CallPlace {
  readonly region: string;
  readonly account: string;
  /** The account's own key behind a resource; undefined where AWS's own keys or none encrypt. */
  keyOf(resourceArn: string): string | undefined;
  /** The whole ARN of a secret, which ends in characters that its name does not tell. */
  secretArn(name: string): string;
  /** State machines of the region: a task token does not tell whose it is. */
  readonly stateMachines: readonly string[];
}

export type Input = Readonly<Record<string, unknown>>;

/** The demands of each operation of one service. */
export type CallTable = Readonly<
  Record<string, (input: Input, place: CallPlace) => readonly Demand[]>
>;

/** What a caller needs of the key behind a resource, where the account has its own there. */
export function keyDemands(
  place: CallPlace,
  resourceArn: string,
  actions: readonly string[],
): readonly Demand[] {
  const key = place.keyOf(resourceArn);
  return key ? actions.map((action) => ({ action, resource: key })) : [];
}

/** Encrypting anew takes a data key; SQS and SNS also prove that they could read it again. */
export const TO_ENCRYPT = ["kms:GenerateDataKey"] as const;
export const TO_ENCRYPT_AND_CHECK = ["kms:GenerateDataKey", "kms:Decrypt"] as const;
export const TO_DECRYPT = ["kms:Decrypt"] as const;
