import { type Checker, violations } from "./facts";

/** Fewer agreeing vantage points than this never move a region's traffic. */
const QUORUM = 2;

/** One liar cannot move a region's traffic, and nobody moves it into a sick region. */
export const takeoverHasReason: Checker = {
  id: "I11",
  statement: "no automatic takeover on a single signal, none into an unhealthy region",
  check: ({ takeovers }) =>
    violations(
      "I11",
      takeovers
        .filter(({ automatic }) => automatic)
        .flatMap(({ atMs, to, trulyBad, liars, targetHealthy }) => [
          ...(trulyBad + liars < QUORUM
            ? [`takeover to ${to} at ${atMs} ms on ${trulyBad} true signals and ${liars} lies`]
            : []),
          ...(targetHealthy ? [] : [`takeover to ${to} at ${atMs} ms, which was not healthy`]),
        ]),
    ),
};
