// Prints `validate` as Pulumi's CallbackFunction would upload it. Plain JavaScript in a process of its
// own: the serialiser reads the functions of the process it runs in, and must find the product's only.
const { join } = require("node:path");
const root = join(__dirname, "../..");
process.env.TS_NODE_PROJECT = join(root, "tsconfig.json");
require("ts-node/register/transpile-only");
const pulumi = require("@pulumi/pulumi");
const { dynamoDb } = require("../../functions/adapters/dynamodb");
const { sqs } = require("../../functions/adapters/sqs");
const { parseSetting } = require("../../functions/core/settings");
const { apiFunction } = require("../../functions/runtime/lambda-function");
const { validate } = require("../../functions/validate");

// The entry point of the deployed function, as the factory that CallbackFunction recommends.
const factory = () =>
  apiFunction("validate", (environment, ports) =>
    validate({
      ...ports,
      dynamo: dynamoDb(),
      sqs: sqs(),
      transactionsTable: environment.TRANSACTIONS_TABLE,
      queueUrl: environment.QUEUE_URL,
      limits: parseSetting("PAYMENT_LIMITS", environment.PAYMENT_LIMITS),
    }),
  );

pulumi.runtime
  .serializeFunction(factory, { isFactoryFunction: true, exportName: "handler" })
  .then(({ text }) => process.stdout.write(text));
