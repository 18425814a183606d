import { expect } from "chai";
import { parseSchedule } from "../../../../local/engine/scheduler/schedule-expression";

const at = (text: string) => Date.parse(`${text}Z`);
const anchor = at("2026-01-01T00:00:30");

/** The times a schedule fires from a moment on, as text. */
function times(expression: string, from: string, count: number): string[] {
  const next = parseSchedule(expression, anchor);
  const found: string[] = [];
  let fromMs = at(from);
  for (let i = 0; i < count; i++) {
    const atMs = next(fromMs);
    if (atMs === undefined) break;
    found.push(new Date(atMs).toISOString().slice(0, 19));
    fromMs = atMs + 1;
  }
  return found;
}

describe("schedule expressions", () => {
  for (const [expression, from, expected] of [
    ["rate(1 minute)", "2026-01-01T00:00:30", ["2026-01-01T00:00:30", "2026-01-01T00:01:30"]],
    ["rate(5 minutes)", "2026-01-01T00:01:00", ["2026-01-01T00:05:30", "2026-01-01T00:10:30"]],
    ["rate(2 hours)", "2026-01-01T03:00:00", ["2026-01-01T04:00:30", "2026-01-01T06:00:30"]],
    ["rate(1 day)", "2026-02-01T00:00:31", ["2026-02-02T00:00:30"]],
    ["cron(* * * * ? *)", "2026-01-01T00:00:01", ["2026-01-01T00:01:00", "2026-01-01T00:02:00"]],
    ["cron(0 3 * * ? *)", "2026-01-01T03:00:00", ["2026-01-01T03:00:00", "2026-01-02T03:00:00"]],
    ["cron(0/15 9 * * ? *)", "2026-01-01T09:20:00", ["2026-01-01T09:30:00", "2026-01-01T09:45:00"]],
    [
      "cron(5,35 8-9 * * ? *)",
      "2026-01-01T08:30:00",
      ["2026-01-01T08:35:00", "2026-01-01T09:05:00"],
    ],
    ["cron(0 12 ? * MON-FRI *)", "2026-01-02T13:00:00", ["2026-01-05T12:00:00"]],
    ["cron(0 12 ? * 1 *)", "2026-01-01T00:00:00", ["2026-01-04T12:00:00"]],
    ["cron(0 0 29 2 ? *)", "2026-01-01T00:00:00", ["2028-02-29T00:00:00"]],
    ["cron(30 6 1 JAN,JUL ? *)", "2026-01-02T00:00:00", ["2026-07-01T06:30:00"]],
    ["cron(0 0 1 1 ? 2030)", "2026-01-01T00:00:00", ["2030-01-01T00:00:00"]],
    ["cron(0 0 1 1 ? 2025)", "2026-01-01T00:00:00", []],
    ["cron(0 0 */10 * ? *)", "2026-01-02T00:00:00", ["2026-01-11T00:00:00", "2026-01-21T00:00:00"]],
    ["at(2026-03-01T10:00:00)", "2026-01-01T00:00:00", ["2026-03-01T10:00:00"]],
    ["at(2026-03-01T10:00:00)", "2026-03-01T10:00:01", []],
  ] as const) {
    it(`${expression} from ${from} is ${expected.join(", ") || "never"}`, () => {
      expect(times(expression, from, Math.max(1, expected.length))).to.deep.equal(expected);
    });
  }

  for (const expression of [
    "rate(0 minutes)",
    "rate(1.5 hours)",
    "rate(1 fortnight)",
    "every minute",
    "cron(* * * * *)",
    "cron(* * * * * *)",
    "cron(60 * * * ? *)",
    "cron(* 24 * * ? *)",
    "cron(* * 0 * ? *)",
    "cron(5-1 * * * ? *)",
    "cron(*/0 * * * ? *)",
    "cron(a * * * ? *)",
    "cron(1-2-3 * * * ? *)",
    "at(tomorrow)",
    "at(2026-13-01T00:00:00)",
  ]) {
    it(`${expression} is refused`, () => {
      expect(() => parseSchedule(expression, anchor)).to.throw(/Invalid Schedule Expression/);
    });
  }

  for (const expression of ["cron(0 0 L * ? *)", "cron(0 0 ? * 2#1 *)", "cron(0 0 3W * ? *)"]) {
    it(`${expression} is named as not modelled`, () => {
      expect(() => parseSchedule(expression, anchor)).to.throw(/not modelled/);
    });
  }
});
