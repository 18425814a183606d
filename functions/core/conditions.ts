/**
 * Every condition under which a payment may change, T1 to T9. `tests/functions/core/conditions.test.ts`
 * holds the truth table of each one and checks it against an independent implementation.
 * Values: :accepted :processing :inDoubt are the statuses of those names.
 */

/** T1 accept: nobody has used this identifier before. */
export const ACCEPT = "attribute_not_exists(transaction_id)";

/**
 * T2 claim: the payment waits, or its last claim has expired, and no newer epoch has touched it.
 * Cross-region: `ep` is the second barrier behind the read lease on the control item.
 */
export const CLAIM = "ep <= :epoch AND (st = :accepted OR (st = :processing AND lease <= :now))";

/**
 * T3 record: any answer of the processor is a fact, whoever learned it, so it is not fenced; but a
 * terminal payment is never rewritten.
 */
export const RECORD = "st IN (:accepted, :processing, :inDoubt)";

/** T4 release: only the owner of the claim gives it back. */
export const RELEASE = "st = :processing AND own = :me";

/** T5 park in doubt: exactly the state that the decision was made on. */
export const PARK_IN_DOUBT = "ver = :seen AND st IN (:accepted, :processing)";

/**
 * T5 park as failed: needs proof that no attempt had an effect. Either none ever may have had, or the
 * only one that may is our own claim, which the processor has just refused.
 */
export const PARK_FAILED =
  "ver = :seen AND st IN (:accepted, :processing) AND (maybe = :false OR own = :me)";

/** T6 alerted: clears exactly the event that was published. */
export const ALERTED = "alert = :alert";

/** T7 bump: pushes the due time out unless something moved in between. */
export const BUMP = "due = :seenDue AND st IN (:accepted, :processing)";

/** T8 resolve: a person or the reconciler decides a payment in doubt, on the state they saw. */
export const RESOLVE = "st = :inDoubt AND ver = :seen";

/** T9 cancel: only before the first attempt. */
export const CANCEL = "st = :accepted AND attempt = :zero";
