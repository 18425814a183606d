import type { Mutant } from "./mutant";

const file = "functions/core/conditions.ts";
const CLAIM = '"ep <= :epoch AND (st = :accepted OR (st = :processing AND lease <= :now))"';

/** Conditions of the writes, dropped or weakened. */
export const CONDITION_MUTANTS: readonly Mutant[] = [
  {
    name: "accept-overwrites",
    file,
    find: 'ACCEPT = "attribute_not_exists(transaction_id)"',
    replace: 'ACCEPT = "attribute_not_exists(nobody)"',
    why: "an identifier names one payment for ever",
  },
  {
    name: "claim-ignores-lease",
    file,
    find: CLAIM,
    replace: '"ep <= :epoch AND (st = :accepted OR (st = :processing AND lease <> :now))"',
    why: "one claim at a time",
    grounds: ["strong/none", "strong/lookup"],
  },
  {
    name: "claim-reopens-finished",
    file,
    find: CLAIM,
    replace: '"ep <= :epoch AND (st <> :accepted OR st <> :processing OR lease <= :now)"',
    why: "a finished payment is never claimed again",
  },
  {
    name: "claim-ignores-epoch",
    file,
    find: CLAIM,
    replace: '"ep <> :epoch OR (st = :accepted OR (st = :processing AND lease <= :now))"',
    why: "an old epoch cannot claim what a new one has touched",
  },
  {
    name: "claim-without-second-barrier",
    file,
    find: CLAIM,
    replace: '"(st = :accepted OR (st = :processing AND lease <= :now)) AND attribute_exists(ep)"',
    why: "the epoch on the payment is a barrier behind the lease on the control item",
    equivalent:
      "Within the lease an old epoch may still claim, which the lease allows anyway; after it the " +
      "region knows that it lost authority. The barrier is the second of two and shows itself only " +
      "when the first one is broken as well.",
  },
  {
    name: "record-overwrites-terminal",
    file,
    find: 'RECORD = "st IN (:accepted, :processing, :inDoubt)"',
    replace: 'RECORD = "st IN (:accepted, :processing, :inDoubt) OR attribute_exists(st)"',
    why: "a terminal payment is never rewritten",
    grounds: ["strong/none", "strong/idempotent"],
  },
  {
    name: "release-by-anybody",
    file,
    find: 'RELEASE = "st = :processing AND own = :me"',
    replace: 'RELEASE = "st = :processing AND own <> :nobody OR own = :me"',
    why: "a claim is given back by its owner only",
    equivalent:
      "DynamoDB refuses the expression, because no value is called :nobody; every release then fails " +
      "and the claim runs out by itself, later but safely.",
  },
  {
    name: "release-reopens-finished",
    file,
    find: 'RELEASE = "st = :processing AND own = :me"',
    replace: 'RELEASE = "st <> :processing OR own = :me"',
    why: "a release never reopens what somebody else has finished",
    grounds: ["strong/lookup", "strong/idempotent"],
  },
  {
    name: "park-on-old-state",
    file,
    find: 'PARK_IN_DOUBT = "ver = :seen AND st IN (:accepted, :processing)"',
    replace:
      'PARK_IN_DOUBT = "ver >= :seen AND attribute_exists(st) OR st IN (:accepted, :processing)"',
    why: "parking is decided on exactly the state that was seen",
    grounds: ["strong/none"],
  },
  {
    name: "park-failed-on-old-state",
    file,
    find: '"ver = :seen AND st IN (:accepted, :processing) AND (maybe = :false OR own = :me)"',
    replace: '"ver >= :seen OR st IN (:accepted, :processing) OR maybe = :false OR own = :me"',
    why: "failing a payment is decided on exactly the state that was seen",
    grounds: ["strong/idempotent", "strong/none"],
  },
  {
    name: "alert-cleared-blindly",
    file,
    find: 'ALERTED = "alert = :alert"',
    replace: 'ALERTED = "alert = :alert OR attribute_exists(transaction_id)"',
    why: "only the event that was published is cleared",
    equivalent:
      "A payment carries one event at a time, and a new one is only written by a resolution, which " +
      "a person or the reconciliation orders and no disaster contains.",
  },
  {
    name: "bump-revives",
    file,
    find: 'BUMP = "due = :seenDue AND st IN (:accepted, :processing)"',
    replace: 'BUMP = "due = :seenDue OR st IN (:accepted, :processing) OR attribute_exists(st)"',
    why: "bookkeeping gives no due time to what is finished",
    equivalent:
      "A due time on a finished payment leads the sweeper to it once more, which reads it and does " +
      "nothing: the index is never trusted.",
  },
];
