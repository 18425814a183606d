import { AUTHORITY_LEASE_MS } from "../../functions/core/control-item";
import { isTerminal } from "../../functions/core/payment-record";
import { isFailure } from "./client-log";
import {
  acceptGapMs,
  acceptLatencies,
  byName,
  countClients,
  firstSuccess,
} from "./measure-clients";
import { measureMoney } from "./measure-money";
import type { NightMeasure, StrikeMeasure } from "./measured";
import type { NightRecord } from "./night-record";
import { spreadOf } from "./percentile";
import { failedShare, servedAgain } from "./served-again";

/** Everything that is measured about a night, from what was written down in it. */
export function measureNight(night: NightRecord): NightMeasure {
  const { lines, moments, deadLetters, unread } = night;
  const { startedMs, strikes, alarms, zombie } = moments;
  const struckMs = strikes[0]?.atMs ?? Number.POSITIVE_INFINITY;
  const { againMs, failbackMs } = courseOf(night);
  const latency = (fromMs: number, untilMs: number) =>
    spreadOf(acceptLatencies(lines, fromMs, untilMs).map(Math.round));
  return {
    strikes: strikes.map((_, index) => measureStrike(night, index)),
    latencyMs: {
      before: latency(startedMs, struckMs),
      during: latency(struckMs, againMs),
      after: latency(againMs, failbackMs),
    },
    clients: countClients(lines),
    ...measureMoney(night),
    alerts: alarms.filter(({ atMs }) => atMs >= struckMs).length,
    pressure: night.pressure,
    deadLetters:
      unread.length > 0 || deadLetters.length === 0
        ? null
        : deadLetters.reduce((sum, { waiting }) => sum + waiting, 0),
    zombie: { restoredMessages: zombie?.restored ?? null, unlawfulClaims: unlawfulClaims(night) },
    failback: measureFailback(night),
  };
}

/** When the first blow was over for clients, and when the way back began. */
function courseOf(night: NightRecord) {
  const { lines, moments, endedMs } = night;
  const [first] = moments.strikes;
  const untilMs = moments.loadEndedMs ?? endedMs;
  const againMs = first && servedAgain(lines, first.atMs, endOfStrike(night, first.atMs));
  return {
    againMs: againMs ?? untilMs,
    failbackMs: moments.failback?.orderedMs ?? untilMs,
  };
}

/** A blow is judged until the next planned event: another blow, the failback, or the end of the load. */
function endOfStrike({ moments, endedMs }: NightRecord, struckMs: number): number {
  const planned = [...moments.strikes.map(({ atMs }) => atMs), moments.failback?.orderedMs ?? 0];
  return Math.min(moments.loadEndedMs ?? endedMs, ...planned.filter((atMs) => atMs > struckMs));
}

/** Whole milliseconds, as seconds; null where there is nothing to measure. */
function secondsFrom(fromMs: number, atMs: number | undefined): number | null {
  return atMs === undefined ? null : Math.round(atMs - fromMs) / 1000;
}

function measureStrike(night: NightRecord, index: number): StrikeMeasure {
  const { lines, moments } = night;
  const strike = moments.strikes[index];
  if (!strike) throw new Error(`there is no strike ${index}`);
  const { atMs, what, standby } = strike;
  const untilMs = endOfStrike(night, atMs);
  const within = (time: number) => time >= atMs && time < untilMs;
  const authority = moments.authorities.find((one) => one.active === standby && within(one.seenMs));
  const move = moments.moves.find((one) => one.region === standby && within(one.startedMs));
  const dns = moments.dnsMoves.filter((one) => one.region === standby && within(one.atMs));
  const againMs = servedAgain(lines, atMs, untilMs);
  const drainedMs = authority && drained(night, authority.atMs);
  return {
    what,
    detectionSeconds: secondsFrom(atMs, moments.detections[index]),
    decisionSeconds: secondsFrom(atMs, move?.startedMs),
    authoritySeconds: secondsFrom(atMs, authority?.atMs),
    dnsSeconds: secondsFrom(atMs, dns[0]?.atMs),
    firstSuccessSeconds: secondsFrom(atMs, firstSuccess(lines, atMs, standby)),
    rtoSeconds: secondsFrom(atMs, againMs),
    acceptGapSeconds: lines.length === 0 ? null : gap(night, atMs, untilMs),
    backlogDrainedSeconds: secondsFrom(atMs, drainedMs),
  };
}

/** The last payment before the blow belongs to the gap: nobody was accepted since then. */
function gap({ lines }: NightRecord, struckMs: number, untilMs: number): number {
  const before = byName(lines)
    .filter((line) => line.kind === "payment" && !isFailure(line) && line.endedMs <= struckMs)
    .map(({ endedMs }) => endedMs);
  return acceptGapMs(lines, Math.max(struckMs - 60_000, ...before), untilMs) / 1000;
}

/** When the last payment that was accepted before a takeover was finished; undefined: one is not. */
function drained({ books }: NightRecord, takenMs: number): number | undefined {
  const table = Object.values(books.tables).find((one) => one !== undefined);
  const early = [...(table?.values() ?? [])].filter(({ record }) => record.createdMs <= takenMs);
  const ends = early.map(({ record }) => (isTerminal(record.status) ? record.doneMs : undefined));
  if (ends.length === 0 || ends.includes(undefined)) return undefined;
  return Math.max(takenMs, ...ends.map((one) => one ?? 0));
}

/**
 * Claims of the old primary while the standby had authority, by the payments' own history.
 * Cross-region: a lease that was read before the takeover may be used to its end, and no further.
 */
function unlawfulClaims({ books, moments, topology, endedMs }: NightRecord): number | null {
  const tables = Object.values(books.tables).filter((one) => one !== undefined);
  if (tables.length === 0 || moments.authorities.length === 0) return null;
  const away = moments.authorities.flatMap((one, index) => {
    if (one.active === topology.primary) return [];
    const back = moments.authorities
      .slice(index)
      .find((later) => later.active === topology.primary);
    return [{ fromMs: one.atMs + AUTHORITY_LEASE_MS, untilMs: back?.atMs ?? endedMs }];
  });
  const payments = new Map(tables.flatMap((table) => [...table]));
  const claims = [...payments.values()].flatMap(({ history }) =>
    history.filter(({ change, region }) => change === "claim" && region === topology.primary),
  );
  return claims.filter(({ atMs }) =>
    away.some(({ fromMs, untilMs }) => atMs > fromMs && atMs < untilMs),
  ).length;
}

/** The way back takes from the order until the last client has left the standby. */
function measureFailback({ lines, moments, topology }: NightRecord): NightMeasure["failback"] {
  const { orderedMs, servedMs } = moments.failback ?? {};
  if (orderedMs === undefined || servedMs === undefined) {
    return { seconds: null, acceptGapSeconds: null, failedPercent: null };
  }
  const during = byName(lines).filter(({ beganMs }) => beganMs >= orderedMs && beganMs <= servedMs);
  const away = during.filter(({ region }) => region === topology.secondary);
  const leftMs = Math.max(orderedMs, ...away.map(({ endedMs }) => endedMs));
  return {
    seconds: secondsFrom(orderedMs, leftMs),
    acceptGapSeconds: acceptGapMs(lines, orderedMs, servedMs) / 1000,
    failedPercent: during.length === 0 ? null : Math.round(failedShare(during) * 1000) / 10,
  };
}
