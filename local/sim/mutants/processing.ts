import type { Mutant } from "./mutant";

const rules = "functions/core/processing.ts";
const handler = "functions/process.ts";
const store = "functions/store/payments.ts";

/** Claims, charges and what their answers mean. */
export const PROCESSING_MUTANTS: readonly Mutant[] = [
  {
    name: "no-claim",
    file: handler,
    find: "if (!result.claimed) return;",
    replace: 'if (!result.payment || result.payment.status === "SUCCEEDED") return;',
    why: "whoever has no claim does not charge",
    grounds: ["strong/lookup", "strong/none"],
  },
  {
    name: "expired-claim-charges",
    file: handler,
    find: "if (ports.clock.nowMs() >= (payment.leaseMs ?? 0))",
    replace: "if (ports.clock.nowMs() < 0)",
    why: "a claim that has run out gives no right to call the processor",
    grounds: ["crash/a doubt that is settled meanwhile"],
  },
  {
    name: "key-per-attempt",
    file: handler,
    find: "ports.processor.charge({ key, amountMinor,",
    replace: "ports.processor.charge({ key: `${key}/${payment.attempt}`, amountMinor,",
    why: "the processor's key is the payment's and nothing else",
  },
  {
    name: "key-with-region",
    file: handler,
    find: "ports.processor.charge({ key, amountMinor,",
    replace: "ports.processor.charge({ key: `${key}/${ports.region}`, amountMinor,",
    why: "the processor's key is the same in every region",
  },
  {
    name: "owner-is-the-region",
    file: handler,
    find: "const owner = `${ports.region}:${Math.floor(ports.random() * 2 ** 52).toString(36)}`;",
    replace: "const owner = ports.region;",
    why: "every invocation has a name of its own, by which it recognises its own claim",
    grounds: ["strong/none", "strong/lookup"],
  },
  {
    name: "lease-on-the-wrong-clock",
    file: handler,
    find: "const leaseMs = ports.clock.nowMs() + claimLeaseMs(ports.settings);",
    replace: "const leaseMs = ports.clock.monoMs() + claimLeaseMs(ports.settings);",
    why: "a claim's end is wall time, which others compare with theirs",
    grounds: ["strong/lookup", "strong/none"],
  },
  {
    name: "told-without-publishing",
    file: handler,
    find: '    await ports.sns.send("Publish", publishInput(ports.eventsTopicArn, event));\n    return true;\n  } catch (error) {\n    ports.log.warn',
    replace: "    return true;\n  } catch (error) {\n    ports.log.warn",
    why: "every result is published",
  },
  {
    name: "failed-publication-forgotten",
    file: handler,
    find: "const unpublished = told ? undefined : kind;",
    replace: "const unpublished = undefined;",
    why: "what could not be published waits in the table",
  },
  {
    name: "recorded-before-told",
    file: handler,
    find: "  const told = await publish(ports, paymentEvent(kind, payment, next));\n  const { status, reference, reason } = next;\n  const unpublished = told ? undefined : kind;\n",
    replace:
      "  const { status, reference, reason } = next;\n  const unpublished = undefined;\n  void publish;\n",
    why: "a recorded result has been told at least once",
  },
  {
    name: "result-dropped",
    file: handler,
    find: "const outcome = await recordResult(ports, {",
    replace: 'const outcome = await (async (..._dropped: unknown[]) => "recorded")(ports, {',
    why: "the processor's answer is recorded",
  },
  {
    name: "self-recognised-claim-forgets-doubt",
    file: store,
    find: "return { claimed: true, payment: { ...seen, maybe: seen.attempt > 1 } };",
    replace: "return { claimed: true, payment: { ...seen, maybe: false } };",
    why: "a claim that recognises itself still knows of earlier attempts",
    grounds: ["crash/a processor that goes away", "strong/none"],
  },
  {
    name: "claim-after-lost-reply-not-recognised",
    file: store,
    find: 'const ours = seen.status === "PROCESSING" && seen.owner === claim.owner;',
    replace: "const ours = false;",
    why: "a claim whose reply was lost recognises itself",
    equivalent:
      "The claim runs out and the next one carries on, with the outcome presumed to be open: later, " +
      "and without keys more often in doubt, but safe.",
  },
  {
    name: "fresh-claim-counts-as-doubt",
    file: store,
    find: '    status: "PROCESSING",\n    version: seen.version + 1,',
    replace: '    status: "PROCESSING",\n    maybe: false,\n    version: seen.version + 1,',
    why: "the claim hands over what earlier attempts may have done",
    grounds: ["strong/none", "strong/lookup", "strong/idempotent"],
  },
  {
    name: "keys-trusted-for-ever",
    file: rules,
    find: "return retentionMs - CLOCK_SKEW_MS - settings.maxInFlightMs;",
    replace: "return retentionMs * 1_000;",
    why: "a key is repeated only while the processor certainly knows it",
  },
  {
    name: "short-claim",
    file: rules,
    find: 'return tierOf(settings) === "B" ? call + settings.maxInFlightMs + CLOCK_SKEW_MS : call;',
    replace: "return call;",
    why: "without keys a claim lasts until its call can no longer land",
    grounds: ["strong/lookup"],
  },
  {
    name: "doubt-ignored",
    file: rules,
    find: "  if (!attempt.maybeBefore) {\n    if (!exhausted)",
    replace: "  if (attempt.maybeBefore || !attempt.maybeBefore) {\n    if (!exhausted)",
    why: "an earlier attempt that may have had an effect decides what is done",
    grounds: ["strong/none", "strong/lookup"],
  },
  {
    name: "unknown-means-failed",
    file: rules,
    find: '    case "A":\n      return releaseFor(attempt, true);',
    replace: '    case "A":\n      return { step: "park", status: "FAILED", reason };',
    why: "failed needs proof of no effect",
  },
  {
    name: "unknown-means-no-effect",
    file: rules,
    find: '    case "A":\n      return releaseFor(attempt, true);',
    replace: '    case "A":\n      return releaseFor(attempt, false);',
    why: "a timeout is no proof of no effect",
    grounds: ["crash/a processor that goes away", "strong/idempotent"],
  },
  {
    name: "look-up-too-early",
    file: rules,
    find: '    case "B":\n      return { step: "keep" };',
    replace: '    case "B":\n      return releaseFor(attempt, true);',
    why: "a look-up before the last call can land proves nothing",
    grounds: ["strong/lookup"],
  },
  {
    name: "blind-retry",
    file: rules,
    find: '    case "C":\n      return { step: "park", status: "IN_DOUBT", reason };',
    replace: '    case "C":\n      return releaseFor(attempt, false);',
    why: "without keys and look-ups an unknown outcome is never tried again",
    grounds: ["strong/none"],
  },
  {
    name: "doubt-parked-as-failed",
    file: rules,
    find: 'return { step: "park", status: "IN_DOUBT", reason: "outcome of an earlier attempt is unknown" };',
    replace:
      'return { step: "park", status: "FAILED", reason: "outcome of an earlier attempt is unknown" };',
    why: "what nobody knows is a doubt, not a failure",
    grounds: ["strong/none", "strong/idempotent"],
  },
  {
    name: "refusal-clears-doubt",
    file: rules,
    find: "return releaseFor(attempt, attempt.maybeBefore, answer.retryAfterMs);",
    replace: "return releaseFor(attempt, false, answer.retryAfterMs);",
    why: "a refusal proves something about its own attempt only",
    grounds: ["crash/a processor that goes away", "strong/idempotent"],
  },
  {
    name: "mismatch-means-failed",
    file: rules,
    find: '    case "mismatch":\n      return { step: "park", status: "IN_DOUBT", reason: answer.reason };',
    replace:
      '    case "mismatch":\n      return { step: "park", status: "FAILED", reason: answer.reason };',
    why: "a key with other parameters has had an effect already",
    grounds: ["crash/two bodies on two sides", "eventual/idempotent"],
  },
  {
    name: "absent-means-failed",
    file: rules,
    find: 'return { step: "park", status: "IN_DOUBT", reason: "processor does not know the payment" };',
    replace:
      'return { step: "park", status: "FAILED", reason: "processor does not know the payment" };',
    why: "a processor that does not know a payment yet may still learn of it",
    grounds: ["strong/lookup"],
    equivalent:
      "No simulated processor has keys and look-ups both. With look-ups alone this is reached only " +
      "after the last attempt, by a claim that has outlived every call, so that nothing can be on its " +
      "way any more. Its own tests hold the other case.",
  },
  {
    name: "look-up-under-another-key",
    file: handler,
    find: "ports.processor.lookup(payment.key)",
    replace: "ports.processor.lookup(`${payment.key}/${payment.attempt}`)",
    why: "the look-up asks for what was charged",
    grounds: ["strong/lookup"],
  },
  {
    name: "declined-recorded-as-succeeded",
    file: rules,
    find: '    case "declined":\n      return {\n        step: "record",\n        status: "DECLINED",\n        reference: answer.reference,\n        reason: answer.reason,\n      };\n    case "refused":',
    replace:
      '    case "declined":\n      return {\n        step: "record",\n        status: "SUCCEEDED",\n        reference: answer.reference,\n        reason: answer.reason,\n      };\n    case "refused":',
    why: "succeeded means charged",
  },
];
