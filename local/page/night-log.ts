import type { NightEvent } from "../cloud/supervisor";
import { type EventKind, eventKind } from "./night-event-kind";

/** An event with its place in the log. */
export interface LogEntry {
  readonly id: number;
  readonly atMs: number;
  readonly source: string;
  readonly kind: EventKind;
  readonly text: string;
}

const ENTRIES_MAX = 500;
const TEXT_MAX = 400;

/** The events of the night in their order; the oldest are forgotten. */
export class NightLog {
  private readonly entries: LogEntry[] = [];
  private lastId = 0;

  add(event: NightEvent): LogEntry {
    const entry: LogEntry = {
      id: ++this.lastId,
      atMs: event.atMs,
      source: event.source,
      kind: eventKind(event),
      text: event.text.slice(0, TEXT_MAX),
    };
    this.entries.push(entry);
    if (this.entries.length > ENTRIES_MAX) this.entries.shift();
    return entry;
  }

  /** What somebody has not seen who saw everything up to this one. */
  after(id: number): readonly LogEntry[] {
    return this.entries.filter((entry) => entry.id > id);
  }
}
