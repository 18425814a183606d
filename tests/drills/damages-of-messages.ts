import { changed, changedJson, type Damage, without } from "./damage";

const QUEUE = "aws:sqs/queue:Queue";
const POLICY = "aws:sqs/queuePolicy:QueuePolicy";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

const processingQueue = "primary-messaging-processing-messages";
const deadLetters = "the message is still going round";

/** Queues, topics, alarms and everything between them. */
export const MESSAGE_DAMAGES: readonly Damage[] = [
  {
    what: "the dead-letter queue of payments is gone",
    apply: without(QUEUE, "primary-messaging-processing-dead-letters"),
    shows: { refused: /queue payment-processing-queue-\S+ .*no dead-letter queue .*payment-dlq/ },
  },
  {
    what: "the payments' queue has no redrive policy",
    apply: changed(QUEUE, processingQueue, () => ({ redrivePolicy: undefined })),
    shows: {
      trial: "what cannot be processed ends in the dead-letter queue",
      verdict: new RegExp(deadLetters),
    },
  },
  {
    what: "the redrive count is far too high",
    apply: changedJson(QUEUE, processingQueue, "redrivePolicy", (policy) => {
      policy.maxReceiveCount = 900;
    }),
    shows: {
      trial: "what cannot be processed ends in the dead-letter queue",
      verdict: new RegExp(deadLetters),
    },
  },
  {
    what: "the dead-letter queue takes letters of another queue only",
    apply: changedJson(
      "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
      /^primary-messaging-processing/,
      "redriveAllowPolicy",
      (policy) => {
        policy.sourceQueueArns = ["arn:aws:sqs:us-east-1:000000000000:another-queue"];
      },
    ),
    shows: { refused: /payment-dlq-\S+ does not allow payment-processing-queue/ },
  },
  {
    what: "messages show themselves again while the function still works on them",
    apply: changed(QUEUE, processingQueue, () => ({ visibilityTimeoutSeconds: 30 })),
    shows: { refused: /visibility timeout: 30 seconds is less than Function timeout: 60 seconds/ },
  },
  {
    what: "nothing connects the payments' queue to its function",
    apply: without(MAPPING, "primary-serving-process-source-mapping"),
    shows: { trial: "a payment is processed", verdict: /never processed/ },
  },
  {
    what: "the event source is declared and switched off",
    apply: changed(MAPPING, "primary-serving-process-source-mapping", () => ({ enabled: false })),
    shows: { trial: "a payment is processed", verdict: /never processed/ },
  },
  {
    what: "the archive's queue is not subscribed to events",
    apply: without(SUBSCRIPTION, "primary-messaging-archive-subscription"),
    shows: { trial: "events reach those who wait for them", verdict: /nothing was archived/ },
  },
  {
    what: "the other region's observers are not subscribed",
    apply: without(SUBSCRIPTION, "primary-guard-topics-observer"),
    shows: { trial: "events reach those who wait for them", verdict: /observers heard nothing/ },
  },
  {
    what: "the archive's queue lets no topic deliver",
    apply: without(POLICY, "primary-messaging-archive-queue-messages-policy"),
    shows: {
      trial: "events reach those who wait for them",
      verdict: /nothing was archived/,
      told: /sns\.amazonaws\.com is not authorized to perform: sqs:SendMessage on .*archive-queue/,
    },
  },
  {
    what: "the observers' queue lets only a topic of another name deliver",
    apply: changedJson(
      POLICY,
      "secondary-messaging-observer-messages-policy",
      "policy",
      (policy) => {
        for (const statement of policy.Statement) {
          if (statement.Condition.ArnEquals) {
            statement.Condition.ArnEquals["aws:SourceArn"] = [
              "arn:aws:sns:us-east-1:000000000000:x",
            ];
          }
        }
      },
    ),
    shows: {
      trial: "events reach those who wait for them",
      verdict: /observers heard nothing/,
      told: /sqs:SendMessage on resource: \S*observer-queue-local-us-east-2/,
    },
  },
  {
    what: "the key of the messages does not serve topics",
    apply: changedJson("aws:kms/key:Key", "primary-keys-messages", "policy", (policy) => {
      policy.Statement = policy.Statement.filter(
        ({ Sid }: { Sid: string }) => Sid !== "TopicsDeliver",
      );
    }),
    shows: {
      trial: "events reach those who wait for them",
      verdict: /nothing was archived/,
      told: /sns\.amazonaws\.com is not authorized to perform: kms:GenerateDataKey/,
    },
  },
  {
    what: "the alarm of the dead-letter queue tells nobody",
    apply: changed(ALARM, "primary-messaging-processing-alarm-depth", () => ({ alarmActions: [] })),
    shows: { trial: "an alarm is weighed by the other region", verdict: /nobody weighed/ },
  },
  {
    what: "the alarm looks at a queue that is called differently",
    apply: changed(ALARM, "primary-messaging-processing-alarm-depth", () => ({
      dimensions: { QueueName: "payment-dlq" },
    })),
    shows: { trial: "an alarm is weighed by the other region", verdict: /nobody weighed/ },
  },
  {
    what: "alarms may not publish",
    apply: changedJson(
      "aws:sns/topicPolicy:TopicPolicy",
      "primary-messaging-topics-alerts-policy",
      "policy",
      (policy) => {
        policy.Statement = policy.Statement.filter(
          ({ Sid }: { Sid: string }) => Sid !== "AlarmsPublish",
        );
      },
    ),
    shows: {
      trial: "an alarm is weighed by the other region",
      verdict: /nobody weighed/,
      told: /cloudwatch\.amazonaws\.com is not authorized to perform: sns:Publish/,
    },
  },
  {
    what: "the key of the messages does not serve alarms",
    apply: changedJson("aws:kms/key:Key", "primary-keys-messages", "policy", (policy) => {
      policy.Statement = policy.Statement.filter(
        ({ Sid }: { Sid: string }) => Sid !== "AlarmsPublish",
      );
    }),
    shows: {
      trial: "an alarm is weighed by the other region",
      verdict: /nobody weighed/,
      told: /cloudwatch\.amazonaws\.com is not authorized to perform: kms:GenerateDataKey/,
    },
  },
  {
    what: "nobody in the other region listens to alerts",
    apply: without(SUBSCRIPTION, "secondary-guard-topics-peer-alerts"),
    shows: { trial: "an alarm is weighed by the other region", verdict: /nobody weighed/ },
  },
];
