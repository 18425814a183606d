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
    grounds: ["strong/lookup", "strong/none"],
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
    grounds: ["crash/hints in the region that lost authority"],
  },
  {
    name: "record-overwrites-terminal",
    file,
    find: 'RECORD = "st IN (:accepted, :processing, :inDoubt)"',
    replace: 'RECORD = "st IN (:accepted, :processing, :inDoubt) OR attribute_exists(st)"',
    why: "a terminal payment is never rewritten",
    grounds: ["strong/none", "strong/idempotent"],
    equivalent:
      "Two different results of one payment need two effects, which the claim, the key and the rules " +
      "about doubts forbid, and the same result written again changes nothing. The condition is the " +
      "last barrier of several; its truth table holds it.",
  },
  {
    name: "release-by-anybody",
    file,
    find: 'RELEASE = "st = :processing AND own = :me"',
    replace: 'RELEASE = "st = :processing AND (own = :me OR own <> :me)"',
    why: "a claim is given back by its owner only",
    grounds: ["crash/a worker that wakes up late"],
    equivalent:
      "A claim is taken over only where it runs out before its owner wakes up: with keys, which make " +
      "the repetition harmless, or without anything, where the new owner parks it at once. With " +
      "look-ups claims outlive every pause. The truth table of the condition holds it.",
  },
  {
    name: "release-reopens-finished",
    file,
    find: 'RELEASE = "st = :processing AND own = :me"',
    replace: 'RELEASE = "st <> :processing OR own = :me"',
    why: "a release never reopens what somebody else has finished",
    grounds: ["crash/a worker that wakes up late", "strong/idempotent"],
  },
  {
    name: "park-on-old-state",
    file,
    find: 'PARK_IN_DOUBT = "ver = :seen AND st IN (:accepted, :processing)"',
    replace:
      'PARK_IN_DOUBT = "ver >= :seen AND attribute_exists(st) OR st IN (:accepted, :processing)"',
    why: "parking is decided on exactly the state that was seen",
    grounds: ["crash/a doubt that is settled meanwhile", "strong/none"],
  },
  {
    name: "park-failed-on-old-state",
    file,
    find: '"ver = :seen AND st IN (:accepted, :processing) AND (maybe = :false OR own = :me)"',
    replace: '"ver >= :seen OR st IN (:accepted, :processing) OR maybe = :false OR own = :me"',
    why: "failing a payment is decided on exactly the state that was seen",
    grounds: ["crash/a worker that wakes up late", "strong/idempotent"],
    equivalent:
      "Whoever parks a payment as failed holds the proof that nothing was charged, and the processor " +
      "proves the same to everybody who asks later: what is overwritten can only be a doubt about it. " +
      "The truth table of the condition holds it.",
  },
  {
    name: "alert-cleared-blindly",
    file,
    find: 'ALERTED = "alert = :alert"',
    replace: 'ALERTED = "alert = :alert OR attribute_exists(transaction_id)"',
    why: "only the event that was published is cleared",
    grounds: ["crash/a doubt that is told while it is settled"],
  },
  {
    name: "bump-revives",
    file,
    find: 'BUMP = "due = :seenDue AND st IN (:accepted, :processing)"',
    replace: 'BUMP = "due = :seenDue OR st IN (:accepted, :processing) OR attribute_exists(st)"',
    why: "bookkeeping gives no due time to what is finished",
  },
];
