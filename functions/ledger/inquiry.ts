import { type LedgerAnswer, type LedgerQuestion, LINES_MAX } from "../core/ledger-question";
import type { Sql } from "../core/ports";
import { StepError } from "../core/step-error";
import { ledgerTime, postedPage, postedPayments } from "../store/posted-payments";

/** Answers a question; one of an unknown shape is refused before the database is asked. */
export async function answerQuestion(sql: Sql, question: LedgerQuestion): Promise<LedgerAnswer> {
  const { keys, before, after = "" } = question;
  const isList = Array.isArray(keys) && keys.length <= LINES_MAX;
  const isPart = keys === undefined && !Number.isNaN(Date.parse(before ?? ""));
  if (!isList && !isPart) {
    throw new StepError("InvalidInput", `a question has up to ${LINES_MAX} keys, or a moment`);
  }
  const time = (await ledgerTime(sql)).toISOString();
  if (isList) return { time, lines: await postedPayments(sql, keys), more: false };
  const lines = await postedPage(sql, after, new Date(before ?? ""), LINES_MAX);
  return { time, lines, more: lines.length === LINES_MAX };
}
