/**
 * Structured settings that travel from the stack's configuration through the environment to a function.
 * The program writes them with `JSON.stringify`, a function reads them with `parseSetting`.
 */

/** PAYMENT_LIMITS */
export interface PaymentLimits {
  /** Accepted ISO 4217 codes. */
  readonly currencies: readonly string[];
  /** An amount must be below this, in major units: "100000.00". */
  readonly below: string;
  /** People are told about payments above this, in major units: "10000.00". */
  readonly alertAbove: string;
}

/** PROCESSOR: which processor charges, and what it can promise (tiers A, B and C). */
export interface ProcessorSettings {
  readonly kind: "sandbox" | "http";
  /** Base URL of the HTTP processor. */
  readonly url?: string;
  /** Secrets Manager secret that holds the HTTP processor's credential. */
  readonly secretId?: string;
  /** The processor answers a repeated idempotency key with the first result. */
  readonly idempotencyKey: boolean;
  /** How long it remembers a key. */
  readonly keyRetentionSeconds: number;
  /** It can be asked what became of a key. */
  readonly lookup: boolean;
  /** Deadline of one call. */
  readonly timeoutMs: number;
  /** The longest that a call may still take effect after it was sent. */
  readonly maxInFlightMs: number;
}

/** FAILOVER_POLICY */
export interface FailoverPolicy {
  readonly mode: "auto" | "approve" | "manual";
  readonly tickSeconds: number;
  /** Bad ticks in a row before the active region counts as lost. */
  readonly badTicks: number;
  /** Vantage points that must agree. */
  readonly quorum: number;
  readonly coolDownSeconds: number;
  readonly healthyBeforeFailbackSeconds: number;
  readonly automaticPerDay: number;
  /** `auto` under eventual consistency needs a bound on what may be lost; absent under strong. */
  readonly lagBoundSeconds?: number;
  readonly approvers: number;
  readonly approvalTimeoutSeconds: number;
  /** What happens when nobody answers in time. */
  readonly approvalDefault: "abort" | "proceed";
  /** Daily UTC window "HH:MM-HH:MM" in which no automatic failover starts. */
  readonly maintenanceWindow?: string;
}

/** HEALTH_URLS: base URL of each region's own API name, without a trailing slash. */
export type HealthUrls = Readonly<Record<string, string>>;

/** DNS_RECORDS: the weighted records that the workflow may reconcile afterwards. */
export type DnsRecords =
  | { readonly kind: "none" }
  | {
      readonly kind: "failover" | "weighted";
      readonly zoneId: string;
      readonly name: string;
      readonly types: readonly string[];
      /** Set identifier of each region's record. */
      readonly setIdentifiers: Readonly<Record<string, string>>;
    };

/** DATABASE_CLUSTERS */
export interface DatabaseClusters {
  readonly globalCluster: string;
  /** Cluster ARN in each region. */
  readonly clusters: Readonly<Record<string, string>>;
}

/** LEDGER_DATABASE: the cluster in the function's own region. */
export interface LedgerDatabase {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly tls: boolean;
  /**
   * Secret with the user's password: only the schema's owner has one, because the roles that sign
   * in with IAM tokens are what it creates.
   */
  readonly secretId?: string;
}

/** LEDGER_FUNCTION in a stack without a ledger; elsewhere the alias of the function that keeps it. */
export const NO_LEDGER = "none";

/** SHARED_KEY_ARNS: per region, the key that encrypts SecureString parameters. */
export type SharedKeyArns = Readonly<Record<string, string>>;

export type Consistency = "strong" | "eventual";

/** Parses a setting that the program wrote itself; the error names the key, never the value. */
export function parseSetting<T>(key: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`environment ${key} is not the JSON document that the program writes`);
  }
}
