import { stretchesOf } from "./conditions-of-the-world";
import type { WindowFault } from "./fault-kinds";
import type { FaultWindow, Place } from "./scenario";
import type { World } from "./world";

/** How far a stale index is behind. */
const STALE_INDEX_MS = 20_000;

const NETWORK: ReadonlySet<WindowFault> = new Set(["cut", "half-cut", "isolated"]);

/** Bodies that no handler of the product ever sent. */
const POISON = ["", "#", "no-payment-at-all", "default#nobody-sent-this", '{"transaction_id":"x"}'];

/** An operator waits for gates that open within this time, and asks this often. */
const PATIENCE_SECONDS = 120;
const ASKS_AGAIN_MS = 20_000;

/** How often an alarm storm repeats itself. */
const STORM_EVERY_MS = 7_000;

/** Opens and closes the windows of a scenario, with everything that begins and ends with them. */
export class WindowEffects {
  constructor(private readonly world: World) {
    const { healMs, windows } = world.scenario;
    for (const window of windows) {
      for (const stretch of stretchesOf(window, healMs)) {
        world.timeline.after(stretch.fromMs, () => this.begin(stretch));
        world.timeline.after(stretch.untilMs, () => this.end(stretch));
      }
    }
  }

  private begin(window: FaultWindow): void {
    const { conditions, history } = this.world;
    const wasDown = conditions.isDown(window.at);
    conditions.open(window);
    history.note(titleOf(window));
    if (!wasDown && conditions.isDown(window.at)) this.goDark(window.at);
    this.apply(window, true);
  }

  private end(window: FaultWindow): void {
    const { conditions, history } = this.world;
    const wasDown = conditions.isDown(window.at);
    conditions.close(window);
    history.note(`${titleOf(window)} is over`);
    if (wasDown && !conditions.isDown(window.at)) this.recover(window.at);
    this.apply(window, false);
  }

  private goDark(place: Place): void {
    const { world } = this;
    const region = world.regionAt(place);
    if (!region) return;
    world.impairments.noteDark(place);
    world.lambda.kill(region);
    world.states.kill(region);
    world.regions.get(region)?.forgetSandboxes();
    world.dynamo.setRegionDark(region, true);
  }

  private recover(place: Place): void {
    const { world } = this;
    const region = world.regionAt(place);
    if (!region) return;
    world.impairments.noteLight(place);
    world.dynamo.setRegionDark(region, false);
    world.lambda.start(region);
    world.states.revive(region);
  }

  /** Effects of a window that are more than a condition somebody asks for. */
  private apply(window: FaultWindow, begins: boolean): void {
    const { world } = this;
    const region = world.regionAt(window.at);
    if (NETWORK.has(window.kind)) world.dynamo.networkChanged();
    if (region === undefined) return;
    if (window.kind === "stale-index") {
      world.dynamo.tune({ indexLagMs: begins ? STALE_INDEX_MS : 0 });
    }
    if (window.kind === "concurrency-exhausted") this.throttle(region, begins);
    if (window.kind === "replication-stopped") {
      world.dynamo.setReplication(region, world.peerOf(region), { stopped: begins });
    }
    // Cross-region: a region that lost what it had not yet sent is rebuilt from the other one.
    if (window.kind === "log-lost" && !begins) {
      world.dynamo.rebuildReplica(region, world.peerOf(region));
    }
    if (begins) this.strike(window, region);
  }

  /** What happens once, at the beginning. */
  private strike({ kind }: FaultWindow, region: string): void {
    const { world } = this;
    const peer = world.peerOf(region);
    switch (kind) {
      case "queue-lost":
        this.loseQueues(region);
        break;
      case "queue-poisoned":
        for (const body of POISON) this.send(region, body || " ");
        break;
      case "hints-replayed":
        for (const key of world.history.keys) this.send(region, key);
        break;
      case "log-lost":
        world.dynamo.loseTrappedWrites(region);
        break;
      case "alarm-storm":
        this.storm(region);
        break;
      case "operator-switch":
        world.people.order("failover", peer);
        break;
      case "operators-disagree":
        world.people.order("failover", peer, "ann");
        world.people.order("failover", peer, "bob");
        world.people.order("failover", region, "eve");
        break;
      case "operator-failback":
        this.failBack();
        break;
      case "workflow-stopped":
        world.states.stopAll(region);
        world.states.stopAll(peer);
        break;
      default:
        break;
    }
  }

  /** Gates may be closed; somebody who expects them to open soon asks again, also in calm. */
  private failBack(): void {
    const { people, scenario, stack, timeline, topology } = this.world;
    people.order("failback", topology.primary);
    const isPatient = stack.policy.coolDownSeconds <= PATIENCE_SECONDS;
    if (!isPatient || this.world.elapsedMs() > scenario.healMs + PATIENCE_SECONDS * 1000) return;
    timeline.after(ASKS_AGAIN_MS, () => this.failBack());
  }

  /** The same alarm again and again, to everybody who listens, whether or not it is true. */
  private storm(region: string): void {
    const { world } = this;
    const alarm = world.topology.regions[region]?.alarms.find(
      ({ alarmActions }) => alarmActions?.length,
    );
    if (!alarm) throw new Error(`no alarm of ${region} tells anybody`);
    for (let i = 0; i < 3; i++) {
      world.timeline.after(i * STORM_EVERY_MS, () => world.alarms.fire(region, alarm));
    }
  }

  private send(region: string, body: string): void {
    const { world } = this;
    const QueueUrl = world.functionOf(region, "validate").environment.QUEUE_URL;
    try {
      world.sqs.call({ region }, "SendMessage", { QueueUrl, MessageBody: body });
    } catch {
      // The queue is lost at this moment: so is what somebody wanted to put on it.
    }
  }

  private throttle(region: string, begins: boolean): void {
    const { world } = this;
    for (const one of world.topology.regions[region]?.functions ?? []) {
      const reserved = begins ? 0 : one.reservedConcurrency;
      world.lambda.setReservedConcurrency(region, one.name, reserved);
    }
  }

  private loseQueues(region: string): void {
    const { world } = this;
    world.topics.loseUnread(region);
    for (const queue of world.topology.regions[region]?.queues ?? []) {
      world.sqs.dropQueue(region, queue.name);
      world.sqs.createQueue(region, queue);
    }
  }
}

function titleOf({ kind, at, to }: FaultWindow): string {
  return kind.endsWith("cut") ? `${kind} ${at} ${to}` : `${kind} ${at}`;
}
