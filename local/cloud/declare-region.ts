import type { DeclaredFunction, DeclaredSchedule } from "../topology/topology";
import type { RegionServices, RegionWorld } from "./region-services";

/** Creates what the program declares in a region, in the order in which things refer to each other. */
export function declareRegion(world: RegionWorld, services: RegionServices): void {
  const { region, topology } = world;
  const declared = topology.regions[region];
  if (!declared) throw new Error(`the program declares nothing in ${region}`);
  const { sqs, sns, cloudwatch, states, lambda, scheduler, events } = services;
  for (const queue of declared.queues) sqs.createQueue(region, queue);
  for (const { name } of declared.topics) sns.createTopic(region, name);
  for (const one of declared.functions) declareFunction(world, services, one);
  for (const subscription of declared.subscriptions) sns.createSubscription(subscription);
  for (const alarm of declared.alarms) cloudwatch.createAlarm(region, alarm);
  for (const machine of declared.stateMachines) states.createStateMachine(region, machine);
  for (const rule of declared.eventRules) events.createRule(rule);
  for (const source of declared.eventSources) lambda.createEventSourceMapping(region, source);
  for (const schedule of declared.schedules) {
    scheduler.createSchedule(region, scheduleOf(schedule));
  }
}

function declareFunction(
  world: RegionWorld,
  services: RegionServices,
  one: DeclaredFunction,
): void {
  const { name, timeoutMs, memoryMb, roleArn, aliases, reservedConcurrency, async } = one;
  services.lambda.createFunction(world.region, {
    name,
    timeoutMs,
    memoryMb,
    roleArn,
    qualifiers: aliases,
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    ...(async ? { async } : {}),
    run: world.runner(one, services),
  });
}

function scheduleOf(schedule: DeclaredSchedule) {
  const { input, maximumRetryAttempts, maximumEventAgeSeconds, deadLetterArn, ...given } = schedule;
  return {
    ...given,
    ...(input === undefined ? {} : { input }),
    ...(maximumRetryAttempts === undefined ? {} : { maximumRetryAttempts }),
    ...(maximumEventAgeSeconds === undefined ? {} : { maximumEventAgeSeconds }),
    ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
  };
}
