import type { AlarmState, TreatMissingData } from "./alarm-declaration";

/** One period as an alarm sees it: on the wrong side, on the right side, or without data. */
export type Datapoint = "breaching" | "fine" | "missing";

interface EvaluationRule {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

/** How many periods more than the declared ones are looked at, in case data is missing. */
export const extraPeriods = 2;

/**
 * The state of an alarm, given its evaluation range from the oldest period to the newest. Data
 * that exists is used first, however old; only what then lacks is filled in by the treatment.
 */
export function evaluate(
  range: readonly Datapoint[],
  rule: EvaluationRule,
  current: AlarmState,
): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule;
  const existing = range.filter((point) => point !== "missing").slice(-evaluationPeriods);
  const lacking = evaluationPeriods - existing.length;
  let bad = existing.filter((point) => point === "breaching").length;
  if (treatMissingData === "breaching") bad += lacking;
  if (bad >= datapointsToAlarm) return "ALARM";
  if (lacking === 0 || treatMissingData === "breaching" || treatMissingData === "notBreaching") {
    return "OK";
  }
  if (treatMissingData === "ignore") {
    return existing.length > 0 && bad === 0 ? "OK" : current;
  }
  if (existing.length === 0) return "INSUFFICIENT_DATA";
  if (isLastingBreach(range, datapointsToAlarm)) return "ALARM";
  return bad < existing.length ? "OK" : "INSUFFICIENT_DATA";
}

/** The first bad period lies as far back as an alarm needs, and nothing good came after it. */
function isLastingBreach(range: readonly Datapoint[], datapointsToAlarm: number): boolean {
  const last = range.lastIndexOf("fine");
  const first = range.indexOf("breaching", last + 1);
  return first >= 0 && range.length - first >= datapointsToAlarm;
}
