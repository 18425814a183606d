import type { Mutant } from "./mutant";

const control = "functions/core/control-item.ts";
const reader = "functions/store/authority.ts";

/** Fencing, leases and their clocks. */
export const AUTHORITY_MUTANTS: readonly Mutant[] = [
  {
    name: "lease-too-long",
    file: control,
    find: "export const AUTHORITY_LEASE_MS = 5_000;",
    replace: "export const AUTHORITY_LEASE_MS = 60_000;",
    why: "authority that was read is believed for five seconds",
  },
  {
    name: "lease-never-ends",
    file: reader,
    find: "if (held && mayProcess(held, region, needed, clock.monoMs(), clock.nowMs())) return held;".replace(
      "needed,",
      "neededMs,",
    ),
    replace: "if (held) return held;",
    why: "a lease ends",
  },
  {
    name: "lease-begins-with-the-answer",
    file: reader,
    find: "return authority && { authority, monoMs, wallMs };",
    replace:
      "void monoMs;\n    void wallMs;\n    return (\n      authority && {\n        authority,\n        monoMs: ports.clock.monoMs(),\n        wallMs: ports.clock.nowMs(),\n      }\n    );",
    why: "a lease counts from before its read was sent",
    grounds: ["strong/idempotent", "crash/an eventual switch in the middle of payments"],
  },
  {
    name: "lease-trusts-monotonic-clock",
    file: control,
    find: "const elapsed = Math.max(monoMs - lease.monoMs, wallMs - lease.wallMs);",
    replace: "const elapsed = monoMs - lease.monoMs;\n  void wallMs;",
    why: "a frozen machine's monotonic clock stands still",
    grounds: ["strong/idempotent", "crash/a switch in the middle of a payment"],
  },
  {
    name: "lease-mixes-clocks",
    file: control,
    find: "const elapsed = Math.max(monoMs - lease.monoMs, wallMs - lease.wallMs);",
    replace: "const elapsed = Math.min(monoMs - lease.wallMs, wallMs - lease.wallMs);",
    why: "two clocks are never subtracted from each other",
  },
  {
    name: "authority-read-late",
    file: control,
    find: "return { TableName: table, Key: AUTHORITY_KEY, ConsistentRead: true } as const;",
    replace: "return { TableName: table, Key: AUTHORITY_KEY, ConsistentRead: false } as const;",
    why: "a region without the quorum cannot read that it has authority",
  },
  {
    name: "no-authority-needed",
    file: reader,
    find: 'if (authority.active !== region || authority.phase !== "STEADY") return undefined;',
    replace: 'if (region === "") return undefined;',
    why: "only the active region processes",
  },
  {
    name: "phase-ignored",
    file: reader,
    find: 'if (authority.active !== region || authority.phase !== "STEADY") return undefined;',
    replace: "if (authority.active !== region) return undefined;",
    why: "a takeover that is under way does not process yet",
    grounds: ["eventual/idempotent", "crash/an eventual switch in the middle of payments"],
  },
  {
    name: "authority-asked-once",
    file: "functions/process.ts",
    find: "const lease: AuthorityLease | undefined = await ports.authority.hold(needed);\n  if (!lease)",
    replace:
      "const lease: AuthorityLease | undefined = undefined;\n  if (lease === null || needed < 0)",
    why: "authority is asked for again right before money moves",
    grounds: ["strong/idempotent", "crash/a switch in the middle of a payment"],
  },
  {
    name: "fence-without-condition",
    file: control,
    find: 'FENCE_CONDITION = "epoch = :seen"',
    replace: 'FENCE_CONDITION = "epoch = :seen OR attribute_exists(epoch)"',
    why: "of two takeovers of one epoch only one succeeds",
    grounds: ["strong/idempotent", "crash/two orders in a row"],
  },
  {
    name: "fence-keeps-epoch",
    file: control,
    find: '":next": { N: String(order.seenEpoch + 1) },',
    replace: '":next": { N: String(order.seenEpoch) },',
    why: "every takeover raises the epoch",
  },
  {
    name: "fence-skips-epochs",
    file: control,
    find: '":next": { N: String(order.seenEpoch + 1) },',
    replace: '":next": { N: String(order.seenEpoch + 2) },',
    why: "every takeover raises the epoch by one",
  },
  {
    name: "eventual-takeover-steady-at-once",
    file: control,
    find: '":phase": { S: consistency === "strong" ? "STEADY" : "TAKEOVER" },',
    replace: '":phase": { S: "STEADY" },',
    why: "under eventual consistency the old region's calls have to run out first",
    grounds: ["eventual/idempotent", "crash/an eventual switch in the middle of payments"],
  },
  {
    name: "no-wait-for-old-leases",
    file: "functions/core/workflow.ts",
    find: 'return consistency === "strong" ? 0 : TAKEOVER_WAIT_SECONDS;',
    replace: 'return consistency === "strong" ? 0 : 0;',
    why: "the new region waits until the old one's lease has run out",
    grounds: ["eventual/idempotent", "crash/an eventual switch in the middle of payments"],
  },
  {
    name: "takeover-settled-too-early",
    file: "functions/core/workflow.ts",
    find: "return nowMs - changedMs >= (TAKEOVER_WAIT_SECONDS + grace) * 1000;",
    replace: "return nowMs - changedMs >= grace;",
    why: "nobody settles a takeover before its wait is over",
    grounds: ["eventual/idempotent", "crash/an eventual switch in the middle of payments"],
  },
  {
    name: "abandoned-takeover-stays",
    file: "functions/store/takeover-care.ts",
    find: "if (!takeoverIsOverdue(control, control.changedMs, ports.region, nowMs)) return false;",
    replace: "if (nowMs > 0) return false;",
    why: "a takeover whose workflow died is settled by whoever finds it",
    grounds: ["eventual/idempotent", "crash/an eventual workflow that is stopped"],
  },
  {
    name: "calls-longer-than-the-lease",
    file: "functions/process.ts",
    find: 'const needed = ports.consistency === "eventual" ? ports.settings.timeoutMs : 1;',
    replace: "const needed = 1;",
    why: "under eventual consistency a call ends within the lease",
    grounds: ["eventual/idempotent", "crash/an eventual switch in the middle of payments"],
    equivalent:
      "The wait of a takeover is the lease, a call's deadline and a margin: a call that begins at the " +
      "end of a lease still ends before the new region is steady. The rule is the margin's margin.",
  },
];
