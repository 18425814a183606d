import {
  alarmsNeverFeedThemselves,
  asynchronousCallsAreKept,
  consumersFitTheirReservation,
  deadLettersAreWatched,
  failedMessagesComeBack,
  messagesStayHiddenLongEnough,
  queuesAreFed,
  queuesAreRead,
  whateverFailsIsKept,
} from "../../../policy/disaster-recovery/queues";
import { changed, resource, ruleCases } from "../rule-cases";

const DEAD = "arn:aws:sqs:us-east-1:1:payment-dlq-dev";
const redrivePolicy = JSON.stringify({ deadLetterTargetArn: DEAD, maxReceiveCount: 5 });
const dead = resource("sqs.Queue", "dead", {
  name: "payment-dlq-dev",
  messageRetentionSeconds: 1_209_600,
});
const queue = resource("sqs.Queue", "queue", {
  name: "payment-queue-dev",
  redrivePolicy,
  visibilityTimeoutSeconds: 365,
});
const subscription = resource("sns.TopicSubscription", "subscription", { redrivePolicy });
const schedule = resource("scheduler.Schedule", "schedule", {
  target: { deadLetterConfig: { arn: DEAD } },
});
const target = resource("cloudwatch.EventTarget", "target", { deadLetterConfig: { arn: DEAD } });
const destination = resource("lambda.FunctionEventInvokeConfig", "destination", {
  functionName: "notify",
  destinationConfig: { onFailure: { destination: DEAD } },
});
const kept = [dead, queue, subscription, schedule, target, destination];
const keptWith = (name: string, inputs: Record<string, unknown>) =>
  kept.map((node) => (node.name === name ? changed(node, inputs) : node));

ruleCases(whateverFailsIsKept, kept, {
  "a queue without dead letters": {
    graph: keptWith("queue", { redrivePolicy: undefined }),
    says: "queue keeps poison for ever",
  },
  "a subscription without dead letters": {
    graph: keptWith("subscription", { redrivePolicy: undefined }),
    says: "subscription loses",
  },
  "a schedule without dead letters": {
    graph: keptWith("schedule", { target: {} }),
    says: "schedule loses",
  },
  "a rule's target without dead letters": {
    graph: keptWith("target", { deadLetterConfig: undefined }),
    says: "target loses",
  },
  "an asynchronous call without a destination": {
    graph: keptWith("destination", { destinationConfig: {} }),
    says: "destination loses",
  },
  "dead letters in a queue that nobody declares": {
    graph: kept.filter(({ name }) => name !== "dead"),
    says: "which nobody declares",
  },
});

const permission = resource("lambda.Permission", "permission", {
  principal: "sns.amazonaws.com",
  function: "notify",
});

ruleCases(asynchronousCallsAreKept, [permission, destination], {
  "asynchronous calls of a function without a destination": {
    graph: [permission],
    says: "calls notify and does not wait",
  },
  "a destination in the other region": {
    graph: [permission, { ...destination, region: "us-east-2" }],
    says: "calls notify and does not wait",
  },
});
const called = resource("lambda.Function", "notify", { name: "notify" });
const calling = changed(schedule, {
  target: { arn: "arn:aws:lambda:us-east-1:1:function:notify" },
});

ruleCases(asynchronousCallsAreKept, [called, calling, destination], {
  "a schedule whose function has no destination": {
    graph: [called, calling],
    says: "schedule calls notify and does not wait",
  },
});
ruleCases(
  asynchronousCallsAreKept,
  [changed(permission, { principal: "apigateway.amazonaws.com" })],
  {},
);

const depth = resource("cloudwatch.MetricAlarm", "depth", {
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "payment-dlq-dev" },
});

ruleCases(deadLettersAreWatched, [dead, queue, depth], {
  "dead letters that nobody watches": { graph: [dead, queue], says: "fills without an alarm" },
  "dead letters that expire early": {
    graph: [changed(dead, { messageRetentionSeconds: 345_600 }), queue, depth],
    says: "does not keep its messages for 14 days",
  },
});

