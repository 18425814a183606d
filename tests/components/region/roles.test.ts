import { expect } from "chai";
import { FUNCTION_NAMES, type FunctionName } from "../../../functions/core/function-catalogue";
import type { ResourceNode } from "../../../local/program/resource-node";
import { wholeProgram } from "../whole-program";
import type { PolicyStatement } from "./region-of-test";

/**
 * Everything the handler of each function may do, in the standby of a complete stack. Whoever adds a call to
 * a handler adds it here, with the one resource it is made on. What Lambda itself needs is left out.
 */
const ALLOWED: Readonly<Record<Exclude<FunctionName, "probe">, readonly string[]>> = {
  validate: ["dynamodb:PutItem transactions", "sqs:SendMessage processing-queue"],
  payment: ["dynamodb:GetItem transactions"],
  resolve: ["dynamodb:GetItem transactions", "dynamodb:UpdateItem transactions"],
  session: ["dynamodb:GetItem sessions", "dynamodb:PutItem sessions"],
  health: ["dynamodb:GetItem control", "dynamodb:PutItem transactions"],
  latch: ["dynamodb:GetItem control"],
  authorizer: ["kms:Decrypt settings", "ssm:GetParameter shared/token-keys"],
  approval: [
    "dynamodb:GetItem control",
    "dynamodb:UpdateItem control",
    "states:SendTaskSuccess failover",
  ],
  process: [
    "dynamodb:GetItem control",
    "dynamodb:UpdateItem transactions",
    "kms:Decrypt messages",
    "kms:Decrypt settings",
    "kms:GenerateDataKey messages",
    "secretsmanager:GetSecretValue processor",
    "sns:Publish events",
    "sqs:DeleteMessage processing-queue",
    "sqs:GetQueueAttributes processing-queue",
    "sqs:ReceiveMessage processing-queue",
  ],
  sweep: [
    "dynamodb:GetItem control",
    "dynamodb:GetItem transactions",
    "dynamodb:Query transactions/index/due",
    "dynamodb:UpdateItem transactions",
    "kms:Decrypt messages",
    "kms:GenerateDataKey messages",
    "sns:Publish events",
    "sqs:SendMessage processing-queue",
  ],
  notify: [
    "kms:Decrypt messages",
    "kms:GenerateDataKey messages",
    "sns:Publish alerts",
    "sqs:DeleteMessage notifications-queue",
    "sqs:GetQueueAttributes notifications-queue",
    "sqs:ReceiveMessage notifications-queue",
  ],
  archive: [
    "kms:Decrypt archive",
    "kms:Decrypt messages",
    "kms:GenerateDataKey archive",
    "s3:PutObject archive/*",
    "sqs:DeleteMessage archive-queue",
    "sqs:GetQueueAttributes archive-queue",
    "sqs:ReceiveMessage archive-queue",
  ],
  ledger: [
    "dynamodb:Scan transactions",
    "kms:Decrypt messages",
    "rds-db:connect payment_ledger",
    "sqs:DeleteMessage ledger-queue",
    "sqs:GetQueueAttributes ledger-queue",
    "sqs:ReceiveMessage ledger-queue",
  ],
  migrate: ["kms:Decrypt ledger", "secretsmanager:GetSecretValue ledger-admin"],
  "sync-parameters": [
    "kms:Decrypt peer settings",
    "kms:Decrypt settings",
    "kms:Encrypt peer settings",
    "ssm:GetParameter peer shared/*",
    "ssm:GetParameter shared/*",
    "ssm:PutParameter peer shared/*",
  ],
  detect: [
    "dynamodb:GetItem control",
    "dynamodb:PutItem control",
    "dynamodb:PutItem transactions",
    "dynamodb:UpdateItem control",
    "lambda:InvokeFunction probe",
    "states:DescribeExecution failover",
    "states:StartExecution failover",
  ],
  orchestrate: [
    "dynamodb:GetItem control",
    "states:DescribeExecution failover",
    "states:StartExecution failover",
  ],
  assess: ["dynamodb:GetItem control", "dynamodb:PutItem transactions"],
  gates: [
    "dynamodb:GetItem control",
    "dynamodb:PutItem transactions",
    "dynamodb:Query transactions/index/due",
  ],
  "request-approval": [
    "dynamodb:PutItem control",
    "kms:Decrypt messages",
    "kms:GenerateDataKey messages",
    "sns:Publish alerts",
  ],
  fence: ["dynamodb:GetItem control", "dynamodb:UpdateItem control"],
  settle: ["dynamodb:UpdateItem control"],
  "promote-database": [
    "rds:DescribeGlobalClusters ledger",
    "rds:FailoverGlobalCluster ledger",
    "rds:FailoverGlobalCluster peer ledger",
    "rds:SwitchoverGlobalCluster ledger",
    "rds:SwitchoverGlobalCluster peer ledger",
  ],
  "database-status": ["rds:DescribeGlobalClusters ledger"],
  verify: [
    "dynamodb:GetItem transactions",
    "dynamodb:PutItem transactions",
    "sqs:SendMessage processing-queue",
  ],
  "shift-traffic": ["route53:ChangeResourceRecordSets zone", "route53:ListResourceRecordSets zone"],
  "publish-parameters": ["ssm:PutParameter shared/*"],
  evidence: [
    "dynamodb:GetItem control",
    "dynamodb:UpdateItem control",
    "kms:Decrypt archive",
    "kms:Decrypt messages",
    "kms:GenerateDataKey archive",
    "kms:GenerateDataKey messages",
    "s3:PutObject archive/*",
    "sns:Publish alerts",
  ],
  reconcile: [
    "dynamodb:GetItem peer transactions",
    "dynamodb:GetItem transactions",
    "dynamodb:Scan peer transactions",
    "dynamodb:Scan transactions",
    "kms:Decrypt archive",
    "kms:Decrypt settings",
    "kms:GenerateDataKey archive",
    "lambda:InvokeFunction ledger",
    "s3:GetObject archive/receipts/*",
    "s3:ListBucket archive",
    "s3:PutObject archive/*",
    "secretsmanager:GetSecretValue processor",
  ],
};

