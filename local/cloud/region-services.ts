import { AwsError, NotModelled } from "../engine/aws-error";
import { Cloud } from "../engine/cloud";
import { CloudWatch } from "../engine/cloudwatch/cloudwatch";
import { QueueMetrics } from "../engine/cloudwatch/queue-metrics";
import { EventBus } from "../engine/events/event-bus";
import type { Runner } from "../engine/lambda/function-declaration";
import { LambdaService } from "../engine/lambda/lambda-service";
import type { PolledQueues } from "../engine/lambda/polled-queue";
import type { Random } from "../engine/random";
import { Scheduler } from "../engine/scheduler/scheduler";
import type { Caller, Links, Service } from "../engine/service";
import { Sns } from "../engine/sns/sns";
import type { DeliveredMessage, QueueDelivery } from "../engine/sqs/queue-delivery";
import { Sqs } from "../engine/sqs/sqs";
import { States } from "../engine/states/states";
import type { Timeline } from "../engine/timeline";
import type { Guard } from "../iam/guard";
import type { DeclaredFunction, Topology } from "../topology/topology";
import { declareRegion } from "./declare-region";
import { type Guarded, guarded } from "./permissions";
import { ServiceHands } from "./service-hands";

/** The queues of a region as everybody reaches them. */
export interface RegionQueues extends PolledQueues, QueueDelivery {
  call: Service["call"];
}

/** Ways to the other regions, which are other processes. */
export interface Elsewhere {
  deliver(queueArn: string, message: DeliveredMessage): void;
  invoke(functionArn: string, event: unknown): Promise<void>;
}

/** What the services of a region run on: processes and the wall clock, or one thread and virtual time. */
export interface RegionWorld {
  readonly topology: Topology;
  readonly region: string;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly links: Links;
  readonly guard: Guard;
  readonly elsewhere: Elsewhere;
  /** Runs the code of a function. */
  runner(one: DeclaredFunction, services: RegionServices): Runner;
  /** Puts a journal, or nothing, before the queues. */
  queues(sqs: Sqs): RegionQueues;
  /** What happened, for people. */
  tell(text: string): void;
}

/** The services that live and die with a region's compute, wired as the program declares them. */
export interface RegionServices {
  /** For callers with and without a role; every call is decided first. */
  readonly cloud: Guarded;
  readonly sqs: Sqs;
  readonly lambda: LambdaService;
  readonly cloudwatch: CloudWatch;
  readonly sns: Sns;
  readonly states: States;
  readonly scheduler: Scheduler;
  readonly events: EventBus;
  /** What AWS does by itself, each time asking whether it may. */
  readonly hands: ServiceHands;
}

/** Builds a region and starts everything in it that works by itself. */
export function regionServices(world: RegionWorld): RegionServices {
  const { topology, region, timeline, random, guard, links } = world;
  const { account } = topology;
  const sqs = new Sqs({ timeline, random, account });
  const queues = world.queues(sqs);
  const hands: ServiceHands = new ServiceHands(world, {
    deliver: (arn, message, principal) => queues.deliver(arn, message, principal),
    invokeEvent: (arn, event) => lambda.invokeEvent(arn, event),
    publish: (topic, message, principal, subject) => {
      sns.publish(topic, message, principal, subject);
    },
  });
  const cloudwatch: CloudWatch = new CloudWatch({
    timeline,
    account,
    publish: (topic, message, principal, subject, alarmArn) =>
      tolerant(() => hands.publish(topic, message, principal, subject, alarmArn)),
    onTransition: ({ alarm, from, to }) => {
      const isNews = to === "ALARM" || (to === "OK" && from === "ALARM");
      if (isNews) world.tell(`alarm ${alarm.declaration.name} is ${to}`);
    },
  });
  const metrics = cloudwatch.record;
  const common = { timeline, random, account, metrics, queues: hands };
  const lambda: LambdaService = new LambdaService({
    ...common,
    queues: guardedPolling(queues, hands, guard),
    publish: (topic, message, principal) => hands.publish(topic, message, principal),
  });
  const sns: Sns = new Sns({
    ...common,
    links,
    invoke: (arn, event, topicArn) => hands.invoke("sns.amazonaws.com", arn, event, topicArn),
  });
  const scheduler = new Scheduler({
    ...common,
    invoke: (arn, event, role) => hands.invoke(role ?? "scheduler.amazonaws.com", arn, event),
  });
  const events = new EventBus({
    timeline,
    random,
    region,
    account,
    invoke: (arn, event, rule) => hands.invoke("events.amazonaws.com", arn, event, rule),
    onLost: ({ name }, error) => world.tell(`rule ${name} lost an event: ${error.message}`),
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
  const queueService: Service = { name: "sqs", call: queues.call.bind(queues) };
  const services = [queueService, sns, lambda, scheduler, states, cloudwatch];
  const cloud: Guarded = guarded(guard, new Cloud(services));
  const built = { cloud, sqs, lambda, cloudwatch, sns, states, scheduler, events, hands };
  declareRegion(world, built);
  new QueueMetrics(timeline, (of) => sqs.queuesOf(of), metrics).start(region);
  return built;
}

/** Pollers work with the function's role, so their calls are decided like the function's own. */
function guardedPolling(
  queues: RegionQueues,
  hands: ServiceHands,
  guard: Guard,
): PolledQueues & QueueDelivery {
  return {
    call(caller: Caller, operation: string, input: Record<string, unknown>) {
      guard.check(caller, "sqs", operation, input);
      return queues.call(caller, operation, input);
    },
    whenReceivable: (arn, run) => queues.whenReceivable(arn, run),
    queueByArn: (arn) => queues.queueByArn(arn),
    deliver: (arn, message, principal) => hands.deliver(arn, message, principal),
  };
}

/** An alarm whose action is refused stays an alarm; the refusal has been told where it was decided. */
function tolerant(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}
