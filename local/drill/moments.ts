/** A blow that the drill dealt, and what it was. */
export interface Strike {
  readonly atMs: number;
  readonly what: string;
  /** Where clients are to be served from then on. */
  readonly standby: string;
}

/** A change of the control item, as it was written and when it was seen. */
export interface AuthorityMoment {
  readonly atMs: number;
  readonly seenMs: number;
  readonly active: string;
  readonly epoch: number;
  readonly phase: "STEADY" | "TAKEOVER";
  readonly by: string;
  readonly why: string;
}

/** An execution of the workflow. */
export interface MoveMoment {
  readonly region: string;
  readonly name: string;
  readonly by: string;
  readonly kind: "failover" | "failback";
  /** The epoch that it was to begin. */
  readonly epoch: number;
  readonly status: string;
  readonly startedMs: number;
  readonly endedMs: number | undefined;
  readonly reason: string | undefined;
}

/** When a resolver of a client was led to another region. */
export interface DnsMove {
  readonly atMs: number;
  readonly region: string;
}

/** Everything about a night that was observed while it lasted; all times on the drill's clock. */
export interface Moments {
  readonly startedMs: number;
  loadMs: number | undefined;
  loadEndedMs: number | undefined;
  readonly strikes: Strike[];
  readonly authorities: AuthorityMoment[];
  /** When the detector first saw a lost region, per strike, as it wrote it down itself. */
  readonly detections: (number | undefined)[];
  readonly dnsMoves: DnsMove[];
  moves: readonly MoveMoment[];
  /** The old primary is back; how many messages were still in its queues, where it had to restart. */
  zombie: { readonly atMs: number; readonly restored: number | undefined } | undefined;
  /** The order to fail back and the moment clients were all served by the primary again. */
  failback: { readonly orderedMs: number; servedMs: number | undefined } | undefined;
  /** Messages in dead-letter queues, and which alarms went off. */
  readonly alarms: { readonly atMs: number; readonly source: string; readonly name: string }[];
}
