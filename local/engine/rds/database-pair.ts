/** How one region's database is, seen from outside. */
export interface DatabaseState {
  /** Answers at all. */
  readonly isUp: boolean;
  /** Follows the writer; false for the writer itself. */
  readonly isReplicating: boolean;
  /** How far it is behind the writer. */
  readonly lagMs: number;
}

/** Both regions' databases together. */
export interface DatabaseStatus {
  readonly writerRegion: string;
  readonly regions: Readonly<Record<string, DatabaseState>>;
}

/**
 * The databases behind the emulated RDS: two real PostgreSQL clusters on a laptop, a model of them
 * in the simulator.
 *
 * Cross-region: `promote` may lose what had not been replicated, `switchover` must not.
 */
export interface DatabasePair {
  /** Makes a region the writer without asking the old one. */
  promote(region: string): void | Promise<void>;
  /** Makes a region the writer after it has caught up, the old writer becoming its replica. */
  switchover(region: string): void | Promise<void>;
  /** Lets the former writer follow the new one again, from a fresh copy. */
  rejoin(region: string): void | Promise<void>;
  status(): DatabaseStatus;
}