const PLATFORM = [
  "WriteItsLog",
  "RecordTraces",
  "KeepEventsThatFailed",
  "AttachToTheNetwork",
  "LookAtTheNetwork",
];

const COMPLETE = ["processor.kind=http", "processor.url=https://processor.acme-pay.net"];

/** A resource's purpose: its ARN without account, environment and this region. */
function purposeOf(arn: string, keys: ReadonlyMap<string, string>): string {
  const peer = arn.includes(":us-east-1:") || arn.endsWith("us-east-1") ? "peer " : "";
  const key = keys.get(arn);
  if (key !== undefined) return peer + key;
  const named = arn
    .replace(/^arn:aws:route53:::hostedzone\/.*/, "zone")
    .replace(/^.*dbuser:[^/]*\//, "")
    .replace(/^.*parameter\/payments\/prod\//, "")
    .replace(/^.*[:/]payment-(archive)-\d+/, "$1")
    .replace(/^.*[:/]payment-/, "")
    .replace(/-prod(-us-east-[12]|-us-west-2)?/, "")
    .replace(/:live$|:\*$|-\?{6}$|-[a-z]{6}$/, "");
  return peer + named;
}

async function complete() {
  const { nodes, errors } = await wholeProgram("prod", COMPLETE);
  expect(errors).to.deep.equal([]);
  const aliases = nodes.filter(({ type }) => type === "aws:kms/alias:Alias");
  const keys = new Map(
    nodes
      .filter(({ type }) => type === "aws:kms/key:Key")
      .map((key) => [String(key.outputs.arn), keyPurpose(key, aliases)]),
  );
  return { nodes, keys };
}

function keyPurpose(key: ResourceNode, aliases: readonly ResourceNode[]): string {
  const alias = aliases.find(({ inputs }) => String(key.outputs.keyId) === inputs.targetKeyId);
  return String(alias?.inputs.name)
    .replace(/^alias\/payment-/, "")
    .replace(/-prod-.*$/, "");
}

function statements(nodes: readonly ResourceNode[], name: string): PolicyStatement[] {
  const policy = nodes.find(
    ({ type, inputs }) =>
      type === "aws:iam/rolePolicy:RolePolicy" && inputs.name === `payment-${name}-prod-us-east-2`,
  );
  return policy === undefined ? [] : JSON.parse(String(policy.inputs.policy)).Statement;
}

describe("the roles of functions", () => {
  for (const name of FUNCTION_NAMES) {
    if (name === "probe") continue;
    it(`let ${name} do what it does, and nothing else`, async () => {
      const { nodes, keys } = await complete();
      const allowed = statements(nodes, name)
        .filter(({ Sid }) => !PLATFORM.includes(Sid))
        .flatMap(({ Action, Resource }) =>
          [Action]
            .flat()
            .flatMap((action) =>
              [Resource].flat().map((resource) => `${action} ${purposeOf(resource, keys)}`),
            ),
        );
      expect([...new Set(allowed)].sort()).to.deep.equal(ALLOWED[name]);
    });
  }

  it("name one purpose for each statement", async () => {
    const { nodes } = await complete();
    for (const name of FUNCTION_NAMES) {
      const purposes = statements(nodes, name).map(({ Sid }) => Sid);
      expect(new Set(purposes).size, name).to.equal(purposes.length);
      for (const purpose of purposes) expect(purpose).to.match(/^[A-Z][A-Za-z]+$/);
    }
  });

  it("use a wildcard only where AWS has no resource to name", async () => {
    const { nodes } = await complete();
    const wild = FUNCTION_NAMES.flatMap((name) => statements(nodes, name))
      .filter(({ Resource }) => [Resource].flat().includes("*"))
      .flatMap(({ Action }) => Action);
    expect([...new Set(wild)].sort()).to.deep.equal([
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ]);
  });

  it("are never broadened by a policy of AWS's", async () => {
    const { nodes } = await complete();
    const attached = nodes
      .filter(({ type }) => type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .map(({ inputs }) => String(inputs.policyArn));
    for (const arn of attached) expect(arn).not.to.match(/FullAccess|Administrator|PowerUser/);
  });
});
