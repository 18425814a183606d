import { type Checker, type Takeover, violations } from "./facts";

/** Fewer agreeing vantage points than this never move a region's traffic. */
const QUORUM = 2;

/** One liar cannot move a region's traffic, nobody moves it into a sick region or past the people. */
export const takeoverHasReason: Checker = {
  id: "I11",
  statement:
    "no automatic takeover on a single signal, none into an unhealthy region or past the approvers",
  check: ({ takeovers }) => violations("I11", takeovers.flatMap(problemsOf)),
};

function problemsOf(takeover: Takeover): string[] {
  const { approval, atMs, automatic, liars, targetHealthy, to, trulyBad } = takeover;
  const what = `takeover to ${to} at ${atMs} ms`;
  const found: string[] = [];
  if (automatic && trulyBad + liars < QUORUM) {
    found.push(`${what} on ${trulyBad} true signals and ${liars} lies`);
  }
  if (!targetHealthy) found.push(`${what}, which was not healthy`);
  if (approval && approval.given < approval.required) {
    found.push(`${what} with ${approval.given} of ${approval.required} approvals`);
  }
  return found;
}
