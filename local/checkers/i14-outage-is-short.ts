import { type Availability, type Checker, violations } from "./facts";

/** A fresh client gets through again within the promised time when one region is whole. */
export const outageIsShort: Checker = {
  id: "I14",
  statement: "while one region is whole, a fresh client is accepted within the promised time",
  check: ({ availability }) => violations("I14", gapsOf(availability)),
};

/** Stretches between two accepted clients, the loss and its end included. */
function gapsOf({ freshRequests, fromMs, untilMs, allowedGapMs }: Availability): string[] {
  if (allowedGapMs === 0) return [];
  const accepted = freshRequests.filter((request) => request.accepted).map(({ atMs }) => atMs);
  const moments = [fromMs, ...accepted, untilMs];
  return moments.slice(1).flatMap((atMs, index) => {
    const sinceMs = moments[index] ?? fromMs;
    if (atMs - sinceMs <= allowedGapMs) return [];
    return [`nobody new was accepted from ${sinceMs} to ${atMs} ms, promised are ${allowedGapMs}`];
  });
}
