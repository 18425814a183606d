import type { Mutant } from "./mutant";

const sweep = "functions/sweep.ts";
const plan = "functions/core/sweep-plan.ts";

/** Sweeping, telling, queues and health. */
export const RECOVERY_MUTANTS: readonly Mutant[] = [
  {
    name: "no-sweeper",
    file: sweep,
    find: "await Promise.all(DUE_SHARDS.map((shard) => sweepShard(ports, shard, counts)));",
    replace: "void sweepShard;",
    why: "whatever is stuck is found and driven on",
  },
  {
    name: "sweeper-skips-shards",
    file: sweep,
    find: "DUE_SHARDS.map((shard)",
    replace: "DUE_SHARDS.slice(1).map((shard)",
    why: "every shard is swept",
  },
  {
    name: "sweeper-never-publishes",
    file: plan,
    find: 'if (payment.alert !== undefined) return { action: "publish", alert: payment.alert };',
    replace: 'if (payment.alert !== undefined) return { action: "nothing" };',
    why: "an event that waits is published",
  },
  {
    name: "alert-cleared-before-told",
    file: sweep,
    find: '    await ports.sns.send("Publish", publishInput(ports.eventsTopicArn, event));\n    await clearAlert(ports, key, kind);',
    replace:
      '    await clearAlert(ports, key, kind);\n    await ports.sns.send("Publish", publishInput(ports.eventsTopicArn, event));',
    why: "an event is cleared after it was published, not before",
    grounds: ["crash/a payment that fails", "strong/none"],
  },
  {
    name: "alert-never-cleared",
    file: sweep,
    find: "    await clearAlert(ports, key, kind);\n",
    replace: "    void clearAlert;\n",
    why: "what was published stops waiting",
  },
  {
    name: "sweeper-only-bumps",
    file: sweep,
    find: '  await ports.sqs.send("SendMessage", { QueueUrl: ports.queueUrl, MessageBody: key });\n  // Cross-region',
    replace: "  // Cross-region",
    why: "a due payment gets a new hint",
  },
  {
    name: "sweeper-hints-at-nothing",
    file: sweep,
    find: "{ QueueUrl: ports.queueUrl, MessageBody: key });\n  // Cross-region",
    replace: "{ QueueUrl: ports.queueUrl, MessageBody: `${key} ` });\n  // Cross-region",
    why: "a hint names its payment",
  },
  {
    name: "sweeper-stops-at-the-first-failure",
    file: sweep,
    find: "      counts.failed += 1;\n    }\n  }\n}",
    replace: "      counts.failed += 1;\n      return;\n    }\n  }\n}",
    why: "one payment that cannot be moved never keeps the others waiting",
    equivalent:
      "No payment of these disasters fails for good: the next sweep of the shard goes further. What " +
      "keeps others waiting for ever is a record that nobody can read, which is a test of its own.",
  },
  {
    name: "worker-acknowledges-errors",
    file: "functions/runtime/queue-batch.ts",
    find: "return [{ itemIdentifier: record.messageId }];",
    replace: "return [];",
    why: "a message that failed is delivered again",
    equivalent:
      "The queue is a hint: the sweeper finds the payment a little later. Its own tests hold the " +
      "promise to SQS.",
  },
  {
    name: "operators-not-told-of-doubts",
    file: "functions/core/payment-alert.ts",
    find: '  if (event.kind === "in_doubt") reasons.push("in-doubt");\n',
    replace: "",
    why: "a payment in doubt reaches the operators",
    grounds: ["strong/none"],
  },
  {
    name: "operators-not-told-of-failures",
    file: "functions/core/payment-alert.ts",
    find: '  if (event.kind === "failed") reasons.push("failed");\n',
    replace: "",
    why: "a failed payment reaches the operators",
    grounds: ["crash/a payment that fails"],
  },
  {
    name: "alert-dropped-silently",
    file: "functions/notify.ts",
    find: '    await callRepeatable(ports, ports.sns, "Publish", alertInput(ports.alertsTopicArn, alert));\n',
    replace:
      '    void callRepeatable(ports, ports.sns, "Publish", alertInput(ports.alertsTopicArn, alert)).catch(() => undefined);\n',
    why: "an alert that could not be published comes again",
    grounds: ["crash/alerts that cannot be published"],
  },
  {
    name: "health-always-good",
    file: "functions/health.ts",
    find: 'if (current.health === "good") return respond(200',
    replace: "if (current.health !== undefined) return respond(200",
    why: "a region that cannot accept payments says so",
  },
  {
    name: "health-remembered-for-minutes",
    file: "functions/health.ts",
    find: "const CACHE_MS = 1_000;",
    replace: "const CACHE_MS = 300_000;",
    why: "health is as old as a second",
  },
];
