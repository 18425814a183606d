import { join } from "node:path";
import { parseArn } from "../engine/arn";
import { NotModelled } from "../engine/aws-error";
import { Cloud } from "../engine/cloud";
import { CloudWatch } from "../engine/cloudwatch/cloudwatch";
import { QueueMetrics } from "../engine/cloudwatch/queue-metrics";
import { LambdaService } from "../engine/lambda/lambda-service";
import { Random } from "../engine/random";
import { Scheduler } from "../engine/scheduler/scheduler";
import type { Service } from "../engine/service";
import { Sns } from "../engine/sns/sns";
import type { QueueDelivery } from "../engine/sqs/queue-delivery";
import { Sqs } from "../engine/sqs/sqs";
import { States } from "../engine/states/states";
import { wallTimeline } from "../engine/timeline";
import type { Child } from "./child-channel";
import { deliverElsewhere, invokeElsewhere } from "./cross-region-delivery";
import { QueueJournal } from "./queue-journal";

/** The services that live and die with a region's compute, wired as the program declares them. */
export interface RegionServices {
  readonly cloud: Cloud;
  readonly sqs: Sqs;
  readonly lambda: LambdaService;
  readonly cloudwatch: CloudWatch;
  readonly sns: Sns;
  readonly states: States;
  readonly restored: number;
}

export function regionServices(child: Child): RegionServices {
  const { deployment, region, network } = child;
  const { topology } = deployment;
  const { account } = topology;
  const timeline = wallTimeline;
  const random = new Random(`local-${region}`);
  const sqs = new Sqs({ timeline, random, account });
  const journal = new QueueJournal(sqs, join(deployment.dataFolder, `queues-${region}.log`));
  const queues: QueueDelivery = {
    deliver(queueArn, message, principal) {
      if (parseArn(queueArn).region === region) journal.deliver(queueArn, message, principal);
      else deliverElsewhere(deployment, queueArn, message);
    },
  };
  const polled = {
    call: journal.call.bind(journal),
    deliver: queues.deliver,
    whenReceivable: journal.whenReceivable.bind(journal),
    queueByArn: journal.queueByArn.bind(journal),
  };
  const cloudwatch: CloudWatch = new CloudWatch({
    timeline,
    account,
    publish: (topicArn, message, principal, subject) => {
      sns.publish(topicArn, message, principal, subject);
    },
    onTransition: ({ alarm, to }) => {
      if (to !== "INSUFFICIENT_DATA") {
        child.tell({ kind: "event", text: `alarm ${alarm.declaration.name} is ${to}` });
      }
    },
  });
  const metrics = cloudwatch.record;
  const lambda: LambdaService = new LambdaService({
    timeline,
    random,
    account,
    queues: polled,
    metrics,
    publish: (topicArn, message, principal) => {
      sns.publish(topicArn, message, principal);
    },
  });
  const invokeEvent = async (arn: string, event: unknown) =>
    parseArn(arn).region === region
      ? lambda.invokeEvent(arn, event)
      : invokeElsewhere(deployment, arn, event);
  const sns: Sns = new Sns({
    timeline,
    random,
    account,
    links: network,
    queues,
    invoke: invokeEvent,
    metrics,
  });
  const scheduler = new Scheduler({
    timeline,
    random,
    account,
    queues,
    invoke: invokeEvent,
    metrics,
  });
  const states = new States({
    timeline,
    random,
    services: {
      call: (caller, service, operation, input) => cloud.call(caller, service, operation, input),
    },
    sdk: {
      call: (_caller, service, action) => {
        throw new NotModelled(service, action, "as an SDK integration");
      },
    },
  });
  const queueService: Service = { name: "sqs", call: journal.call.bind(journal) };
  const cloud: Cloud = new Cloud([queueService, sns, lambda, scheduler, states, cloudwatch]);
  const declared = topology.regions[region];
  if (!declared) throw new Error(`the program declares nothing in ${region}`);
  for (const queue of declared.queues) sqs.createQueue(region, queue);
  const restored = journal.restore(region);
  for (const { name } of declared.topics) sns.createTopic(region, name);
  for (const alarm of declared.alarms) cloudwatch.createAlarm(region, alarm);
  for (const machine of declared.stateMachines) states.createStateMachine(region, machine);
  for (const subscription of declared.subscriptions) sns.createSubscription(subscription);
  for (const {
    input,
    maximumRetryAttempts,
    maximumEventAgeSeconds,
    deadLetterArn,
    ...schedule
  } of declared.schedules) {
    scheduler.createSchedule(region, {
      ...schedule,
      ...(input === undefined ? {} : { input }),
      ...(maximumRetryAttempts === undefined ? {} : { maximumRetryAttempts }),
      ...(maximumEventAgeSeconds === undefined ? {} : { maximumEventAgeSeconds }),
      ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
    });
  }
  new QueueMetrics(timeline, (of) => sqs.queuesOf(of), metrics).start(region);
  return { cloud, sqs, lambda, cloudwatch, sns, states, restored };
}
