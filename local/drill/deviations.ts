/** A setting that a drill changes, and why that does not make it prove less. */
export interface Deviation {
  readonly what: string;
  readonly declared: string;
  readonly drilled: string;
  readonly why: string;
}

/** Waits that people want in production and a drill cannot wait for, as overrides of the stack. */
export const DRILL_COOL_DOWN_SECONDS = 60;
export const DRILL_HEALTHY_SECONDS = 30;

export const DRILL_OVERRIDES: readonly string[] = [
  `failover.coolDownSeconds=${DRILL_COOL_DOWN_SECONDS}`,
  `failover.healthyBeforeFailbackSeconds=${DRILL_HEALTHY_SECONDS}`,
];

const DEFAULT_WAIT = "1800 s by default";

/** Everything in which a drill differs from the system that is deployed; printed in every report. */
export function deviationsOf(scale: number): readonly Deviation[] {
  return [
    {
      what: "failover.coolDownSeconds",
      declared: DEFAULT_WAIT,
      drilled: `${DRILL_COOL_DOWN_SECONDS} s`,
      why: "the failback follows the failover within minutes; the rule itself is in force",
    },
    {
      what: "failover.healthyBeforeFailbackSeconds",
      declared: DEFAULT_WAIT,
      drilled: `${DRILL_HEALTHY_SECONDS} s`,
      why: "nobody waits half an hour for the gates; they are asked and obeyed",
    },
    {
      what: "API authorisation",
      declared: "signed requests or tokens",
      drilled: "open",
      why: "clients on a laptop have no credentials; who may call is tested elsewhere",
    },
    ...(scale === 1
      ? []
      : [
          {
            what: "clocks",
            declared: "real time",
            drilled: `${scale} times faster`,
            why:
              "all processes share one fast clock, so declared intervals keep their proportions, but " +
              "work takes as long as ever: latencies look longer than they are",
          },
        ]),
  ];
}

/** What really ran, and what stood in for something else. */
export const REAL: readonly string[] = [
  "the deployed function bundles, with their declared environment, timeouts and roles",
  "the declared tables, queues, topics, schedules, alarms, health checks, records and state machines",
  "regions as processes: one that dies loses everything that was not on disk",
  "HTTP and DNS over sockets, with clients and caching resolvers in a process of their own",
  "the processor as another process with an append-only ledger on disk",
];

export const SIMULATED: readonly string[] = [
  "AWS itself: its services are played from their documented behaviour, on one machine",
  "distance: replication and calls between regions take no noticeable time",
  "a dead region refuses connections at once; a real one may leave callers waiting",
  "executions of a state machine die with their region's process; in AWS they survive it",
  "TLS: names and certificates are declared, but loopback is not encrypted",
];
