import { join } from "node:path";
import { buildSync } from "esbuild";
import type { FunctionName } from "../../functions/core/function-catalogue";

/** What a call is about; `permission-world.ts` knows the ARN of each in a region. */
export type Target =
  | "adminSecret"
  | "alertsTopic"
  | "archive"
  | "control"
  | "database"
  | "databaseUser"
  | "dueIndex"
  | "eventsTopic"
  | "executions"
  | "ledgerFunction"
  | "ownParameters"
  | "peerParameters"
  | "peerTransactions"
  | "processingQueue"
  | "processorSecret"
  | "receipts"
  | "sessions"
  | "stateMachine"
  | "tokenKeys"
  | "transactions"
  | "vantage"
  | "zone";

/** When a call is made only in some stacks. */
export type Condition =
  | "with a domain"
  | "with a ledger"
  | "with an HTTP processor"
  | "when payments lag";

/** One call of a handler: the operation as the handler names it, and what it is about. */
export type Call = readonly [operation: string, target: Target, only?: Condition];

const LAG: Call = ["GetItem", "transactions", "when payments lag"];
const PROVE: Call = ["PutItem", "transactions"];

/** Every AWS call of every handler. A test shows that the operations are exactly those in the bundled code. */
export const CALLS: Readonly<Record<FunctionName, readonly Call[]>> = {
  approval: [
    ["GetItem", "control"],
    ["UpdateItem", "control"],
    ["SendTaskSuccess", "stateMachine"],
  ],
  archive: [["PutObject", "archive"]],
  assess: [["GetItem", "control"], PROVE, LAG],
  authorizer: [["GetParameter", "tokenKeys"]],
  "database-status": [["DescribeGlobalClusters", "database"]],
  detect: [
    ["GetItem", "control"],
    ["UpdateItem", "control"],
    ["PutItem", "control"],
    PROVE,
    LAG,
    ["Invoke", "vantage"],
    ["StartExecution", "stateMachine"],
    ["DescribeExecution", "executions"],
  ],
  evidence: [
    ["GetItem", "control"],
    ["UpdateItem", "control"],
    ["Publish", "alertsTopic"],
    ["PutObject", "archive"],
  ],
  fence: [
    ["GetItem", "control"],
    ["UpdateItem", "control"],
  ],
  gates: [["GetItem", "control"], PROVE, LAG, ["Query", "dueIndex"]],
  health: [PROVE, ["GetItem", "control"]],
  latch: [["GetItem", "control"]],
  ledger: [["Scan", "transactions"]],
  migrate: [["GetSecretValue", "adminSecret"]],
  notify: [["Publish", "alertsTopic"]],
  orchestrate: [
    ["GetItem", "control"],
    ["StartExecution", "stateMachine"],
    ["DescribeExecution", "executions"],
  ],
  payment: [["GetItem", "transactions"]],
  probe: [],
  process: [
    ["UpdateItem", "transactions"],
    ["GetItem", "control"],
    ["Publish", "eventsTopic"],
    ["GetSecretValue", "processorSecret", "with an HTTP processor"],
  ],
  "promote-database": [
    ["DescribeGlobalClusters", "database"],
    ["FailoverGlobalCluster", "database"],
    ["SwitchoverGlobalCluster", "database"],
  ],
  "publish-parameters": [["PutParameter", "ownParameters"]],
  reconcile: [
    ["Scan", "transactions"],
    ["GetItem", "transactions"],
    ["Scan", "peerTransactions"],
    ["GetItem", "peerTransactions"],
    ["Invoke", "ledgerFunction", "with a ledger"],
    ["ListObjectsV2", "receipts"],
    ["GetObject", "receipts"],
    ["PutObject", "archive"],
    ["GetSecretValue", "processorSecret", "with an HTTP processor"],
  ],
  "request-approval": [
    ["PutItem", "control"],
    ["Publish", "alertsTopic"],
  ],
  resolve: [
    ["GetItem", "transactions"],
    ["UpdateItem", "transactions"],
  ],
  session: [
    ["PutItem", "sessions"],
    ["GetItem", "sessions"],
  ],
  settle: [["UpdateItem", "control"]],
  "shift-traffic": [
    ["ListResourceRecordSets", "zone", "with a domain"],
    ["ChangeResourceRecordSets", "zone", "with a domain"],
  ],
  sweep: [
    ["Query", "dueIndex"],
    ["GetItem", "transactions"],
    ["UpdateItem", "transactions"],
    ["GetItem", "control"],
    ["SendMessage", "processingQueue"],
    ["Publish", "eventsTopic"],
  ],
  "sync-parameters": [
    ["GetParameter", "ownParameters"],
    ["GetParameter", "peerParameters"],
    ["PutParameter", "peerParameters"],
  ],
  validate: [
    ["PutItem", "transactions"],
    ["SendMessage", "processingQueue"],
  ],
  verify: [
    ["PutItem", "transactions"],
    ["GetItem", "transactions"],
    ["SendMessage", "processingQueue"],
  ],
};

/** Operations that adapters offer: whatever else is in quotes is not a call. */
const OPERATIONS = [
  ...["DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"],
  ...["SendMessage", "Publish", "Invoke", "PutObject", "GetObject", "ListObjectsV2"],
  ...["StartExecution", "DescribeExecution", "SendTaskSuccess", "SendTaskFailure"],
  ...["ChangeResourceRecordSets", "ListResourceRecordSets", "GetSecretValue"],
  ...["DescribeGlobalClusters", "FailoverGlobalCluster", "SwitchoverGlobalCluster"],
  ...["GetParameter", "PutParameter"],
];

/**
 * The operations in what would be shipped for a function: everything it cannot reach is left out by the bundler, the
 * SDK is left outside, and an adapter's own list of operations is no call.
 */
export function operationsIn(name: FunctionName): readonly string[] {
  const { outputFiles } = buildSync({
    absWorkingDir: join(__dirname, "..", ".."),
    entryPoints: [`functions/lambda/${name}.ts`],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    external: ["@aws-sdk/*", "@smithy/*", "pg", "jose"],
    legalComments: "none",
  });
  const code = outputFiles[0]?.text ?? "";
  return OPERATIONS.filter((operation) =>
    new RegExp(`(?<![\\w.])"${operation}"(?!\\s*:)`).test(code),
  );
}

/** The IAM action of an operation. */
export function actionOf(operation: string): string {
  const [service] = Object.entries(SERVICES).find(([, names]) => names.test(operation)) ?? [];
  if (service === undefined) throw new Error(`no service is known for ${operation}`);
  return ACTIONS[operation] ?? `${service}:${operation}`;
}

/** Operations whose permission has another name. */
const ACTIONS: Readonly<Record<string, string>> = {
  Invoke: "lambda:InvokeFunction",
  ListObjectsV2: "s3:ListBucket",
};

const SERVICES: Readonly<Record<string, RegExp>> = {
  dynamodb: /Item$|^Query$|^Scan$/,
  sqs: /^SendMessage$/,
  sns: /^Publish$/,
  lambda: /^Invoke$/,
  s3: /Object/,
  states: /Execution$|^SendTask/,
  route53: /ResourceRecordSets$/,
  secretsmanager: /^GetSecretValue$/,
  rds: /GlobalCluster/,
  ssm: /Parameter$/,
};