const ROLE = "arn:aws:iam::1:role/process";
const consumer = resource("lambda.Function", "consumer", {
  name: "process",
  timeout: 60,
  reservedConcurrentExecutions: 20,
  role: ROLE,
});
const mapping = resource("lambda.EventSourceMapping", "mapping", {
  eventSourceArn: "arn:aws:sqs:us-east-1:1:payment-queue-dev",
  functionName: "arn:aws:lambda:us-east-1:1:function:process:live",
  functionResponseTypes: ["ReportBatchItemFailures"],
  maximumBatchingWindowInSeconds: 5,
  scalingConfig: { maximumConcurrency: 20 },
});

ruleCases(failedMessagesComeBack, [mapping], {
  "a consumer that swallows failures": {
    graph: [changed(mapping, { functionResponseTypes: undefined })],
    says: "deletes messages that failed",
  },
});

ruleCases(messagesStayHiddenLongEnough, [queue, consumer, mapping], {
  "messages that appear again too early": {
    graph: [changed(queue, { visibilityTimeoutSeconds: 300 }), consumer, mapping],
    says: "hides messages 300 s, 365 s are needed",
  },
  "a queue that says nothing about it": {
    graph: [changed(queue, { visibilityTimeoutSeconds: undefined }), consumer, mapping],
    says: "hides messages 30 s",
  },
});

ruleCases(consumersFitTheirReservation, [consumer, mapping], {
  "more executions than are reserved": {
    graph: [changed(consumer, { reservedConcurrentExecutions: 10 }), mapping],
    says: "starts up to 20 executions, 10 are reserved",
  },
  "executions without a limit": {
    graph: [consumer, changed(mapping, { scalingConfig: undefined })],
    says: "starts as many executions as it likes",
  },
});

const TOPIC = "arn:aws:sns:us-east-1:1:alerts";
const role = resource("iam.Role", "role", { name: "process" });
const listens = resource("sns.TopicSubscription", "listens", {
  topic: TOPIC,
  protocol: "lambda",
  endpoint: "arn:aws:lambda:us-east-1:1:function:process:live",
});
const mayPublish = (topic: string) =>
  resource("iam.RolePolicy", "policy", {
    role: "process",
    policy: JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: topic }],
    }),
  });

ruleCases(
  alarmsNeverFeedThemselves,
  [role, consumer, listens, mayPublish("arn:aws:sns:us-east-1:1:events")],
  {
    "an orchestrator that can call itself": {
      graph: [role, consumer, listens, mayPublish(TOPIC)],
      says: `may publish to ${TOPIC}, which invokes it`,
    },
  },
);

const readable = [dead, queue, consumer, mapping];

ruleCases(queuesAreRead, readable, {
  "a queue that nobody reads": { graph: [dead, queue], says: "queue is read by nobody" },
  "a consumer that is switched off": {
    graph: [dead, queue, consumer, changed(mapping, { enabled: false })],
    says: "mapping is switched off",
  },
});
ruleCases(queuesAreRead, [changed(queue, { name: "payment-observer-queue-dev" })], {});

const feed = resource("sns.TopicSubscription", "feed", {
  protocol: "sqs",
  endpoint: "arn:aws:sqs:us-east-1:1:payment-queue-dev",
});
const maySend = (queueArn: string) =>
  resource("iam.RolePolicy", "sender", {
    policy: JSON.stringify({
      Statement: [{ Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [queueArn] }],
    }),
  });

ruleCases(queuesAreFed, [dead, queue, feed], {
  "a queue that nobody feeds": { graph: [dead, queue], says: "queue is fed by nobody" },
  "a role that may send to another queue": {
    graph: [dead, queue, maySend("arn:aws:sqs:us-east-1:1:other")],
    says: "queue is fed by nobody",
  },
});
ruleCases(queuesAreFed, [dead, queue, maySend("arn:aws:sqs:us-east-1:1:payment-queue-dev")], {});
