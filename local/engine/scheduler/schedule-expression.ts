import { AwsError } from "../aws-error";
import { Cron } from "./cron";

/** When a schedule fires: the first time at or after a moment, undefined when never again. */
export type Recurrence = (fromMs: number) => number | undefined;

const unitMs: Readonly<Record<string, number>> = {
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
  day: 86_400_000,
  days: 86_400_000,
};

/**
 * Understands `rate(…)`, `cron(…)` and `at(…)`, all in UTC. A rate counts from the anchor, which
 * is also its first time.
 */
export function parseSchedule(expression: string, anchorMs: number): Recurrence {
  const match = /^(rate|cron|at)\(([^()]+)\)$/.exec(expression);
  const [, kind, inside = ""] = match ?? [];
  switch (kind) {
    case "rate":
      return rate(expression, inside, anchorMs);
    case "cron": {
      const cron = new Cron(inside);
      return (fromMs) => cron.next(fromMs);
    }
    case "at": {
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inside)) throw invalid(expression);
      const atMs = Date.parse(`${inside}Z`);
      if (Number.isNaN(atMs)) throw invalid(expression);
      return (fromMs) => (fromMs <= atMs ? atMs : undefined);
    }
    default:
      throw invalid(expression);
  }
}

function rate(expression: string, inside: string, anchorMs: number): Recurrence {
  const [value = "", unit = ""] = inside.trim().split(/\s+/);
  const everyMs = Number(value) * (unitMs[unit] ?? Number.NaN);
  if (!/^\d+$/.test(value) || !(everyMs > 0)) throw invalid(expression);
  return (fromMs) => anchorMs + Math.max(0, Math.ceil((fromMs - anchorMs) / everyMs)) * everyMs;
}

function invalid(expression: string): AwsError {
  return new AwsError("ValidationException", `Invalid Schedule Expression ${expression}.`);
}
