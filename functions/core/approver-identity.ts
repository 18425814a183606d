import { isAutomatic } from "./workflow";

const ASSUMED_ROLE = /^(arn:[\w-]+:sts::\d*:assumed-role\/([^/]+))\/(.+)$/;
const FEDERATED = /^(arn:[\w-]+:sts::\d*:federated-user)\/.+$/;
const ARN = /^arn:[\w-]+:(iam|sts)::\d*:./;

/** IAM Identity Center makes these roles itself, and names their sessions after its users. */
const OF_IDENTITY_CENTER = "AWSReservedSSO_";

/**
 * Whom an IAM identity stands for when people are counted. The name of a role's session is chosen
 * by whoever assumes the role, so two sessions of one role are one person; API Gateway tells no
 * source identity that could say otherwise. Identity Center chooses the name itself: there the name
 * is the person, whichever permission set was used.
 */
export function personOf(subject: string): string {
  const [, role, roleName = "", session = ""] = ASSUMED_ROLE.exec(subject) ?? [];
  if (role === undefined) return FEDERATED.exec(subject)?.[1] ?? subject;
  return roleName.startsWith(OF_IDENTITY_CENTER) ? `sso:${session.toLowerCase()}` : role;
}

/**
 * How many different people have to agree. Where several have to, whoever ordered the move does not
 * count; an order that does not name its author as IAM does could be approved by its own author, so
 * one more is asked. A detector is nobody: its orders exclude no one.
 */
export function approversNeeded(approvers: number, orderedBy: string): number {
  const isKnown = isAutomatic(orderedBy) || ARN.test(orderedBy);
  return approvers > 1 && !isKnown ? approvers + 1 : Math.max(1, approvers);
}
