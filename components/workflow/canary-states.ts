import { FENCE_STATE } from "../../functions/core/failover-budget";
import type { State } from "../../functions/core/state-machine";
import type { DnsConfig } from "../config/dns-config";
import { AFTER } from "./afterwards-states";
import { expression } from "./expression";
import { CANARY_WATCH_SECONDS, type WorkflowSettings } from "./settings";
import { stepTask } from "./task";

/** The shares of a failback, in per cent; only weighted routing can move a part of the traffic. */
export function canarySharesOf(dns: Pick<DnsConfig, "mode" | "routing">): readonly number[] {
  return dns.mode !== "none" && dns.routing === "weighted" ? [1, 10, 50, 100] : [];
}

/**
 * A failback leads traffic back in growing shares, each watched and verified before the next. In
 * calm the control plane of Route 53 is there; if it is not, the failback stops where it is and
 * says so.
 * Cross-region: the first share is set before authority moves, while the latch still holds all
 * traffic; otherwise the moment the latch opens would lead back whatever the weights happened to
 * be.
 */
export function canaryStates(settings: WorkflowSettings): Record<string, State> {
  const [first, ...others] = settings.canaryShares;
  if (first === undefined) return {};
  return {
    [PREPARE_TRAFFIC]: {
      Type: "Choice",
      Choices: [{ Condition: expression('$order.kind = "failback"'), Next: shiftName(first) }],
      Default: FENCE_STATE,
    },
    [shiftName(first)]: shift(settings, first),
    [watchName(first)]: { Type: "Wait", Seconds: CANARY_WATCH_SECONDS, Next: FENCE_STATE },
    ...Object.assign(
      {},
      ...others.map((share, index) => {
        const following = others[index + 1];
        return {
          [shiftName(share)]: shift(settings, share),
          [watchName(share)]: {
            Type: "Wait",
            Seconds: CANARY_WATCH_SECONDS,
            Next: verifyName(share),
          },
          [verifyName(share)]: stepTask({
            ...canaryStep(settings),
            step: "verify",
            next: following === undefined ? AFTER : shiftName(following),
          }),
        };
      }),
    ),
  };
}

const PREPARE_TRAFFIC = "PrepareTraffic";
const shiftName = (share: number) => `Shift${share}Percent`;
const watchName = (share: number) => `Watch${share}Percent`;
const verifyName = (share: number) => `Verify${share}Percent`;

/** Where the decision to take over leads. */
export function beforeFence({ canaryShares }: WorkflowSettings): string {
  return canaryShares.length === 0 ? FENCE_STATE : PREPARE_TRAFFIC;
}

/** Where a failback goes on once the region works. */
export function afterFailback({ canaryShares: [, second] }: WorkflowSettings): string {
  return second === undefined ? AFTER : shiftName(second);
}

function canaryStep({ arns }: WorkflowSettings) {
  return {
    arns,
    evidence: "evidence",
    onFailure: "RecordUnfinished",
    failureVariable: "failure",
  } as const;
}

function shift(settings: WorkflowSettings, share: number): State {
  return stepTask({
    ...canaryStep(settings),
    step: "shift-traffic",
    payload: { share },
    next: watchName(share),
  });
}
