import {
  everyFunctionHasItsOwnRole,
  logsAreKeptAndEnd,
  rolesTrustOneService,
  secretsStaySecret,
  servicesNameTheirSource,
} from "../../../policy/security/identity";
import { changed, resource, ruleCases } from "../rule-cases";

const fn = (name: string, role: string, more: Record<string, unknown> = {}) =>
  resource("lambda.Function", name, { name, role, ...more });

ruleCases(everyFunctionHasItsOwnRole, [fn("a", "role-a"), fn("b", "role-b")], {
  "a role that two functions share": {
    graph: [fn("a", "role-a"), fn("b", "role-a")],
    says: "b shares its role with a",
  },
});

const trusting = (...principals: unknown[]) =>
  resource("iam.Role", "role", {
    assumeRolePolicy: JSON.stringify({
      Statement: principals.map((Principal) => ({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal,
      })),
    }),
  });

ruleCases(rolesTrustOneService, [trusting({ Service: "lambda.amazonaws.com" })], {
  "a role for everybody": { graph: [trusting("*")], says: "trusts accounts" },
  "a role for another account": {
    graph: [trusting({ AWS: "arn:aws:iam::2:root" })],
    says: "trusts accounts",
  },
  "a role for two services": {
    graph: [trusting({ Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] })],
    says: "trusts 2 services",
  },
});

const admitting = (kind: string, Principal: unknown, Condition?: object) =>
  resource(kind, kind, {
    policy: JSON.stringify({
      Statement: [{ Sid: "Delivery", Effect: "Allow", Action: "*", Principal, Condition }],
    }),
  });
const sns = { Service: "sns.amazonaws.com" };
const fromTopic = { ArnEquals: { "aws:SourceArn": "arn:aws:sns:us-east-1:1:t" } };
const permission = resource("lambda.Permission", "permission", {
  principal: "sns.amazonaws.com",
  sourceArn: "arn:aws:sns:us-east-1:1:t",
});

ruleCases(
  servicesNameTheirSource,
  [
    admitting("sqs.QueuePolicy", sns, fromTopic),
    admitting("kms.Key", sns),
    admitting("sns.TopicPolicy", { AWS: "arn:aws:iam::1:role/r" }),
    permission,
  ],
  {
    "a queue that takes messages from any topic": {
      graph: [admitting("sqs.QueuePolicy", sns)],
      says: "lets in anybody's Delivery",
    },
    "a topic that everybody may publish to": {
      graph: [admitting("sns.TopicPolicy", "*", { Bool: { "aws:SecureTransport": "true" } })],
      says: "lets in anybody's Delivery",
    },
    "a key that a service may use for anybody": {
      graph: [admitting("kms.Key", { Service: "s3.amazonaws.com" })],
      says: "lets in anybody's Delivery",
    },
    "a function that any topic may call": {
      graph: [changed(permission, { sourceArn: undefined })],
      says: "lets in a service for anybody",
    },
  },
);

const reading = (variables: Record<string, string>) =>
  fn("f", "role", { environment: { variables } });
const version = resource(
  "secretsmanager.SecretVersion",
  "version",
  { secretString: "x" },
  { secretInputs: ["secretString"] },
);
const keys = resource("ssm.Parameter", "keys", {
  name: "/payments/dev/shared/token-keys",
  type: "SecureString",
});

ruleCases(
  secretsStaySecret,
  [reading({ PROCESSOR: '{"secretId":"arn"}', TOKEN_ISSUER: "https://x" }), version, keys],
  {
    "a password in the environment": {
      graph: [reading({ DATABASE_PASSWORD: "x" })],
      says: "carries a secret in DATABASE_PASSWORD",
    },
    "a password inside a setting": {
      graph: [reading({ LEDGER_DATABASE: '{"user":"a","password":"b"}' })],
      says: "carries a secret in LEDGER_DATABASE",
    },
    "a secret that Pulumi does not keep": {
      graph: [{ ...version, secretInputs: [] }],
      says: "version shows its secretString",
    },
    "a sensitive parameter in plain text": {
      graph: [changed(keys, { type: "String" })],
      says: "keys is readable in the console",
    },
  },
);

const log = resource("cloudwatch.LogGroup", "log", { name: "/aws/lambda/f", retentionInDays: 30 });
const logging = fn("f", "role", {
  tracingConfig: { mode: "Active" },
  loggingConfig: { logGroup: "/aws/lambda/f" },
});

ruleCases(logsAreKeptAndEnd, [log, logging], {
  "a log for ever": {
    graph: [changed(log, { retentionInDays: undefined }), logging],
    says: "keeps everything for ever",
  },
  "a function that is not traced": {
    graph: [log, changed(logging, { tracingConfig: undefined })],
    says: "is not traced",
  },
  "a function behind an API that only passes traces on": {
    graph: [
      log,
      changed(logging, { tracingConfig: { mode: "PassThrough" } }),
      resource("lambda.Permission", "ask", {
        principal: "apigateway.amazonaws.com",
        function: logging.inputs.name,
      }),
    ],
    says: "is not traced",
  },
  "a log that Lambda would create": {
    graph: [logging],
    says: "logs where nobody set a retention",
  },
});
