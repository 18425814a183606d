/**
 * Every condition under which the records of failover may change, beside those of the control item.
 * `tests/functions/core/failover-conditions.test.ts` checks each one against an independent
 * implementation. `decision` is the state of an approval: PENDING, APPROVED or DENIED.
 */

/** An approval is asked for once: a repeated request leaves the answers so far alone. */
export const OPEN_APPROVAL = "attribute_not_exists(pk)";

/** A word counts while nobody has decided, time is left, and this person has not answered before. */
export const APPROVE =
  "decision = :pending AND expires > :now AND attribute_not_exists(approvals.#who)";

/** One denial is enough, as long as nobody has decided and time is left. */
export const DENY = "decision = :pending AND expires > :now";

/** A question is closed once: an approval never overrules a denial that came first. */
export const SETTLE_APPROVAL = "decision = :pending";

/**
 * Only an execution that held the fence may say how its move ended: an old order that was refused
 * has no say, and nothing that comes later takes a success back.
 */
export const CLOSE_MOVE =
  "contains(executions, :execution) AND (attribute_not_exists(outcome) OR outcome <> :succeeded)";

/**
 * Never true, whatever the table holds: a write under it exercises permission, capacity, quorum and the
 * evaluation of conditions, and has no effect.
 */
export const DRY_RUN = "attribute_exists(transaction_id) AND attribute_not_exists(transaction_id)";
