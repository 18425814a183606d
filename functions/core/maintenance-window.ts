const WINDOW = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;
const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;

/**
 * Whether a moment lies in a daily UTC window "HH:MM-HH:MM", which may run past midnight. The end is
 * outside. A window that cannot be read counts as always open: then no automatic failover starts.
 */
export function inMaintenanceWindow(window: string | undefined, nowMs: number): boolean {
  if (window === undefined) return false;
  const match = WINDOW.exec(window);
  if (!match) return true;
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const from = fromHour * 60 + fromMinute;
  const to = toHour * 60 + toMinute;
  const minute = Math.floor(nowMs / MINUTE_MS) % DAY_MINUTES;
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}
