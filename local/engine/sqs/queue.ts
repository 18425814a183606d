import type { Random } from "../random";
import type { Timeline, Timer } from "../timeline";
import type { Message, MessageContent } from "./message";
import { MessageStore, type QueueDepth, type QueueFaults } from "./message-store";
import type { CompleteSettings, RedriveAllow } from "./queue-settings";
import { queueDoesNotExist, sqsError } from "./sqs-error";
import { type Waiter, WaitingRoom } from "./waiting-room";

/** What a queue needs from the world around it. */
interface QueueWorld {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly faults?: QueueFaults;
  /** Hands a message to the dead-letter queue; false when there is none to take it. */
  moveToDeadLetters(source: Queue, message: Message): boolean;
}

/** Totals since the queue was created, for metrics. */
export interface QueueTraffic {
  sent: number;
  received: number;
  deleted: number;
}

/** One standard queue: at least once, best-effort order, redrive after too many deliveries. */
export class Queue {
  readonly createdAtMs: number;
  readonly traffic: QueueTraffic = { sent: 0, received: 0, deleted: 0 };
  purgedAtMs = Number.NEGATIVE_INFINITY;
  private readonly store: MessageStore;
  private readonly waiting: WaitingRoom;
  private readonly handlePrefix: string;

  constructor(
    readonly region: string,
    readonly arn: string,
    readonly url: string,
    /** Tells the receipt handles of this queue from those of any other, earlier ones included. */
    incarnation: number,
    readonly settings: CompleteSettings,
    private readonly world: QueueWorld,
  ) {
    this.createdAtMs = world.timeline.nowMs();
    this.store = new MessageStore(world.random, world.faults);
    this.waiting = new WaitingRoom(world.timeline, {
      hasVisible: () => {
        this.store.settle(world.timeline.nowMs());
        return this.store.visible > 0;
      },
      nextVisibleAtMs: () => this.store.nextVisibleAtMs(),
    });
    this.handlePrefix = `AQEB${incarnation}`;
  }

  get random(): Random {
    return this.world.random;
  }

  nowMs(): number {
    return this.world.timeline.nowMs();
  }

  /** Stores a message. The sender of a batch calls `serveWaiters` once, after the last one. */
  add(content: MessageContent, delaySeconds = this.settings.delaySeconds): Message {
    const nowMs = this.world.timeline.nowMs();
    this.traffic.sent += 1;
    return this.store.add(content, {
      nowMs,
      sentAtMs: nowMs,
      expiresAtMs: nowMs + this.settings.messageRetentionSeconds * 1000,
      visibleAtMs: nowMs + delaySeconds * 1000,
    });
  }

  /** Takes over a message that failed elsewhere: its age for retention and its count go with it. */
  addDeadLetter(message: Message, sourceArn: string): void {
    const nowMs = this.world.timeline.nowMs();
    const content = { ...message, failedIn: sourceArn };
    const expiresAtMs = message.sentAtMs + this.settings.messageRetentionSeconds * 1000;
    const times = { nowMs, sentAtMs: message.sentAtMs, expiresAtMs, visibleAtMs: nowMs };
    this.store.add(content, times, message);
    this.serveWaiters();
  }

  /** Receives what is visible now, at most this many; those that failed too often are moved away. */
  take(maximum: number, visibilitySeconds = this.settings.visibilityTimeoutSeconds): Message[] {
    const nowMs = this.world.timeline.nowMs();
    const taken: Message[] = [];
    this.store.settle(nowMs);
    const { redrive, inFlightLimit } = this.settings;
    while (taken.length < maximum && this.store.inFlight < inFlightLimit) {
      const message = this.store.next();
      if (!message) break;
      if (redrive && message.receiveCount >= redrive.maxReceiveCount) {
        // Without a queue to take it, the message stays: losing it would be worse than a retry.
        if (this.world.moveToDeadLetters(this, message)) {
          this.store.remove(message);
          continue;
        }
      }
      message.receiveCount += 1;
      message.firstReceivedAtMs ??= nowMs;
      this.store.hide(message, nowMs + visibilitySeconds * 1000);
      taken.push(message);
    }
    this.store.duplicate(taken);
    this.traffic.received += taken.length;
    return taken;
  }

