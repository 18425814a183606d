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

export const FUNCTIONS = {
  validate: {
    memoryMb: 256,
    timeoutSeconds: 30,
    environment: ["TRANSACTIONS_TABLE", "QUEUE_URL", "PAYMENT_LIMITS"],
    reach: "private",
    place: "both",
  },
  payment: {
    memoryMb: 256,
    timeoutSeconds: 30,
    environment: ["TRANSACTIONS_TABLE"],
    reach: "private",
    place: "both",
  },
  session: {
    memoryMb: 256,
    timeoutSeconds: 30,
    environment: ["SESSIONS_TABLE"],
    reach: "private",
    place: "both",
  },
  health: {
    memoryMb: 256,
    timeoutSeconds: 3,
    environment: [...store],
    reach: "private",
    place: "both",
  },
  latch: {
    memoryMb: 256,
    timeoutSeconds: 3,
    environment: ["CONTROL_TABLE", "PRIMARY_REGION"],
    reach: "private",
    place: "both",
  },
  authorizer: {
    memoryMb: 256,
    timeoutSeconds: 10,
    environment: ["TOKEN_ISSUER", "TOKEN_AUDIENCE", "TOKEN_KEYS_PARAMETER"],
    reach: "private",
    place: "both",
  },
  approval: {
    memoryMb: 256,
    timeoutSeconds: 10,
    environment: ["CONTROL_TABLE", "FAILOVER_POLICY"],
    reach: "private",
    place: "both",
  },
  process: {
    memoryMb: 512,
    timeoutSeconds: 60,
    environment: [...store, "EVENTS_TOPIC_ARN", "PROCESSOR", "CONSISTENCY"],
    reach: "internet",
    place: "both",
  },
  sweep: {
    memoryMb: 512,
    timeoutSeconds: 60,
    environment: [...store, "QUEUE_URL", "EVENTS_TOPIC_ARN", "CONSISTENCY"],
    reach: "private",
    place: "both",
  },
  notify: {
    memoryMb: 256,
    timeoutSeconds: 30,
    environment: ["ALERTS_TOPIC_ARN", "PAYMENT_LIMITS"],
    reach: "private",
    place: "both",
  },
  archive: {
    memoryMb: 512,
    timeoutSeconds: 60,
    environment: ["ARCHIVE_BUCKET", "ARCHIVE_KEY_ARN"],
    reach: "private",
    place: "both",
  },
  ledger: {
    memoryMb: 512,
    timeoutSeconds: 60,
    environment: ["LEDGER_DATABASE", "TRANSACTIONS_TABLE"],
    reach: "private",
    place: "both",
    ledger: true,
  },
  migrate: {
    memoryMb: 256,
    timeoutSeconds: 60,
    environment: ["LEDGER_DATABASE"],
    reach: "private",
    place: "both",
    ledger: true,
  },
  "sync-parameters": {
    memoryMb: 256,
    timeoutSeconds: 30,
    environment: ["PEER_REGION", "SHARED_PARAMETERS_PATH", "SHARED_KEY_ARNS"],
    reach: "internet",
    place: "both",
  },
  detect: {
    memoryMb: 256,
    timeoutSeconds: 60,
    environment: [
      "PEER_REGION",
      "CONTROL_TABLE",
      "TRANSACTIONS_TABLE",
      "STATE_MACHINE_ARN",
      "FAILOVER_POLICY",
      "HEALTH_URLS",
      "VANTAGE_FUNCTION_ARN",
      "CONSISTENCY",
    ],
    reach: "internet",
    place: "both",
  },
  probe: {
    memoryMb: 256,
    timeoutSeconds: 5,
    environment: ["HEALTH_URLS"],
    reach: "internet",
    place: "vantage",
  },
  orchestrate: {
    memoryMb: 256,
    timeoutSeconds: 60,
    environment: ["PEER_REGION", "CONTROL_TABLE", "STATE_MACHINE_ARN", "FAILOVER_POLICY"],
    reach: "private",
    place: "both",
  },
  assess: {
    memoryMb: 256,
    timeoutSeconds: 10,
    environment: [
      "PEER_REGION",
      "CONTROL_TABLE",
      "TRANSACTIONS_TABLE",
      "FAILOVER_POLICY",
      "HEALTH_URLS",
      "CONSISTENCY",
    ],
    reach: "internet",
    place: "both",
  },
  "request-approval": {
    memoryMb: 256,
    timeoutSeconds: 10,
    environment: ["CONTROL_TABLE", "ALERTS_TOPIC_ARN", "FAILOVER_POLICY"],
    reach: "private",
    place: "both",
  },
  fence: {
    memoryMb: 256,
    timeoutSeconds: 10,
    environment: ["CONTROL_TABLE", "CONSISTENCY"],
    reach: "private",
    place: "both",
  },
  settle: {
    memoryMb: 256,
    timeoutSeconds: 10,
    environment: ["CONTROL_TABLE"],
    reach: "private",
    place: "both",
  },
  "promote-database": {
    memoryMb: 256,
    timeoutSeconds: 15,
    environment: ["PEER_REGION", "DATABASE_CLUSTERS"],
    reach: "private",
    place: "both",
    ledger: true,
  },
  "database-status": {
    memoryMb: 256,
    timeoutSeconds: 10,
    environment: ["DATABASE_CLUSTERS"],
    reach: "private",
    place: "both",
    ledger: true,
  },
  verify: {
    memoryMb: 256,
    timeoutSeconds: 20,
    environment: ["TRANSACTIONS_TABLE", "QUEUE_URL", "PAYMENT_LIMITS", "HEALTH_URLS"],
    reach: "internet",
    place: "both",
  },
  "shift-traffic": {
    memoryMb: 256,
    timeoutSeconds: 10,
    environment: ["DNS_RECORDS", "PRIMARY_REGION"],
    reach: "internet",
    place: "both",
  },
  "publish-parameters": {
    memoryMb: 256,
    timeoutSeconds: 10,
    environment: ["SHARED_PARAMETERS_PATH", "SHARED_KEY_ARNS"],
    reach: "private",
    place: "both",
  },
  evidence: {
    memoryMb: 256,
    timeoutSeconds: 10,
    environment: ["CONTROL_TABLE", "ARCHIVE_BUCKET", "ARCHIVE_KEY_ARN", "ALERTS_TOPIC_ARN"],
    reach: "private",
    place: "both",
  },
  gates: {
    memoryMb: 256,
    timeoutSeconds: 20,
    environment: [
      "PEER_REGION",
      "CONTROL_TABLE",
      "TRANSACTIONS_TABLE",
      "FAILOVER_POLICY",
      "HEALTH_URLS",
      "CONSISTENCY",
    ],
    reach: "internet",
    place: "both",
  },
  reconcile: {
    memoryMb: 512,
    timeoutSeconds: 60,
    environment: ["TRANSACTIONS_TABLE", "ARCHIVE_BUCKET", "ARCHIVE_KEY_ARN", "PROCESSOR"],
    reach: "internet",
    place: "both",
  },
} as const satisfies Record<string, FunctionSpec>;

export type FunctionName = keyof typeof FUNCTIONS;

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];
