/**
 * Everything that can go wrong in a simulated disaster. Windows are stretches of time in which a part
 * of the world is broken; rates are chances for a single call or message.
 */
export const WINDOW_FAULTS = [
  /** The whole region is gone: compute, front door, its end of every store. */
  "region-down",
  /** Down and up again every few seconds. */
  "region-flapping",
  /** Nothing passes between two places, in both directions. */
  "cut",
  /** Packets pass in one direction only. */
  "half-cut",
  /** A region reaches neither of the other two, but clients and the processor reach it. */
  "isolated",
  /** The region's store endpoint does not answer; its compute does. */
  "store-dark",
  /** The due index lags behind the table. */
  "stale-index",
  /** No free concurrency: every invocation is throttled. */
  "concurrency-exhausted",
  /** The region's queues and what is in them are lost, and come back empty. */
  "queue-lost",
  /** Messages that nobody understands arrive on the queue. */
  "queue-poisoned",
  /** Somebody sends every hint of the past again, as a redrive of dead letters would. */
  "hints-replayed",
  /** The topics refuse messages. */
  "topic-down",
  /** The processor refuses or breaks every call. */
  "processor-down",
  /** The processor answers 429: surely no effect. */
  "processor-busy",
  /** The processor answers long after the deadline, and the effect lands then. */
  "processor-slow",
  /** One vantage point tells the opposite of what it sees. */
  "lying-vantage",
  /** The detector of a region is not invoked: its heartbeat falls silent, its eyes are shut. */
  "detect-silent",
  /** An alarm about a region fires several times over, whatever the region does. */
  "alarm-storm",
  /** DNS health checks see the opposite of what is true. */
  "lying-dns",
  /** Somebody orders a takeover by hand at the worst moment. */
  "operator-switch",
  /** Two people order takeovers by both regions at the same moment. */
  "operators-disagree",
  /** Somebody orders the failback. */
  "operator-failback",
  /** Somebody stops the workflow in the middle of its work. */
  "workflow-stopped",
  /** Replication between eventual tables stands still; writes are trapped. */
  "replication-stopped",
  /** The trapped writes are lost for good. */
  "log-lost",
] as const;

export type WindowFault = (typeof WINDOW_FAULTS)[number];

/** What can happen to one remote call. */
export const CALL_FAULTS = [
  /** The invocation dies before its call leaves. */
  "killed-before",
  /** The invocation dies after its call took effect. */
  "killed-after",
  /** The call never arrives; the caller waits for its deadline. */
  "request-lost",
  /** The call takes effect; the caller never hears. */
  "reply-lost",
  /** The service refuses for load. */
  "throttled",
  /** 5xx without effect. */
  "broken-before",
  /** 5xx although it took effect. */
  "broken-after",
  /** Forty times slower than usual. */
  "slow",
  /** The micro-VM freezes between a reply and the next instruction. */
  "frozen",
  /** The call takes effect and its connection hangs until Lambda cuts the invocation off. */
  "hung",
  /** Two regions write the same item at once. */
  "write-conflict",
] as const;

export type CallFault = (typeof CALL_FAULTS)[number];

export const RATE_FAULTS = [
  ...CALL_FAULTS,
  /** The queue delivers a message twice. */
  "duplicated",
  /** The queue delivers messages out of order. */
  "reordered",
  /** The queue shows a message long after it was sent. */
  "delayed",
  /** A client gives up waiting and repeats although it was accepted. */
  "client-repeats",
] as const;

export type RateFault = (typeof RATE_FAULTS)[number];
