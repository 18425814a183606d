/**
 * Every function of the product: its size, its deadline and the environment it reads.
 * The declared program, the bundles and the local cloud all take them from here, so none can differ.
 */
export interface FunctionSpec {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Environment variables it reads beside AWS_REGION; the program must declare exactly these. */
  readonly environment: readonly EnvironmentKey[];
  /** "internet": must reach public names, so it needs an egress that leads there. */
  readonly reach: "private" | "internet";
  /** "both" regions, or the "vantage" region that belongs to neither. */
  readonly place: "both" | "vantage";
  /** Only declared where a ledger exists. */
  readonly ledger?: true;
}

export type EnvironmentKey =
  | "PEER_REGION"
  | "PRIMARY_REGION"
  | "CONSISTENCY"
  | "TRANSACTIONS_TABLE"
  | "CONTROL_TABLE"
  | "SESSIONS_TABLE"
  | "QUEUE_URL"
  | "EVENTS_TOPIC_ARN"
  | "ALERTS_TOPIC_ARN"
  | "PAYMENT_LIMITS"
  | "PROCESSOR"
  | "LEDGER_DATABASE"
  | "LEDGER_FUNCTION"
  | "ARCHIVE_BUCKET"
  | "ARCHIVE_KEY_ARN"
  | "TOKEN_ISSUER"
  | "TOKEN_AUDIENCE"
  | "TOKEN_KEYS_PARAMETER"
  | "SHARED_PARAMETERS_PATH"
  | "LOCAL_PARAMETERS_PATH"
  | "SHARED_KEY_ARNS"
  | "STATE_MACHINE_ARN"
  | "FAILOVER_POLICY"
  | "HEALTH_URLS"
  | "VANTAGE_FUNCTION_ARN"
  | "DNS_RECORDS"
  | "DATABASE_CLUSTERS";

const store = ["TRANSACTIONS_TABLE", "CONTROL_TABLE"] as const;

/** Most functions never leave the region's own services. */
const INSIDE = { memoryMb: 256, reach: "private", place: "both" } as const;
const OUTWARD = { memoryMb: 256, reach: "internet", place: "both" } as const;