  /** Takes visible messages for good, without counting a delivery: how a redrive empties a queue. */
  drain(maximum: number, keep: (message: Message) => boolean): Message[] {
    this.store.settle(this.world.timeline.nowMs());
    const drained: Message[] = [];
    const kept: Message[] = [];
    while (drained.length < maximum) {
      const message = this.store.next();
      if (!message) break;
      if (keep(message)) kept.push(message);
      else {
        this.store.remove(message);
        drained.push(message);
      }
    }
    for (const message of kept) this.store.hide(message, this.world.timeline.nowMs());
    return drained;
  }

  /** Whether a receive with no wait would be refused for too many messages in flight. */
  isOverLimit(): boolean {
    this.store.settle(this.world.timeline.nowMs());
    return this.store.inFlight >= this.settings.inFlightLimit;
  }

  handleOf(message: Message): string {
    return `${this.handlePrefix}.${message.serial}.${message.receiveCount}`;
  }

  /** Forgets the message of this handle; an outdated handle changes nothing, as in AWS. */
  delete(handle: string): void {
    const { message, isLatest } = this.resolve(handle);
    if (!message || !isLatest) return;
    this.store.remove(message);
    this.traffic.deleted += 1;
  }

  changeVisibility(handle: string, seconds: number): void {
    const nowMs = this.world.timeline.nowMs();
    this.store.settle(nowMs);
    const { message, isLatest } = this.resolve(handle);
    if (!message || !isLatest || message.state !== "inFlight") {
      throw sqsError("MessageNotInflight", "The message referred to isn't in flight.");
    }
    this.store.hide(message, nowMs + seconds * 1000);
    this.serveWaiters();
  }

  /**
   * Waits until messages can be taken. Either they arrive, or the time is over and nothing comes.
   */
  receiveLater(maximum: number, visibilitySeconds: number | undefined, waitSeconds: number) {
    return new Promise<Message[]>((resolve, reject) => {
      const timer = this.world.timeline.after(waitSeconds * 1000, () => {
        this.waiting.leave(waiter);
        resolve([]);
      });
      const waiter: Waiter = {
        offer: () => {
          const messages = this.take(maximum, visibilitySeconds);
          if (messages.length === 0) return false;
          timer.cancel();
          resolve(messages);
          return true;
        },
        fail: (error) => {
          timer.cancel();
          reject(error);
        },
      };
      this.waiting.join(waiter);
    });
  }

  /** Calls once, as soon as there is something to receive (or the queue is gone). */
  whenReceivable(run: () => void): Timer {
    const waiter: Waiter = {
      offer: () => {
        if (this.store.visible === 0) return false;
        run();
        return true;
      },
      fail: run,
    };
    this.waiting.join(waiter);
    return { cancel: () => this.waiting.leave(waiter) };
  }

  /** Gives what has arrived to those who wait for it. */
  serveWaiters(): void {
    this.waiting.serve();
  }

  depth(): QueueDepth {
    const nowMs = this.world.timeline.nowMs();
    this.store.settle(nowMs);
    return this.store.depth(nowMs);
  }

  purge(): void {
    this.store.clear();
  }

  /** The queue is lost: so are its messages, and everybody who waited learns it. */
  close(): void {
    this.store.clear();
    this.waiting.close(queueDoesNotExist());
  }

  /** Whether this queue lets the other one use it for dead letters. */
  accepts(sourceArn: string): boolean {
    const allow: RedriveAllow | undefined = this.settings.redriveAllow;
    if (!allow || allow.redrivePermission === "allowAll") return true;
    return allow.redrivePermission === "byQueue" && !!allow.sourceQueueArns?.includes(sourceArn);
  }

  private resolve(handle: string): { message: Message | undefined; isLatest: boolean } {
    const [prefix, serial, receive] = handle.split(".");
    if (prefix !== this.handlePrefix || receive === undefined) {
      throw sqsError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
    }
    const message = this.store.find(Number(serial));
    return { message, isLatest: message?.receiveCount === Number(receive) };
  }
}
