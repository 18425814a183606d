import type { PendingApproval } from "./approvals";
import type { Execution } from "./cloud-reader";
import type { AuthorityState, DnsState, RegionState } from "./page-state";

/** The situation in one sentence, and what to expect next. */
export interface Headline {
  readonly tone: "good" | "watch" | "bad";
  readonly title: string;
  readonly detail: string;
}

/** What the sentence is made of. */
export interface Situation {
  readonly regions: readonly RegionState[];
  readonly authority: AuthorityState | undefined;
  readonly dns: Pick<DnsState, "answer"> | undefined;
  readonly executions: readonly Execution[];
  /** Questions that wait for people. */
  readonly approvals: readonly PendingApproval[];
  /** Whether the standby takes over by itself. */
  readonly automatic: boolean;
  /** How long the cloud has been running. */
  readonly uptimeMs: number;
}

/** The latch's check counts as bad until it was asked for the first time, as in Route 53. */
const HEALTH_CHECKS_SETTLE_MS = 25_000;

/** Tells somebody who has just opened the page what is going on. */
export function headlineOf(situation: Situation): Headline {
  const { regions, authority } = situation;
  const active = regions.find(({ region }) => region === authority?.region);
  const standby = regions.find(({ region }) => region !== authority?.region);
  if (!authority || !active || !standby) return nobodyActive(regions);
  const running = situation.executions.find(({ status }) => status === "RUNNING");
  const [asked] = situation.approvals;
  if (asked && running) return waitsForPeople(asked);
  if (running) {
    return {
      tone: "watch",
      title: `${running.region} is taking over`,
      detail: `Step ${running.step ?? "one"} of ${running.name}.`,
    };
  }
  if (works(active)) return activeWorks(situation, active, standby, authority);
  return activeLost(situation, active, standby);
}

function waitsForPeople({ to, required, agreed }: PendingApproval): Headline {
  const missing = required - agreed.length;
  return {
    tone: "watch",
    title: `${to} asks whether it may take over`,
    detail:
      missing === 1
        ? "It waits for one person to agree: answer below."
        : `It waits for ${missing} people to agree: answer below.`,
  };
}

function activeWorks(
  { dns, automatic, uptimeMs }: Situation,
  active: RegionState,
  standby: RegionState,
  { epoch }: AuthorityState,
): Headline {
  const answer = dns?.answer;
  if (active.lying) {
    return {
      tone: "watch",
      title: `${active.region} works, but health checks call it broken`,
      detail: "One voice is not enough to take over: the others see that it answers.",
    };
  }
  if (answer && answer !== active.region) {
    if (!works(standby)) {
      return {
        tone: "bad",
        title: `${active.region} is ready, but DNS still leads to ${answer}`,
        detail: `${answer} ${trouble(standby)}; customers get no answer until DNS has moved.`,
      };
    }
    if (uptimeMs < HEALTH_CHECKS_SETTLE_MS) {
      return {
        tone: "watch",
        title: "Health checks have just begun",
        detail: `Until they have seen enough of ${active.region}, DNS leads to ${answer}.`,
      };
    }
    return {
      tone: "watch",
      title: `${active.region} processes, while DNS still leads to ${answer}`,
      detail: `${answer} accepts payments and stores them where ${active.region} sees them.`,
    };
  }
  if (!works(standby)) {
    return {
      tone: "watch",
      title: `Payments go on in ${active.region}, without a spare`,
      detail: `${standby.region} ${trouble(standby)}.`,
    };
  }
  if (active.role === "secondary") {
    return {
      tone: "watch",
      title: `${active.region} has taken over (epoch ${epoch})`,
      detail: `${standby.region} is well again and waits. Going back is your decision: fail back.`,
    };
  }
  return {
    tone: "good",
    title: `All is well: ${active.region} takes the payments`,
    detail: automatic
      ? `${standby.region} stands by and takes over by itself when ${active.region} is lost.`
      : `${standby.region} stands by and takes over when you say so.`,
  };
}

function activeLost(
  { dns, automatic }: Situation,
  active: RegionState,
  standby: RegionState,
): Headline {
  const title = `${active.region} ${trouble(active)}`;
  if (!works(standby)) {
    return { tone: "bad", title, detail: `${standby.region} ${trouble(standby)}, too.` };
  }
  if (dns?.answer === standby.region) {
    return {
      tone: "watch",
      title,
      detail:
        `DNS already leads to ${standby.region}, which accepts and stores payments. ` +
        (automatic
          ? "They are processed as soon as it has taken over."
          : "Press failover to have them processed."),
    };
  }
  return {
    tone: "bad",
    title,
    detail:
      `Customers are led to ${active.region} until the health checks have seen enough, ` +
      `then DNS leads to ${standby.region}.`,
  };
}

function nobodyActive(regions: readonly RegionState[]): Headline {
  const starting = regions.every(({ store }) => store === null);
  return starting
    ? { tone: "watch", title: "Looking around…", detail: "The first answers are on their way." }
    : {
        tone: "bad",
        title: "Nobody can say which region is active",
        detail: "No region reaches a quorum of the control table, so no payment is processed.",
      };
}

function works({ power, cutOff, storeSilent }: RegionState): boolean {
  return power === "on" && !cutOff && !storeSilent;
}

function trouble({ power, cutOff }: RegionState): string {
  if (power === "dark") return "is gone";
  if (power === "starting") return "is starting";
  return cutOff ? "is cut off" : "has lost its store";
}
