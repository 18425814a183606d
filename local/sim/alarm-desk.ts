import { type AlarmDeclaration, breaches } from "../engine/cloudwatch/alarm-declaration";
import type { World } from "./world";

/** Metrics of queues are a minute apart. */
const PERIOD_MS = 60_000;
/** A dead letter has to lie for this long before its alarm must have gone off. */
const GRACE_SECONDS = 130;
const DEPTH = "ApproximateNumberOfMessagesVisible";

interface Watched {
  readonly region: string;
  readonly alarm: AlarmDeclaration;
  readonly queue: string;
  inAlarm: boolean;
}

/** The declared alarms on the depth of queues, evaluated as CloudWatch would. */
export class AlarmDesk {
  private readonly watched: Watched[];
  private readonly wentOff = new Set<string>();

  constructor(private readonly world: World) {
    this.watched = Object.values(world.topology.regions).flatMap(({ region, alarms }) =>
      alarms.flatMap((alarm) => {
        const queue = alarm.metric?.name === DEPTH ? alarm.metric.dimensions?.QueueName : undefined;
        return queue === undefined ? [] : [{ region, alarm, queue, inAlarm: false }];
      }),
    );
    const look = () => {
      world.timeline.after(PERIOD_MS, look);
      for (const one of this.watched) this.evaluate(one);
    };
    world.timeline.after(PERIOD_MS, look);
  }

  /** Cross-region: CloudWatch goes dark with its region; a storm repeats itself whatever is true. */
  fire(region: string, alarm: AlarmDeclaration): void {
    const { world } = this;
    const { account } = world.topology;
    world.impairments.noteAlarm(world.placeOf(region));
    const text = JSON.stringify({
      AlarmName: alarm.name,
      NewStateValue: "ALARM",
      AlarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${alarm.name}`,
    });
    for (const topicArn of alarm.alarmActions ?? []) world.topics.deliver(topicArn, text);
  }

  /** Dead letters that lie for a while, and whether their alarm went off. */
  deadLetters(): { readonly queue: string; readonly waiting: number; readonly alarmed: boolean }[] {
    const { sqs, topology } = this.world;
    return Object.values(topology.regions).flatMap(({ region, queues }) => {
      const targets = new Set([
        ...queues.flatMap(({ redrive }) => redrive?.deadLetterTargetArn ?? []),
        ...this.failureTargets(region),
      ]);
      return sqs
        .queuesOf(region)
        .filter(({ arn }) => targets.has(arn))
        .map(({ settings: { name } }) => ({ queue: name, depth: sqs.depth(region, name) }))
        .filter(({ depth }) => depth.visible > 0 && depth.oldestAgeSeconds > GRACE_SECONDS)
        .map(({ queue, depth }) => ({
          queue,
          waiting: depth.visible,
          alarmed: this.wentOff.has(queue),
        }));
    });
  }

  private failureTargets(region: string): string[] {
    const { functions } = this.world.topology.regions[region] ?? { functions: [] };
    return functions.flatMap(({ async }) => async?.onFailureArn ?? []);
  }

  private evaluate(one: Watched): void {
    const { region, alarm, queue } = one;
    if (this.world.conditions.isDown(this.world.placeOf(region))) return;
    const { visible } = this.world.sqs.depth(region, queue);
    const isBad = breaches(alarm, visible);
    if (isBad && !one.inAlarm) {
      this.wentOff.add(queue);
      this.world.history.note(`alarm ${alarm.name}`);
      this.fire(region, alarm);
    }
    one.inAlarm = isBad;
  }
}
