import { expect } from "chai";
import type { Execution } from "../../local/page/cloud-reader";
import { headlineOf, type Situation } from "../../local/page/headline";
import type { RegionState } from "../../local/page/page-state";

const PRIMARY = "us-east-1";
const SECONDARY = "us-east-2";

function region(name: string, changes: Partial<RegionState> = {}): RegionState {
  return {
    region: name,
    role: name === PRIMARY ? "primary" : "secondary",
    api: "",
    active: false,
    power: "on",
    cutOff: false,
    storeSilent: false,
    lying: false,
    healthy: true,
    store: true,
    requestsPerSecond: 0,
    queue: null,
    deadLetters: null,
    database: null,
    ...changes,
  };
}

interface Told extends Partial<Situation> {
  readonly active?: string;
  readonly primary?: Partial<RegionState>;
  readonly secondary?: Partial<RegionState>;
  readonly leadsTo?: string;
}

function told({ active = PRIMARY, primary, secondary, leadsTo = PRIMARY, ...rest }: Told) {
  const headline = headlineOf({
    regions: [region(PRIMARY, primary), region(SECONDARY, secondary)],
    authority: { region: active, epoch: active === PRIMARY ? 1 : 2, phase: "STEADY" },
    dns: { answer: leadsTo },
    approvals: [],
    executions: [],
    automatic: true,
    uptimeMs: 600_000,
    ...rest,
  });
  return `${headline.tone}: ${headline.title}. ${headline.detail}`;
}

const running = { status: "RUNNING", region: SECONDARY, step: "Fence", name: "f" } as Execution;
const dark = { power: "dark" } as const;

const CASES: readonly [situation: string, told: Told, says: RegExp][] = [
  ["all is well", {}, /^good: All is well: us-east-1 takes the payments. us-east-2 .* by itself/],
  ["people decide", { automatic: false }, /^good: All is well.* when you say so/],
  [
    "the primary is gone",
    { primary: dark },
    /^bad: us-east-1 is gone. Customers are led to us-east-1/,
  ],
  [
    "DNS has moved, authority has not",
    { primary: dark, leadsTo: SECONDARY },
    /^watch: us-east-1 is gone. DNS already leads to us-east-2.* as soon as it has taken over/,
  ],
  [
    "authority has moved, DNS has not",
    { primary: dark, active: SECONDARY },
    /^bad: us-east-2 is ready, but DNS still leads to us-east-1. us-east-1 is gone; customers get no/,
  ],
  [
    "the takeover runs",
    { primary: dark, executions: [running] },
    /^watch: us-east-2 is taking over/,
  ],
  [
    "the standby has taken over",
    { primary: dark, active: SECONDARY, leadsTo: SECONDARY },
    /^watch: Payments go on in us-east-2, without a spare. us-east-1 is gone/,
  ],
  [
    "the old primary is back",
    { active: SECONDARY, leadsTo: SECONDARY },
    /^watch: us-east-2 has taken over \(epoch 2\). us-east-1 is well again.* fail back/,
  ],
  [
    "the spare is gone",
    { secondary: dark },
    /^watch: Payments go on in us-east-1, without a spare/,
  ],
  [
    "both are gone",
    { primary: dark, secondary: dark },
    /^bad: us-east-1 is gone. us-east-2 is gone/,
  ],
  ["it is cut off", { primary: { cutOff: true } }, /^bad: us-east-1 is cut off/],
  ["its store is silent", { primary: { storeSilent: true } }, /^bad: us-east-1 has lost its store/],
  [
    "checks lie",
    { primary: { lying: true } },
    /^watch: us-east-1 works, but health checks call it/,
  ],
  [
    "checks have just begun",
    { leadsTo: SECONDARY, uptimeMs: 5_000 },
    /^watch: Health checks have just begun/,
  ],
  [
    "DNS is behind",
    { leadsTo: SECONDARY },
    /^watch: us-east-1 processes, while DNS still leads to/,
  ],
  [
    "nobody has a quorum",
    { authority: undefined },
    /^bad: Nobody can say which region is active. No region reaches a quorum/,
  ],
  [
    "nobody was asked yet",
    { authority: undefined, primary: { store: null }, secondary: { store: null } },
    /^watch: Looking around/,
  ],
];

describe("headline", () => {
  for (const [situation, given, says] of CASES) {
    it(`tells that ${situation}`, () => expect(told(given)).to.match(says));
  }
});
