import { type Checker, violations } from "./facts";

/** One liar cannot move a region's traffic, and nobody moves it into a sick region. */
export const takeoverHasReason: Checker = {
  id: "I11",
  statement: "no automatic takeover on a single signal, none into an unhealthy region",
  check: ({ takeovers }) =>
    violations(
      "I11",
      takeovers
        .filter(({ automatic }) => automatic)
        .flatMap(({ atMs, to, trulyBad, targetHealthy }) => [
          ...(trulyBad < 1
            ? [`takeover to ${to} at ${atMs} ms although the old region was well`]
            : []),
          ...(targetHealthy ? [] : [`takeover to ${to} at ${atMs} ms, which was not healthy`]),
        ]),
    ),
};
