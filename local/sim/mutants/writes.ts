import type { Mutant } from "./mutant";

const file = "functions/core/transitions.ts";

/** Effects of the writes, dropped or changed. */
export const WRITE_MUTANTS: readonly Mutant[] = [
  {
    name: "claim-presumes-nothing",
    file,
    find: "due = :lease, maybe = :true,",
    replace: "due = :lease, maybe = if_not_exists(maybe, :true),",
    why: "from the claim on an effect has to be presumed",
    grounds: ["strong/none", "strong/lookup", "strong/idempotent"],
  },
  {
    name: "claim-does-not-count",
    file,
    find: "attempt = attempt + :one,",
    replace: "attempt = attempt + :one - :one,",
    why: "attempts are counted, so that they end",
    grounds: ["strong/none", "strong/lookup"],
  },
  {
    name: "claim-forgets-beginning",
    file,
    find: "began = if_not_exists(began, :now)",
    replace: "began = :now",
    why: "a key is trusted for a time after the first attempt, not after the last one",
  },
  {
    name: "claim-hides-payment",
    file,
    find: '" hist = list_append(hist, :hist)";\n\n/** `maybe` is set',
    replace: '" hist = list_append(hist, :hist) REMOVE dsh";\n\n/** `maybe` is set',
    why: "whoever is claimed and then abandoned is found again by the sweeper",
  },
  {
    name: "accept-without-due",
    file,
    find: "    due: number(place.nowMs + FIRST_DUE_MS),\n",
    replace: "",
    why: "the table is the outbox: a payment is found even if its hint is lost",
  },
  {
    name: "accept-in-unknown-shard",
    file,
    find: "    dsh: { S: dueShard(print) },",
    replace: "    dsh: { S: `s${dueShard(print)}` },",
    why: "the sweeper looks into every shard that is written",
  },
  {
    name: "release-forgets-doubt",
    file,
    find: '":maybe": release.maybe ? TRUE : FALSE,',
    replace: '":maybe": FALSE,',
    why: "an unknown outcome stays in the record",
    grounds: ["crash/a processor that goes away", "strong/lookup"],
  },
  {
    name: "release-for-ever",
    file,
    find: '":due": number(release.dueMs),',
    replace: '":due": number(release.dueMs + 3_600_000),',
    why: "a released payment is tried again soon",
  },
  {
    name: "park-quietly",
    file,
    find: "why = :reason, alert = :alert, due = :now, done = :now,",
    replace: "why = :reason, told = :alert, due = :now, done = :now,",
    why: "a parked payment leaves an event to publish",
    grounds: ["strong/none"],
  },
  {
    name: "park-with-wrong-event",
    file,
    find: '":alert": { S: failed ? "failed" : "in_doubt" },',
    replace: '":alert": { S: "failed" },',
    why: "a doubt is told as a doubt",
    grounds: ["strong/none"],
  },
  {
    name: "park-out-of-sight",
    file,
    find: '" hist = list_append(hist, :hist) REMOVE own, lease";\n\n/** Parking',
    replace: '" hist = list_append(hist, :hist) REMOVE own, lease, dsh";\n\n/** Parking',
    why: "the sweeper finds the event of a parked payment",
    grounds: ["strong/none"],
  },
  {
    name: "unpublished-result-out-of-sight",
    file,
    find: "alert = :alert, due = :now, dsh = :shard REMOVE lease, own`;",
    replace: "alert = :alert, due = :now, formerly = :shard REMOVE lease, own, dsh`;",
    why: "the sweeper finds a result that was not told",
  },
  {
    name: "version-stands-still",
    file,
    find: "began = if_not_exists(began, :now), ver = ver + :one,",
    replace: "began = if_not_exists(began, :now), ver = ver + :one - :one - :one,",
    why: "versions only grow",
  },
];