export const FUNCTIONS = {
  validate: {
    ...INSIDE,
    timeoutSeconds: 30,
    environment: ["TRANSACTIONS_TABLE", "QUEUE_URL", "PAYMENT_LIMITS"],
  },
  payment: {
    ...INSIDE,
    timeoutSeconds: 30,
    environment: ["TRANSACTIONS_TABLE"],
  },
  session: {
    ...INSIDE,
    timeoutSeconds: 30,
    environment: ["SESSIONS_TABLE"],
  },
  health: {
    ...INSIDE,
    timeoutSeconds: 3,
    environment: [...store],
  },
  latch: {
    ...INSIDE,
    timeoutSeconds: 3,
    environment: ["CONTROL_TABLE", "PRIMARY_REGION"],
  },
  authorizer: {
    ...INSIDE,
    timeoutSeconds: 10,
    environment: ["TOKEN_ISSUER", "TOKEN_AUDIENCE", "TOKEN_KEYS_PARAMETER"],
  },
  approval: {
    ...INSIDE,
    timeoutSeconds: 10,
    environment: ["CONTROL_TABLE"],
  },
  process: {
    ...OUTWARD,
    memoryMb: 512,
    timeoutSeconds: 60,
    environment: [...store, "EVENTS_TOPIC_ARN", "PROCESSOR", "CONSISTENCY"],
  },
  sweep: {
    ...INSIDE,
    memoryMb: 512,
    timeoutSeconds: 60,
    environment: [...store, "QUEUE_URL", "EVENTS_TOPIC_ARN", "CONSISTENCY"],
  },
  notify: {
    ...INSIDE,
    timeoutSeconds: 30,
    environment: ["ALERTS_TOPIC_ARN", "PAYMENT_LIMITS"],
  },
  archive: {
    ...INSIDE,
    memoryMb: 512,
    timeoutSeconds: 60,
    environment: ["ARCHIVE_BUCKET", "ARCHIVE_KEY_ARN"],
  },
  ledger: {
    ...INSIDE,
    memoryMb: 512,
    timeoutSeconds: 60,
    environment: ["LEDGER_DATABASE", "TRANSACTIONS_TABLE"],
    ledger: true,
  },
  migrate: {
    ...INSIDE,
    timeoutSeconds: 60,
    environment: ["LEDGER_DATABASE"],
    ledger: true,
  },
  "sync-parameters": {
    ...OUTWARD,
    timeoutSeconds: 30,
    environment: ["PEER_REGION", "SHARED_PARAMETERS_PATH", "SHARED_KEY_ARNS"],
  },
  detect: {
    ...OUTWARD,
    timeoutSeconds: 60,
    environment: [
      "CONTROL_TABLE",
      "TRANSACTIONS_TABLE",
      "STATE_MACHINE_ARN",
      "FAILOVER_POLICY",
      "HEALTH_URLS",
      "VANTAGE_FUNCTION_ARN",
      "CONSISTENCY",
    ],
  },
  probe: {
    ...OUTWARD,
    timeoutSeconds: 5,
    environment: ["HEALTH_URLS"],
    place: "vantage",
  },
  orchestrate: {
    ...INSIDE,
    timeoutSeconds: 60,
    environment: ["PEER_REGION", "CONTROL_TABLE", "STATE_MACHINE_ARN", "FAILOVER_POLICY"],
  },
  assess: {
    ...OUTWARD,
    timeoutSeconds: 10,
    environment: [
      "PEER_REGION",
      "CONTROL_TABLE",
      "TRANSACTIONS_TABLE",
      "FAILOVER_POLICY",
      "HEALTH_URLS",
      "CONSISTENCY",
    ],
  },
  "request-approval": {
    ...INSIDE,
    timeoutSeconds: 10,
    environment: ["CONTROL_TABLE", "ALERTS_TOPIC_ARN", "FAILOVER_POLICY"],
  },
  fence: {
    ...INSIDE,
    timeoutSeconds: 10,
    environment: ["CONTROL_TABLE", "CONSISTENCY"],
  },
  settle: {
    ...INSIDE,
    timeoutSeconds: 10,
    environment: ["CONTROL_TABLE"],
  },
  "promote-database": {
    ...INSIDE,
    timeoutSeconds: 15,
    environment: ["DATABASE_CLUSTERS"],
    ledger: true,
  },
  "database-status": {
    ...INSIDE,
    timeoutSeconds: 10,
    environment: ["DATABASE_CLUSTERS"],
    ledger: true,
  },
  verify: {
    ...OUTWARD,
    timeoutSeconds: 20,
    environment: ["TRANSACTIONS_TABLE", "QUEUE_URL", "PAYMENT_LIMITS", "HEALTH_URLS"],
  },
  "shift-traffic": {
    ...OUTWARD,
    timeoutSeconds: 10,
    environment: ["DNS_RECORDS"],
  },
  "publish-parameters": {
    ...INSIDE,
    timeoutSeconds: 10,
    environment: ["SHARED_PARAMETERS_PATH"],
  },
  evidence: {
    ...INSIDE,
    timeoutSeconds: 10,
    environment: ["CONTROL_TABLE", "ARCHIVE_BUCKET", "ARCHIVE_KEY_ARN", "ALERTS_TOPIC_ARN"],
  },
  gates: {
    ...OUTWARD,
    timeoutSeconds: 20,
    environment: [
      "CONTROL_TABLE",
      "TRANSACTIONS_TABLE",
      "FAILOVER_POLICY",
      "HEALTH_URLS",
      "CONSISTENCY",
    ],
  },
  reconcile: {
    ...OUTWARD,
    memoryMb: 512,
    timeoutSeconds: 60,
    environment: [
      "PEER_REGION",
      "TRANSACTIONS_TABLE",
      "ARCHIVE_BUCKET",
      "ARCHIVE_KEY_ARN",
      "PROCESSOR",
      "LEDGER_FUNCTION",
    ],
  },
  resolve: {
    ...INSIDE,
    timeoutSeconds: 10,
    environment: ["TRANSACTIONS_TABLE"],
  },
} as const satisfies Record<string, FunctionSpec>;

export type FunctionName = keyof typeof FUNCTIONS;

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];
