import type { Random } from "../random";
import { DueHeap } from "./due-heap";
import { Fifo } from "./fifo";
import type { Message, MessageContent } from "./message";

/** Decides, per delivery, whether the weak promises of a standard queue show themselves. */
export interface QueueFaults {
  /** Deliver this message once more, although it was received and perhaps deleted. */
  duplicate(): boolean;
  /** Let another message overtake the oldest one. */
  reorder(): boolean;
}

/** What a queue holds at one moment. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  readonly oldestAgeSeconds: number;
}

/**
 * The copies of messages in one queue and what state each is in. Nothing here needs a timer:
 * whoever looks first calls `settle`, which does everything that has become due since.
 */
export class MessageStore {
  private readonly ready = new Fifo<Message>();
  private readonly hidden = new DueHeap(
    (atMs, { state, visibleAtMs }) =>
      visibleAtMs === atMs && (state === "inFlight" || state === "delayed"),
  );
  private readonly expiring = new DueHeap((_, { state }) => state !== "gone");
  /** In the order of arrival, which is what the age of the oldest message is read from. */
  private readonly live = new Map<number, Message>();
  private readonly counts = { visible: 0, inFlight: 0, delayed: 0 };
  private nextSerial = 1;

  constructor(
    private readonly random: Random,
    private readonly faults: QueueFaults | undefined,
  ) {}

  get visible(): number {
    return this.counts.visible;
  }

  get inFlight(): number {
    return this.counts.inFlight;
  }

  add(
    content: MessageContent,
    times: { nowMs: number; sentAtMs: number; expiresAtMs: number; visibleAtMs: number },
    received?: { receiveCount: number; firstReceivedAtMs: number | undefined },
  ): Message {
    const { nowMs, sentAtMs, expiresAtMs, visibleAtMs } = times;
    const message: Message = {
      serial: this.nextSerial++,
      id: content.id,
      body: content.body,
      attributes: content.attributes,
      senderId: content.senderId,
      traceHeader: content.traceHeader,
      groupId: content.groupId,
      failedIn: content.failedIn,
      sentAtMs,
      arrivedAtMs: nowMs,
      expiresAtMs,
      bodyMd5: undefined,
      state: visibleAtMs > nowMs ? "delayed" : "visible",
      visibleAtMs,
      receiveCount: received?.receiveCount ?? 0,
      firstReceivedAtMs: received?.firstReceivedAtMs,
    };
    this.insert(message);
    return message;
  }

  find(serial: number): Message | undefined {
    return this.live.get(serial);
  }

  /** Shows what has become visible and drops what has outlived its retention. */
  settle(nowMs: number): void {
    for (let due = this.hidden.pop(nowMs); due; due = this.hidden.pop(nowMs)) {
      this.move(due, "visible");
      this.ready.push(due);
    }
    for (let old = this.expiring.pop(nowMs); old; old = this.expiring.pop(nowMs)) this.remove(old);
  }

  /** Takes the next visible message and counts the delivery; the caller hides or removes it. */
  next(): Message | undefined {
    if (this.counts.visible === 0) return undefined;
    if (this.faults?.reorder()) this.ready.swapWithFirst(this.random.int(this.ready.size));
    for (let message = this.ready.shift(); message; message = this.ready.shift()) {
      if (message.state === "visible") return message;
    }
    return undefined;
  }

  hide(message: Message, visibleAtMs: number): void {
    this.move(message, "inFlight");
    message.visibleAtMs = visibleAtMs;
    this.hidden.push(visibleAtMs, message);
  }

  /** A second copy that lives and dies on its own, as when one storage host missed the delete. */
  duplicate(received: readonly Message[]): void {
    const { faults } = this;
    if (!faults) return;
    for (const message of received) {
      if (!faults.duplicate()) continue;
      this.insert({ ...message, serial: this.nextSerial++, state: "visible" });
    }
  }

  remove(message: Message): void {
    if (message.state === "gone") return;
    this.counts[message.state] -= 1;
    message.state = "gone";
    this.live.delete(message.serial);
  }

  clear(): void {
    for (const message of this.live.values()) message.state = "gone";
    this.live.clear();
    this.ready.clear();
    this.hidden.clear();
    this.expiring.clear();
    this.counts.visible = 0;
    this.counts.inFlight = 0;
    this.counts.delayed = 0;
  }

  /** When the next hidden message shows itself. */
  nextVisibleAtMs(): number | undefined {
    return this.hidden.nextAtMs();
  }

  depth(nowMs: number): QueueDepth {
    const oldest: Message | undefined = this.live.values().next().value;
    return {
      ...this.counts,
      oldestAgeSeconds: oldest ? Math.floor((nowMs - oldest.arrivedAtMs) / 1000) : 0,
    };
  }

  private insert(message: Message): void {
    this.live.set(message.serial, message);
    this.expiring.push(message.expiresAtMs, message);
    if (message.state === "visible") this.ready.push(message);
    else this.hidden.push(message.visibleAtMs, message);
    this.counts[message.state as "visible" | "delayed"] += 1;
  }

  private move(message: Message, to: "visible" | "inFlight"): void {
    if (message.state !== "gone") this.counts[message.state] -= 1;
    message.state = to;
    this.counts[to] += 1;
  }
}
