import { namesCarryTheRegion, namesCarryTheSuffix } from "../../policy/naming";
import { UNKNOWN } from "../../policy/values";
import { changed, resource, ruleCases } from "./rule-cases";

const provider = resource("pulumi:providers:aws", "provider", {
  defaultTags: JSON.stringify({ tags: { Environment: "dev" } }),
});
const queue = resource("sqs.Queue", "queue", { name: "payment-dlq-dev-us-east-1" });

ruleCases(
  namesCarryTheSuffix,
  [
    provider,
    queue,
    resource("cloudwatch.LogGroup", "log", { name: "/aws/lambda/payment-validate-dev-us-east-1" }),
    resource("kms.Alias", "alias", { name: "alias/payment-logs-dev-us-east-1" }),
    resource("ssm.Parameter", "parameter", { name: "/payments/dev/shared/epoch" }),
    resource("s3.Bucket", "bucket", { bucket: "payment-archive-1-dev-us-east-1" }),
    resource("lambda.Alias", "live", { name: "live" }),
    resource("sqs.QueuePolicy", "policy", { name: "whatever" }),
    resource("sns.Topic", "later", { name: UNKNOWN }),
  ],
  {
    "a name without the suffix": {
      graph: [provider, changed(queue, { name: "payment-dlq-us-east-1" })],
      says: "is called payment-dlq-us-east-1, without dev in its place",
    },
    "a name with a longer suffix": {
      graph: [provider, changed(queue, { name: "payment-dlq-dev2-us-east-1" })],
      says: "without dev in its place",
    },
    "a name that does not say whose it is": {
      graph: [provider, changed(queue, { name: "dlq-dev-us-east-1" })],
      says: "without dev in its place",
    },
    "a parameter outside the stack's paths": {
      graph: [
        provider,
        resource("ssm.Parameter", "parameter", { name: "/payments/prod/shared/x" }),
      ],
      says: "parameter is called /payments/prod/shared/x",
    },
    "a log without the suffix": {
      graph: [provider, resource("cloudwatch.LogGroup", "log", { name: "/aws/lambda/validate" })],
      says: "log is called /aws/lambda/validate",
    },
  },
);

ruleCases(namesCarryTheRegion, [queue], {
  "a queue without its region": {
    graph: [changed(queue, { name: "payment-dlq-dev" })],
    says: "without its region",
  },
  "a queue with the other region": {
    graph: [{ ...queue, region: "us-east-2" }],
    says: "without its region",
  },
});
