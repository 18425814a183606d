import { AwsError, NotModelled } from "../aws-error";

interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly words?: readonly string[];
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const fields: readonly Field[] = [
  { name: "minutes", low: 0, high: 59 },
  { name: "hours", low: 0, high: 23 },
  { name: "day of month", low: 1, high: 31 },
  { name: "month", low: 1, high: 12, words: months },
  { name: "day of week", low: 1, high: 7, words: weekdays },
  { name: "year", low: 1970, high: 2199 },
];
const dayMs = 86_400_000;
const minuteMs = 60_000;

/** A cron expression of EventBridge: six fields, in UTC, weekdays counted from Sunday as 1. */
export class Cron {
  private readonly minutes: readonly number[];
  private readonly hours: readonly number[];
  private readonly days: ReadonlySet<number>;
  private readonly months: ReadonlySet<number>;
  private readonly weekdays: ReadonlySet<number>;
  private readonly years: ReadonlySet<number>;

  constructor(expression: string) {
    const parts = expression.trim().split(/\s+/);
    if (parts.length !== fields.length) throw invalid(expression, "six fields are needed");
    if ((parts[2] === "?") === (parts[4] === "?")) {
      throw invalid(expression, "either the day of month or the day of week must be ?");
    }
    const [minutes, hours, days, monthsOf, weekdaysOf, years] = fields.map((field, i) =>
      values(expression, field, parts[i] ?? ""),
    ) as [number[], number[], number[], number[], number[], number[]];
    this.minutes = minutes;
    this.hours = hours;
    this.days = new Set(days);
    this.months = new Set(monthsOf);
    this.weekdays = new Set(weekdaysOf);
    this.years = new Set(years);
  }

  /** The first time at or after this one; undefined when there is none left. */
  next(fromMs: number): number | undefined {
    const firstMs = Math.ceil(fromMs / minuteMs) * minuteMs;
    const lastYear = Math.max(...this.years);
    for (let dayStartMs = Math.floor(firstMs / dayMs) * dayMs; ; dayStartMs += dayMs) {
      const day = new Date(dayStartMs);
      const year = day.getUTCFullYear();
      if (year > lastYear) return undefined;
      if (!this.years.has(year)) {
        dayStartMs = Date.UTC(year + 1, 0, 1) - dayMs;
        continue;
      }
      if (!this.hasDay(day)) continue;
      const atMs = this.timeOf(dayStartMs, firstMs);
      if (atMs !== undefined) return atMs;
    }
  }

  private hasDay(day: Date): boolean {
    return (
      this.months.has(day.getUTCMonth() + 1) &&
      this.days.has(day.getUTCDate()) &&
      this.weekdays.has(day.getUTCDay() + 1)
    );
  }

  private timeOf(dayStartMs: number, notBeforeMs: number): number | undefined {
    for (const hour of this.hours) {
      for (const minute of this.minutes) {
        const atMs = dayStartMs + (hour * 60 + minute) * minuteMs;
        if (atMs >= notBeforeMs) return atMs;
      }
    }
    return undefined;
  }
}

function values(expression: string, field: Field, text: string): number[] {
  const found = new Set<number>();
  for (const part of text.toUpperCase().split(",")) {
    for (const value of range(expression, field, part)) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function range(expression: string, field: Field, part: string): number[] {
  const { name, low, high } = field;
  const [span = "", step, ...rest] = part.split("/");
  if (/[LW#]/.test(span) && !Number.isFinite(numberOf(field, span.split("-")[0] ?? ""))) {
    throw new NotModelled("scheduler", "CreateSchedule", `${part} in ${expression}`);
  }
  const [from = "", to, ...more] = span.split("-");
  const isAny = span === "*" || span === "?";
  const start = isAny ? low : numberOf(field, from);
  // "5/10" means every tenth from the fifth on, "5" only the fifth.
  const end =
    isAny || (step !== undefined && to === undefined) ? high : numberOf(field, to ?? from);
  const every = step === undefined ? 1 : Number(step);
  const isRange =
    start >= low && end <= high && start <= end && Number.isInteger(every) && every > 0;
  if (!isRange || rest.length > 0 || more.length > 0) {
    throw invalid(expression, `${part} is not valid for ${name}`);
  }
  const found: number[] = [];
  for (let value = start; value <= end; value += every) found.push(value);
  return found;
}

function numberOf({ words, low }: Field, text: string): number {
  const index = words?.indexOf(text) ?? -1;
  if (index >= 0) return index + low;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function invalid(expression: string, reason: string): AwsError {
  return new AwsError(
    "ValidationException",
    `Invalid Schedule Expression ${expression}: ${reason}.`,
  );
}
