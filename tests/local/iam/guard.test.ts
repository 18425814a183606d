import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeGlobalClustersCommand, RDSClient } from "@aws-sdk/client-rds";
import { ListResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { failureOf } from "../../../functions/core/retry";
import { guarded } from "../../../local/cloud/permissions";
import { Guard, type GuardedTopology } from "../../../local/iam/guard";
import { inProcessHandler } from "../../../local/wire/request-handler";
import { rejection } from "../wire/rejection";

const account = "111122223333";
const region = "us-east-2";
const role = `arn:aws:iam::${account}:role/process`;
const queue = `arn:aws:sqs:${region}:${account}:processing`;
const topic = `arn:aws:sns:${region}:${account}:events`;
const key = `arn:aws:kms:${region}:${account}:key/k-1`;
const queueUrl = `https://sqs.${region}.amazonaws.com/${account}/processing`;

const allow = (Action: string | string[], Resource: string | string[] = "*") => ({
  Statement: [{ Effect: "Allow", Action, Resource }],
});

const delegated = {
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  ],
};

function topology(changes: Partial<GuardedTopology> = {}): GuardedTopology {
  return {
    account,
    roles: {},
    guards: { policies: {}, keys: {}, trust: {} },
    secrets: [],
    regions: {},
    ...changes,
  };
}

describe("The guard", () => {
  const asRole = { region, principal: role };

  it("lets a role do what its policies allow, and nothing else", () => {
    const guard = new Guard(topology({ roles: { [role]: [allow("sqs:SendMessage", queue)] } }));
    guard.check(asRole, "sqs", "SendMessage", { QueueUrl: queueUrl });
    expect(() => guard.check(asRole, "sqs", "ReceiveMessage", { QueueUrl: queueUrl })).to.throw(
      `User: ${role} is not authorized to perform: sqs:ReceiveMessage on resource: ${queue}`,
    );
    const other = { QueueUrl: `${queueUrl}-of-others` };
    expect(() => guard.check(asRole, "sqs", "SendMessage", other)).to.throw(/not authorized/);
  });

  it("lets operators do everything", () => {
    new Guard(topology()).check({ region }, "sqs", "PurgeQueue", { QueueUrl: queueUrl });
  });

  it("allows nothing to a role that nobody declares", () => {
    const guard = new Guard(topology());
    expect(() => guard.check(asRole, "sns", "ListTopics", {})).to.throw(/not authorized/);
  });

  it("asks for the key behind a resource, and the key's own policy has a say", () => {
    const roles = { [role]: [allow(["sqs:SendMessage", "kms:*"])] };
    const guards = { policies: {}, keys: { [queue]: key }, trust: {} };
    const send = (changes: object) =>
      new Guard(topology({ roles, guards: { ...guards, ...changes } })).check(
        asRole,
        "sqs",
        "SendMessage",
        { QueueUrl: queueUrl },
      );
    expect(() => send({})).to.throw(/kms:GenerateDataKey on resource/);
    send({ policies: { [key]: delegated } });
  });

  it("learns keys that only the running cloud knows", () => {
    const roles = { [role]: [allow("ssm:GetParameter")] };
    const guard = new Guard(topology({ roles }), {
      keyOf: (arn) => (arn.endsWith(":parameter/a") ? key : undefined),
    });
    const read = (Name: string) =>
      guard.check(asRole, "ssm", "GetParameter", { Name, WithDecryption: true });
    read("/b");
    expect(() => read("/a")).to.throw(/kms:Decrypt/);
  });

  it("decides by the receiver's policy what services do, and looks where it comes from", () => {
    const delivery = (source: string) => ({
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: queue,
          Condition: { ArnEquals: { "aws:SourceArn": source } },
        },
      ],
    });
    const deliver = (source: string | undefined, principal = "sns.amazonaws.com") => {
      const policies: GuardedTopology["guards"]["policies"] = source
        ? { [queue]: delivery(source) }
        : {};
      const guard = new Guard(topology({ guards: { policies, keys: {}, trust: {} } }));
      const input = { QueueUrl: queue };
      guard.checkService(principal, "sqs", "SendMessage", input, region, { sourceArn: topic });
    };
    deliver(topic);
    expect(() => deliver(`${topic}-of-others`)).to.throw(/sns\.amazonaws\.com is not authorized/);
    expect(() => deliver(undefined)).to.throw(/not authorized/);
    expect(() => deliver(topic, "events.amazonaws.com")).to.throw(/not authorized/);
  });

  it("knows which service may take on a role", () => {
    const trust = {
      [role]: {
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "lambda.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": account } },
          },
        ],
      },
    };
    const guard = new Guard(topology({ guards: { policies: {}, keys: {}, trust } }));
    expect(guard.mayAssume("lambda.amazonaws.com", role)).to.equal(true);
    expect(guard.mayAssume("states.amazonaws.com", role)).to.equal(false);
    expect(guard.mayAssume("lambda.amazonaws.com", `${role}-of-nobody`)).to.equal(false);
  });

  it("tells of each refusal and remembers decisions", () => {
    const refused: string[] = [];
    const guard = new Guard(topology(), { onRefusal: ({ message }) => refused.push(message) });
    for (let i = 0; i < 3; i++) {
      expect(() => guard.check(asRole, "sns", "Publish", { TopicArn: topic })).to.throw();
    }
    expect(refused).to.have.length(3);
  });
});

