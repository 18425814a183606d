import { conditionsHold, type RequestContext } from "./conditions";
import { type PolicyStatement, type PolicyText, type Selection, statementsOf } from "./document";
import { matchesAction, matchesPattern } from "./patterns";

/** Who calls: a role of an account, or one of AWS's own services. */
export type Caller =
  | { readonly kind: "role"; readonly arn: string }
  | { readonly kind: "service"; readonly service: string };

/** One call, and every policy that has a say in it. */
export interface AccessRequest {
  /** Policies of the calling role; empty for a service. */
  readonly principalPolicies: readonly PolicyText[];
  /** The policy of the resource: a queue, a topic, a bucket, a key, a function, or a role's trust policy. */
  readonly resourcePolicy?: PolicyText;
  /** @default a role of the resource's own account */
  readonly caller?: Caller;
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
}

/** What IAM answers. */
export type Decision = "allow" | "deny";

/**
 * Decides a call the way IAM does: a denial anywhere wins; otherwise somebody must allow it. Inside an account
 * the role's policies or the resource's are enough, across accounts both are needed, and a key or a
 * role's trust is never opened by the caller's policies alone.
 */
export function decide(request: AccessRequest): Decision {
  const applies = (statement: PolicyStatement) => appliesTo(statement, request);
  const own = request.principalPolicies.flatMap(statementsOf).filter(applies);
  const attached =
    request.resourcePolicy === undefined
      ? []
      : statementsOf(request.resourcePolicy).filter(applies);
  const standings = attached.map((statement) => ({
    statement,
    standing: standingOf(statement, request),
  }));
  const denied = [
    ...own,
    ...standings.filter(({ standing }) => standing !== "none").map(({ statement }) => statement),
  ].some(({ effect }) => effect === "Deny");
  if (denied) return "deny";
  const ownAllows = own.some(({ effect }) => effect === "Allow");
  const allowedAs = (wanted: Standing) =>
    standings.some(
      ({ statement, standing }) => standing === wanted && statement.effect === "Allow",
    );
  if (allowedAs("named")) return otherAccount(request) && !ownAllows ? "deny" : "allow";
  if (!ownAllows) return "deny";
  if (needsResourcePolicy(request.action) || otherAccount(request)) {
    return allowedAs("delegated") ? "allow" : "deny";
  }
  return "allow";
}

/**
 * How a resource's policy speaks about a caller. Naming the account delegates: it allows what the account's own
 * policies allow. Naming the role, the service or everybody allows by itself.
 */
type Standing = "named" | "delegated" | "none";

function standingOf({ principals }: PolicyStatement, request: AccessRequest): Standing {
  if (principals === undefined) throw new Error("a resource's policy names no principal");
  const caller = callerOf(request);
  if (principals.everybody) return "named";
  if (caller.kind === "service") {
    return principals.services.includes(caller.service) ? "named" : "none";
  }
  if (principals.aws.includes(caller.arn)) return "named";
  const account = accountOf(caller.arn);
  const delegates = [account, `arn:aws:iam::${account}:root`];
  return principals.aws.some((name) => delegates.includes(name)) ? "delegated" : "none";
}

function appliesTo(statement: PolicyStatement, request: AccessRequest): boolean {
  const { action, resource } = request;
  return (
    selects(statement.actions, (pattern) => matchesAction(pattern, action)) &&
    (statement.resources === undefined ||
      selects(statement.resources, (pattern) => matchesPattern(pattern, resource))) &&
    conditionsHold(statement, request.context ?? {})
  );
}

function selects({ patterns, inverted }: Selection, fits: (pattern: string) => boolean): boolean {
  return patterns.some(fits) !== inverted;
}

const NEVER_OPENED_BY_CALLER = /^(kms:|sts:AssumeRole$)/i;

function needsResourcePolicy(action: string): boolean {
  return NEVER_OPENED_BY_CALLER.test(action);
}

function callerOf({ caller, resource }: AccessRequest): Caller {
  return caller ?? { kind: "role", arn: `arn:aws:iam::${accountOf(resource)}:role/caller` };
}

/** Buckets have no account in their ARN: they are taken to be the caller's. */
function otherAccount(request: AccessRequest): boolean {
  const caller = callerOf(request);
  const account = accountOf(request.resource);
  return caller.kind === "role" && account !== "" && accountOf(caller.arn) !== account;
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}
