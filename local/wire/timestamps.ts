import type { TimestampFormat } from "./shape";

/** Writes a moment the way the protocol or the model asks for. */
export function writeTimestamp(moment: Date, format: TimestampFormat): string | number {
  if (format === "epoch-seconds") return moment.getTime() / 1000;
  return format === "http-date" ? moment.toUTCString() : moment.toISOString();
}

/** Reads a moment; numbers and numeric strings are seconds since 1970. */
export function readTimestamp(value: unknown): Date {
  const seconds = typeof value === "number" ? value : Number(value);
  const moment = Number.isNaN(seconds) ? new Date(String(value)) : new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) throw new TypeError(`not a timestamp: ${String(value)}`);
  return moment;
}