/**
 * Goal: a missing permission looks to the functions like in AWS and is never repeated. Method: unmodified
 * clients of a role that may do nothing, through the codecs.
 */
describe("A refusal", () => {
  const nobody = { call: () => ({}) };
  const refusing = guarded(new Guard(topology()), nobody as never);
  const config = {
    region,
    credentials: { accessKeyId: "KEY", secretAccessKey: "unchecked" },
    maxAttempts: 1,
    requestHandler: inProcessHandler(refusing, { principal: role }),
  };
  const TableName = "payments";
  for (const [service, name, send] of [
    [
      "dynamodb",
      "AccessDeniedException",
      () =>
        new DynamoDBClient(config).send(new GetItemCommand({ TableName, Key: { id: { S: "a" } } })),
    ],
    [
      "sqs",
      "AccessDenied",
      () =>
        new SQSClient(config).send(
          new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: "hint" }),
        ),
    ],
    [
      "sns",
      "AuthorizationErrorException",
      () => new SNSClient(config).send(new PublishCommand({ TopicArn: topic, Message: "event" })),
    ],
    [
      "lambda",
      "AccessDeniedException",
      () => new LambdaClient(config).send(new InvokeCommand({ FunctionName: "probe" })),
    ],
    [
      "states",
      "AccessDeniedException",
      () => new SFNClient(config).send(new StartExecutionCommand({ stateMachineArn: "arn" })),
    ],
    [
      "ssm",
      "AccessDeniedException",
      () => new SSMClient(config).send(new GetParameterCommand({ Name: "/a" })),
    ],
    [
      "secretsmanager",
      "AccessDeniedException",
      () => new SecretsManagerClient(config).send(new GetSecretValueCommand({ SecretId: "a" })),
    ],
    [
      "s3",
      "AccessDenied",
      () => new S3Client(config).send(new PutObjectCommand({ Bucket: "b", Key: "k", Body: "x" })),
    ],
    [
      "route53",
      "AccessDenied",
      () =>
        new Route53Client(config).send(new ListResourceRecordSetsCommand({ HostedZoneId: "Z" })),
    ],
    [
      "rds",
      "AccessDenied",
      () => new RDSClient(config).send(new DescribeGlobalClustersCommand({})),
    ],
  ] as const) {
    it(`is called ${name} by ${service}`, async () => {
      const error = await rejection(send() as Promise<unknown>);
      expect(error.name).to.equal(name);
      expect(error.message).to.match(/is not authorized to perform/);
    });

    it(`of ${service} is permanent for our functions`, async () => {
      expect(failureOf(await rejection(send() as Promise<unknown>))).to.equal("permanent");
    });
  }
});
