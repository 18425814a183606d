/** What the process that plays the clients is told. */
export interface LoadSettings {
  /** Begins every identifier, so that two runs never share a payment. */
  readonly run: string;
  readonly seed: string;
  /** Payments a second that clients begin, on the drill's clock. */
  readonly rate: number;
  readonly log: string;
}

/** What it tells while it runs: enough to follow the night, the log on disk is what counts. */
export interface LoadStatus {
  readonly results: readonly LiveResult[];
  /** Resolvers that were given another answer: the region it leads to. */
  readonly moves: readonly { readonly atMs: number; readonly region: string }[];
}

export interface LiveResult {
  readonly via: string;
  readonly region: string;
  readonly kind: string;
  readonly ok: boolean;
  readonly beganMs: number;
  readonly endedMs: number;
}
