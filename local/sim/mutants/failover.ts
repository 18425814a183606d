import type { Mutant } from "./mutant";

const decision = "functions/core/failover-decision.ts";
const history = "functions/core/detection-history.ts";
const detection = "functions/store/detection.ts";
const approval = "functions/core/approval.ts";

/** Detection, decision, approval and the way back. */
export const FAILOVER_MUTANTS: readonly Mutant[] = [
  {
    name: "quorum-of-one",
    file: history,
    find: "return Math.max(LEAST_QUORUM, policy.quorum);",
    replace: "return Math.min(1, LEAST_QUORUM, policy.quorum);",
    why: "a single vantage point never suffices",
  },
  {
    name: "one-bad-tick",
    file: history,
    find: "return Math.max(LEAST_BAD_TICKS, policy.badTicks);",
    replace: "return Math.min(1, LEAST_BAD_TICKS, policy.badTicks);",
    why: "a region counts as lost after several bad ticks in a row",
  },
  {
    name: "no-cool-down",
    file: decision,
    find: "if (nowMs - control.changedMs < coolMs)",
    replace: "if (nowMs - control.changedMs < coolMs - coolMs)",
    why: "automatic takeovers keep their distance",
  },
  {
    name: "silence-of-the-witness-is-bad",
    file: detection,
    find: '    ports.log.warn("vantage point failed", { error: errorName(error) });\n    return "unknown";',
    replace:
      '    ports.log.warn("vantage point failed", { error: errorName(error) });\n    return "bad";',
    why: "an observer that fails says nothing about the region it observes",
  },
  {
    name: "unread-heartbeat-is-bad",
    file: detection,
    find: 'return { watch: state.heartbeat, health: "unknown" };',
    replace: 'return { watch: state.heartbeat, health: "bad" };',
    why: "a heartbeat that could not be read is unknown",
    equivalent:
      "The heartbeat is read from the store that the standby's own health is taken from: where the " +
      "read fails, the standby is not healthy and the tick breaks the row.",
  },
  {
    name: "unseen-heartbeat-is-bad",
    file: "functions/core/heartbeat.ts",
    find: 'if (!before) return { watch: anew, health: "unknown" };',
    replace: 'if (!before) return { watch: anew, health: "bad" };',
    why: "a heartbeat that was never watched is unknown",
    equivalent:
      "It is bad for one tick only, since the watch exists from then on, and a row needs several.",
  },
  {
    name: "heartbeat-silent-at-once",
    file: "functions/core/heartbeat.ts",
    find: 'health: nowMs - before.sinceMs >= gapMs ? "bad" : "good" };',
    replace: 'health: "bad" };',
    why: "a heartbeat is silent after several intervals, not between two beats",
    equivalent:
      "A row of bad looks lasts as long as the silence that counts, so the heartbeat has truly been " +
      "silent for that long whenever somebody decides; the rule delays the decision by two looks.",
  },
  {
    name: "refusals-count-as-loss",
    file: "functions/core/vantage.ts",
    find: '  return status >= 200 && status < 300 && body.includes(HEALTHY_TEXT) ? "good" : "unknown";',
    replace:
      '  return status >= 200 && status < 300 && body.includes(HEALTHY_TEXT) ? "good" : "bad";',
    why: "an answer that was not understood is unknown",
    equivalent:
      "No region of these disasters answers its health endpoint with anything but 200 and 503.",
  },
  {
    name: "sick-standby-takes-over",
    file: history,
    find: 'if (!(silence >= 0 && silence <= gapMs) || tick.standby !== "good") break;',
    replace: "if (!(silence >= 0 && silence <= gapMs)) break;",
    why: "an unhealthy standby never takes over",
    equivalent:
      "The workflow's first step asks the standby's store and endpoint again and refuses, and a region " +
      "without its store cannot write the control item: the rule is the first of three.",
  },
  {
    name: "old-ticks-count",
    file: history,
    find: 'if (!(silence >= 0 && silence <= gapMs) || tick.standby !== "good") break;',
    replace: 'if (tick.standby !== "good") break;',
    why: "a detector that was silent begins a new row",
  },
  {
    name: "alarm-decides-alone",
    file: "functions/orchestrate.ts",
    find: 'const extra = [{ vantage: "alarm", health: "bad" }] as const;',
    replace:
      'const extra = [\n    { vantage: "alarm", health: "bad" },\n    { vantage: "same alarm" as never, health: "bad" },\n  ] as const;',
    why: "one alarm never suffices",
    grounds: ["crash/an alarm that nothing confirms", "strong/idempotent"],
    equivalent:
      "The workflow's first step decides again on what was seen without the alarm, and refuses. The " +
      "two together are a mutant of their own.",
  },
  {
    name: "assessment-does-not-decide-again",
    file: "functions/core/assessment.ts",
    find: '  if (isAutomatic(input.by) && (!decision || decision.action === "none")) {',
    replace: "  if (isAutomatic(input.by) && decision === null) {",
    why: "an automatic move passes every rule again before it begins",
    grounds: ["crash/an alarm that nothing confirms", "strong/idempotent"],
    equivalent:
      "Whoever starts the workflow by itself has decided by the same rules just before. The two " +
      "together are a mutant of their own.",
  },
  {
    name: "alarm-decides-alone-twice",
    file: "functions/orchestrate.ts",
    find: 'const extra = [{ vantage: "alarm", health: "bad" }] as const;',
    replace:
      'const extra = [\n    { vantage: "alarm", health: "bad" },\n    { vantage: "same alarm" as never, health: "bad" },\n  ] as const;',
    also: [
      {
        file: "functions/core/assessment.ts",
        find: '  if (isAutomatic(input.by) && (!decision || decision.action === "none")) {',
        replace: "  if (isAutomatic(input.by) && decision === null) {",
      },
    ],
    why: "one alarm never suffices, neither to start a move nor to carry it out",
    grounds: ["crash/an alarm that nothing confirms"],
  },
  {
    name: "nobody-is-asked",
    file: "functions/core/assessment.ts",
    find: 'approval: !resume && needsApproval(facts, policy) ? "required" : "none",',
    replace: 'approval: !resume && needsApproval(facts, policy) && resume ? "required" : "none",',
    why: "people are asked where the policy says so",
  },
  {
    name: "silence-is-consent",
    file: "functions/core/assessment.ts",
    find: 'approvalDefault: mayDefault(facts) ? policy.approvalDefault : "abort",',
    replace: 'approvalDefault: "proceed",',
    why: "silence stands for consent only where the policy says so",
  },
  {
    name: "one-approver-is-enough",
    file: approval,
    find: "const enough = record.approvedBy.length >= record.required;",
    replace: "const enough = record.approvedBy.length >= Math.min(1, record.required);",
    why: "as many people agree as the policy demands",
  },
  {
    name: "approval-secret-not-checked",
    file: approval,
    find: 'if (!sameText(approvalTokenHash(token, record), record.tokenHash)) return "secret";',
    replace: 'if (sameText(token, record.tokenHash)) return "secret";',
    why: "only who was asked can answer",
  },
  {
    name: "own-request-approved",
    file: approval,
    find: 'if (record.required > 1 && isAuthor(record, subject)) return "self";',
    replace: 'if (record.required > 1 && subject === record.taskToken) return "self";',
    why: "under a four-eyes rule whoever asks does not count",
  },
  {
    name: "gates-always-open",
    file: "functions/core/failback-gates.ts",
    find: "return { open: reasons.length === 0, reasons };",
    replace: "return { open: true, reasons };",
    why: "nothing forces a failback",
  },
  {
    name: "moves-leave-no-record",
    file: "functions/fence.ts",
    find: "    await openMove(ports, input, executionOf(event, input));\n",
    replace: "    void [openMove, executionOf];\n",
    why: "every move is on record, so that automatic ones can be counted and dead ones finished",
    grounds: ["crash/a takeover"],
  },
  {
    name: "takeover-in-the-wrong-region",
    file: "functions/core/workflow.ts",
    find: "  if (input.to === region) return;\n",
    replace: "  if (input.to === region || input.from === region) return;\n",
    why: "the region that is activated runs its own takeover",
    equivalent: "Nobody in these disasters starts a workflow in the region that is to be left.",
  },
];
