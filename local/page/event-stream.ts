import type { IncomingMessage, ServerResponse } from "node:http";
import type { LogEntry } from "./night-log";
import { SECURITY_HEADERS } from "./request-guard";

const LISTENERS_MAX = 32;
/** A browser that reads this slowly is cut off; it reconnects and gets what it missed. */
const UNREAD_BYTES_MAX = 1_000_000;

/** Server-sent events to every open page: the state once a second, each event of the night once. */
export class EventStream {
  private readonly listeners = new Set<ServerResponse>();

  /** The run tells the events of this night from those of the cloud that ran here before. */
  constructor(private readonly run: number) {}

  get size(): number {
    return this.listeners.size;
  }

  /** Begins with what the reader has not seen: a reconnecting browser says how far it came. */
  open(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    missedSince: (id: number) => readonly LogEntry[],
    state: unknown,
  ): void {
    if (this.listeners.size >= LISTENERS_MAX) {
      outgoing.writeHead(503, SECURITY_HEADERS).end("too many pages are open\n");
      return;
    }
    outgoing.writeHead(200, { ...SECURITY_HEADERS, "content-type": "text/event-stream" });
    outgoing.write("retry: 1000\n\n");
    outgoing.write(message("state", state));
    for (const entry of missedSince(this.seenBy(incoming))) outgoing.write(this.told(entry));
    this.listeners.add(outgoing);
    outgoing.on("close", () => this.listeners.delete(outgoing));
  }

  sendState(state: unknown): void {
    this.send(message("state", state));
  }

  sendEntry(entry: LogEntry): void {
    this.send(this.told(entry));
  }

  close(): void {
    for (const listener of this.listeners) listener.destroy();
    this.listeners.clear();
  }

  private seenBy({ headers }: IncomingMessage): number {
    const [run, id] = String(headers["last-event-id"] ?? "")
      .split("-")
      .map(Number);
    return run === this.run && id !== undefined && Number.isInteger(id) ? id : 0;
  }

  private told(entry: LogEntry): string {
    return `id: ${this.run}-${entry.id}\n${message("night", entry)}`;
  }

  private send(text: string): void {
    for (const listener of this.listeners) {
      if (listener.writableLength > UNREAD_BYTES_MAX) listener.destroy();
      else listener.write(text);
    }
  }
}

function message(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
