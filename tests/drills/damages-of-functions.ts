import { changed, changedJson, type Damage, forbidden, unset, without } from "./damage";

const FUNCTION = "aws:lambda/function:Function";
const PERMISSION = "aws:lambda/permission:Permission";
const SCHEDULE = "aws:scheduler/schedule:Schedule";

/** Functions, their roles, their environment and who may call them. */
export const FUNCTION_DAMAGES: readonly Damage[] = [
  {
    what: "the function that accepts payments may not write them",
    apply: forbidden("primary-serving-validate-policy", "dynamodb:PutItem"),
    shows: {
      trial: "a payment is accepted",
      verdict: /answered 5\d\d/,
      told: /payment-validate-\S+ is not authorized to perform: dynamodb:PutItem/,
    },
  },
  {
    what: "the function that processes payments may not change them",
    apply: forbidden("primary-serving-process-policy", "dynamodb:UpdateItem"),
    shows: {
      trial: "a payment is processed",
      verdict: /never processed/,
      told: /payment-process-\S+ is not authorized to perform: dynamodb:UpdateItem/,
    },
  },
  {
    what: "the function that processes payments may not take messages",
    apply: forbidden("primary-serving-process-policy", "sqs:ReceiveMessage"),
    shows: {
      refused: /mapping of \S+processing-queue\S+: .*not authorized to perform: sqs:Receive/,
    },
  },
  {
    what: "the processor's credential may not be read",
    apply: forbidden("primary-serving-process-policy", "secretsmanager:GetSecretValue"),
    shows: {
      trial: "a payment is processed",
      verdict: /never processed/,
      told: /secretsmanager:GetSecretValue on resource: \S+payment-processor/,
    },
  },
  {
    what: "the key of the credential may not be used",
    apply: changedJson("aws:kms/key:Key", "primary-keys-settings", "policy", (policy) => {
      policy.Statement = [];
    }),
    shows: {
      trial: "a payment is processed",
      verdict: /never processed/,
      told: /payment-process-\S+ is not authorized to perform: kms:Decrypt/,
    },
  },
  {
    what: "neither those who process nor the sweeper may use the topic's key",
    apply: forbidden(/^primary-serving-(process|sweep)-policy$/, "kms:GenerateDataKey"),
    shows: {
      trial: "events reach those who wait for them",
      verdict: /heard nothing/,
      told: /payment-process-\S+ is not authorized to perform: kms:GenerateDataKey/,
    },
  },
  {
    what: "the sweeper may read the table and not its index",
    apply: forbidden("primary-serving-sweep-policy", "dynamodb:Query"),
    shows: {
      trial: "a payment whose message is lost is found",
      verdict: /nobody found/,
      told: /payment-sweep-\S+ is not authorized to perform: dynamodb:Query on resource: \S+index\/due/,
    },
  },
  {
    what: "the archive may not be written",
    apply: forbidden("primary-serving-archive-policy", "s3:PutObject"),
    shows: {
      trial: "events reach those who wait for them",
      verdict: /nothing was archived/,
      told: /payment-archive-\S+ is not authorized to perform: s3:PutObject/,
    },
  },
  {
    what: "the standby may not start the takeover",
    apply: forbidden("secondary-guard-detect-policy", "states:StartExecution"),
    shows: {
      trial: "the loss of the primary is survived",
      verdict: /authority stayed at us-east-1/,
      told: /payment-detect-\S+ is not authorized to perform: states:StartExecution/,
    },
  },
  {
    what: "the workflow may not call its functions",
    apply: forbidden("secondary-failover-policy", "lambda:InvokeFunction"),
    shows: {
      trial: "the loss of the primary is survived",
      verdict: /authority stayed at us-east-1/,
      told: /payment-failover-\S+ is not authorized to perform: lambda:InvokeFunction/,
    },
  },
  {
    what: "the schedule may not call the detector",
    apply: forbidden("secondary-guard-clock-policy", "lambda:InvokeFunction"),
    shows: {
      trial: "the loss of the primary is survived",
      verdict: /authority stayed at us-east-1/,
      told: /payment-guard-clock-\S+ is not authorized to perform: lambda:InvokeFunction/,
    },
  },
  {
    what: "Lambda may not take on a function's role",
    apply: changedJson(
      "aws:iam/role:Role",
      "primary-serving-process-role",
      "assumeRolePolicy",
      (policy) => {
        policy.Statement[0].Principal.Service = "ec2.amazonaws.com";
      },
    ),
    shows: { refused: /payment-process-\S+: lambda\.amazonaws\.com may not take on/ },
  },
  {
    what: "a variable of the function that processes payments is missing",
    apply: unset("primary-serving-process-function", "CONTROL_TABLE"),
    shows: {
      trial: "a payment is processed",
      verdict: /never processed/,
      told: /function process lacks environment: CONTROL_TABLE/,
    },
  },
  {
    what: "a variable of the detector is missing",
    apply: unset("secondary-guard-detect-function", "STATE_MACHINE_ARN"),
    shows: {
      trial: "the loss of the primary is survived",
      verdict: /authority stayed/,
      told: /function detect lacks environment: STATE_MACHINE_ARN/,
    },
  },
  {
    what: "the API may not call the function behind a method",
    apply: without(PERMISSION, "primary-api-validatePayment-permission"),
    shows: {
      trial: "a payment is accepted",
      verdict: /answered 500/,
      told: /apigateway\.amazonaws\.com is not authorized to perform: lambda:InvokeFunction/,
    },
  },
  {
    what: "the permission of the API is for another method",
    apply: changed(PERMISSION, "primary-api-validatePayment-permission", ({ sourceArn }) => ({
      sourceArn: String(sourceArn).replace("/POST/", "/GET/"),
    })),
    shows: { trial: "a payment is accepted", verdict: /answered 500/ },
  },
  {
    what: "the topic of alerts may not call the function that weighs them",
    apply: without(PERMISSION, "secondary-guard-topics-peer-permission"),
    shows: {
      trial: "an alarm is weighed by the other region",
      verdict: /nobody weighed/,
      told: /sns\.amazonaws\.com is not authorized to perform: lambda:InvokeFunction/,
    },
  },
  {
    what: "the rule may not call the function that copies parameters",
    apply: without(PERMISSION, "primary-guard-parameter-changes-permission"),
    shows: {
      trial: "a shared parameter is copied both ways, once",
      verdict: /limit-a did not reach us-east-2/,
      told: /events\.amazonaws\.com is not authorized to perform: lambda:InvokeFunction/,
    },
  },
  {
    what: "the alias that everybody calls is gone",
    apply: without("aws:lambda/alias:Alias", "primary-serving-validate-live"),
    shows: { refused: /schedule \S*validate-warm\S* .*no target \S+payment-validate-\S+:live/ },
  },
  {
    what: "no concurrency is left for the function that accepts payments",
    apply: changed(FUNCTION, "primary-serving-validate-function", () => ({
      reservedConcurrentExecutions: 0,
    })),
    shows: { trial: "a payment is accepted", verdict: /answered 5\d\d/ },
  },
  {
    what: "nothing wakes the detector",
    apply: without(SCHEDULE, "secondary-guard-clock-detect-tick"),
    shows: { trial: "the loss of the primary is survived", verdict: /authority stayed/ },
  },
  {
    what: "nothing wakes the sweeper",
    apply: without(SCHEDULE, "primary-serving-clock-sweep-tick"),
    shows: { trial: "a payment whose message is lost is found", verdict: /nobody found/ },
  },
  {
    what: "the sweeper's schedule is switched off",
    apply: changed(SCHEDULE, "primary-serving-clock-sweep-tick", () => ({ state: "DISABLED" })),
    shows: { trial: "a payment whose message is lost is found", verdict: /nobody found/ },
  },
];
