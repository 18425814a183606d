import { HEALTHY_TEXT } from "../../functions/core/vantage";
import { declaredBudget } from "../program/budget-reader";
import { atMost, type Check, equal } from "./check";
import type { AuthorityView, Operator } from "./operator";
import type { Role, StackOutputs } from "./stack-outputs";
import type { StackTarget } from "./stack-target";

const ROLES: readonly Role[] = ["primary", "secondary"];

/** Older word of a detector than this means that nobody watches. */
const DETECTOR_SILENT_SECONDS = 180;
const WHOLE_LIMIT_SECONDS = 300;

/** Questions that change nothing, and say whether a failover would work now. */
export async function probeStack(
  target: StackTarget,
  outputs: StackOutputs,
  operator: Operator,
): Promise<readonly Check[]> {
  const authorities = await Promise.all(
    ROLES.map((role) => attempt(() => operator.authority(outputs.regions[role]))),
  );
  const active = ROLES.find((role) => outputs.regions[role] === authorities[0]?.active);
  const standby: Role = active === "secondary" ? "primary" : "secondary";
  return [
    ...(await Promise.all(ROLES.map((role) => healthCheck(target, role)))),
    ...authorityChecks(authorities),
    await latchCheck(target, active),
    ...(await dnsChecks(target, outputs, active)),
    await detectorCheck(target, operator, outputs.regions[standby], outputs.regions[standby]),
    await definitionCheck(operator, outputs),
    budgetCheck(outputs),
  ];
}

async function attempt<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}

async function healthCheck(target: StackTarget, role: Role): Promise<Check> {
  const reply = await attempt(() => target.get(role, "/health"));
  const well = reply?.status === 200 && reply.body.includes(HEALTHY_TEXT);
  const found = well ? "well" : `${reply?.status || "no answer"} ${reply?.error ?? ""}`.trim();
  return equal(`health-${role}`, `the ${role} region is well`, "well", found);
}

function authorityChecks(views: readonly (AuthorityView | undefined)[]): Check[] {
  const [one, other] = views.map((view) => view && `${view.active} at epoch ${view.epoch}`);
  return [
    equal("authority", "both regions know the same authority", other ?? "the same", one),
    equal("steady", "no takeover is under way", "STEADY", views[0]?.phase),
  ];
}

/** Cross-region: the latch answers 200 exactly while the standby has authority. */
async function latchCheck(target: StackTarget, active: Role | undefined): Promise<Check> {
  const reply = await attempt(() => target.get("secondary", "/dr/latched"));
  const expected = active === "secondary" ? 200 : 404;
  return equal("latch", "the latch agrees with the authority", expected, active && reply?.status);
}

async function dnsChecks(
  target: StackTarget,
  { sharedEndpoint }: StackOutputs,
  active: Role | undefined,
): Promise<Check[]> {
  if (!sharedEndpoint) return [];
  const leads = await attempt(() => target.leadsTo());
  return [equal("dns", "the shared name leads to the active region", active ?? "unknown", leads)];
}

async function detectorCheck(
  target: StackTarget,
  operator: Operator,
  region: string,
  from: string,
): Promise<Check> {
  const state = await attempt(() => operator.detector(region, from));
  const last = state?.ticks.at(-1);
  const seconds = last && Math.round((target.clock.nowMs() - last.atMs) / 1000);
  const title = "since the standby's detector last looked";
  return atMost("detector", title, DETECTOR_SILENT_SECONDS, seconds, " s");
}

/** Cross-region: the workflow has to be the same in both regions, but for its own names. */
async function definitionCheck(operator: Operator, outputs: StackOutputs): Promise<Check> {
  const { primary, secondary } = outputs.regions;
  const texts = await Promise.all(
    [primary, secondary].map((region) => attempt(() => operator.definition(region))),
  );
  const [one, other] = texts.map((text) =>
    text?.replaceAll(primary, "REGION").replaceAll(secondary, "REGION"),
  );
  const found = one === undefined || other === undefined ? undefined : one === other;
  return equal(
    "workflow",
    "the same workflow in both regions",
    "same",
    found === undefined ? undefined : found ? "same" : "different",
  );
}

function budgetCheck({ raw }: StackOutputs): Check {
  const title = "the failover's computed worst case";
  const budget = declaredBudget(raw);
  return atMost("budget", title, WHOLE_LIMIT_SECONDS, budget?.wholeSeconds, " s");
}
