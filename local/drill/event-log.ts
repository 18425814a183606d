import { createHash } from "node:crypto";
import { canonicalJson } from "../../functions/core/evidence";

/** One line of the night's log, tied to all lines before it. */
export interface LogEntry {
  readonly seq: number;
  readonly run: number;
  /** On the drill's clock, since the run began. */
  readonly atMs: number;
  readonly source: string;
  readonly text: string;
  readonly data?: unknown;
  /** SHA-256 over the entry before and everything above. */
  readonly hash: string;
}

type Content = Omit<LogEntry, "hash">;

/** What the first entry is tied to. */
const BEGINNING = "payments-dr/drill-events/1";

/** The night as it happened: entries are only ever appended, and a changed one is found out. */
export class EventLog {
  private readonly chained: LogEntry[] = [];

  get entries(): readonly LogEntry[] {
    return this.chained;
  }

  get lastHash(): string {
    return this.chained.at(-1)?.hash ?? BEGINNING;
  }

  append(entry: Omit<Content, "seq">): LogEntry {
    const { run, atMs, source, text, data } = entry;
    const content: Content = {
      seq: this.chained.length + 1,
      run,
      atMs,
      source,
      text,
      ...(data === undefined ? {} : { data }),
    };
    const chained = { ...content, hash: hashOf(this.lastHash, content) };
    this.chained.push(chained);
    return chained;
  }
}

/** The sequence number of the first entry that is not as it was written; undefined when all are. */
export function brokenLink(entries: readonly LogEntry[], lastHash: string): number | undefined {
  let previous = BEGINNING;
  for (const [index, { hash, ...content }] of entries.entries()) {
    if (content.seq !== index + 1 || hash !== hashOf(previous, content)) return index + 1;
    previous = hash;
  }
  return previous === lastHash ? undefined : entries.length + 1;
}

function hashOf(previous: string, content: Content): string {
  return createHash("sha256")
    .update(canonicalJson({ previous, ...content }))
    .digest("hex");
}
