import { expect } from "chai";
import { NotModelled } from "../../../local/engine/aws-error";
import { Cloud } from "../../../local/engine/cloud";
import { CloudWatch } from "../../../local/engine/cloudwatch/cloudwatch";
import { QueueMetrics } from "../../../local/engine/cloudwatch/queue-metrics";
import { LambdaService } from "../../../local/engine/lambda/lambda-service";
import { Random } from "../../../local/engine/random";
import { Scheduler } from "../../../local/engine/scheduler/scheduler";
import { Sns } from "../../../local/engine/sns/sns";
import { Sqs } from "../../../local/engine/sqs/sqs";
import { VirtualTimeline } from "../../../local/engine/timeline";

const options = () => ({ timeline: new VirtualTimeline(), random: new Random("cloud-test") });

describe("the cloud", () => {
  it("passes a call on to its service and region", () => {
    const sqs = new Sqs(options());
    const { url } = sqs.createQueue("us-east-2", { name: "payments" });
    const cloud = new Cloud([sqs]);
    cloud.call({ region: "us-east-2" }, "sqs", "SendMessage", {
      QueueUrl: url,
      MessageBody: "p-1",
    });
    expect(sqs.depth("us-east-2", "payments").visible).to.equal(1);
  });

  it("names a service that it does not have", () => {
    const call = () => new Cloud([]).call({ region: "us-east-1" }, "ec2", "StopInstances", {});
    expect(call).to.throw(NotModelled, /ec2:StopInstances/);
  });

  it("refuses to have a service twice", () => {
    expect(() => new Cloud([new Sqs(options()), new Sqs(options())])).to.throw(/twice/);
  });
});

/**
 * Everything wired together as the local cloud does it: a schedule wakes a sweeper, which sends a
 * hint to a queue, which feeds a function that fails; the dead letter raises an alarm, whose topic
 * writes a mail and tells a queue in the other region.
 */
describe("the services of the cloud together", () => {
  const [here, there] = ["us-east-1", "us-east-2"] as const;

  it("carry a failure from the schedule to the mailbox and over to the other region", async () => {
    const timeline = new VirtualTimeline(Date.UTC(2026, 0, 1));
    const random = new Random("cloud-test");
    const sqs = new Sqs({ timeline, random });
    const sns = new Sns({ timeline, random, queues: sqs });
    const publish = (...message: Parameters<Sns["publish"]>) => void sns.publish(...message);
    const cloudWatch = new CloudWatch({ timeline, publish });
    const lambda = new LambdaService({
      timeline,
      random,
      queues: sqs,
      publish,
      metrics: cloudWatch.record,
    });
    const scheduler = new Scheduler({
      timeline,
      random,
      queues: sqs,
      invoke: async (arn, event) => lambda.invokeEvent(arn, event),
    });
    const cloud = new Cloud([sqs, sns, lambda, scheduler, cloudWatch]);

    const letters = sqs.createQueue(here, { name: "letters" });
    const redrive = { deadLetterTargetArn: letters.arn, maxReceiveCount: 5 };
    const hints = sqs.createQueue(here, { name: "hints", redrive });
    const audit = sqs.createQueue(there, { name: "audit" });
    const topicArn = sns.createTopic(here, "incidents");
    sns.createSubscription({ topicArn, protocol: "email", endpoint: "ops@example.com" });
    sns.createSubscription({ topicArn, protocol: "sqs", endpoint: audit.arn });

    const common = { timeoutMs: 10_000, memoryMb: 256 };
    const sweep = async () => {
      const input = { QueueUrl: hints.url, MessageBody: "p-1" };
      await cloud.call({ region: here }, "sqs", "SendMessage", input);
    };
    const settle = async () => {
      throw new Error("processor unreachable");
    };
    const targetArn = lambda.createFunction(here, { ...common, name: "sweep", run: sweep });
    lambda.createFunction(here, { ...common, name: "settle", run: settle });
    lambda.createEventSourceMapping(here, { functionName: "settle", queueArn: hints.arn });
    scheduler.createSchedule(here, { name: "sweep", expression: "rate(1 hour)", targetArn });
    new QueueMetrics(timeline, (region) => sqs.queuesOf(region), cloudWatch.record).start(here);
    cloudWatch.createAlarm(here, {
      name: "dead-letters",
      metric: {
        namespace: "AWS/SQS",
        name: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: "letters" },
        statistic: "Maximum",
        periodSeconds: 60,
      },
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: 1,
      alarmActions: [topicArn],
    });

    while (timeline.step(Date.UTC(2026, 0, 1, 0, 30))) await new Promise(process.nextTick);

    expect(sqs.depth(here, "letters").visible).to.equal(1);
    expect(sns.sentMail.map(({ subject }) => subject)).to.deep.equal([
      'ALARM: "dead-letters" in us-east-1',
    ]);
    expect(sqs.depth(there, "audit").visible).to.equal(1);
    const errors = cloud.call({ region: here }, "cloudwatch", "GetMetricStatistics", {
      Namespace: "AWS/Lambda",
      MetricName: "Errors",
      Dimensions: [{ Name: "FunctionName", Value: "settle" }],
      StartTime: new Date(Date.UTC(2026, 0, 1)),
      EndTime: new Date(Date.UTC(2026, 0, 2)),
      Period: 86_400,
      Statistics: ["Sum"],
    });
    expect(errors).to.have.nested.property("Datapoints[0].Sum", 5);
  });
});
