import type { Checker, Facts, Violation } from "./facts";
import { acknowledgedIsStored } from "./i01-acknowledged-is-stored";
import { chargedAtMostOnce } from "./i02-charged-at-most-once";
import { chargedAsStored } from "./i03-charged-as-stored";
import { invalidIsRefused } from "./i04-invalid-is-refused";
import { oneAnswer } from "./i05-one-answer";
import { terminalIsFinal } from "./i06-terminal-is-final";
import { statusTellsTheTruth } from "./i07-status-tells-the-truth";
import { everythingIsFinished } from "./i08-everything-is-finished";
import { somebodyIsTold } from "./i09-somebody-is-told";
import { authorityIsKept } from "./i10-authority";
import { takeoverHasReason } from "./i11-takeover-has-reason";
import { deadLettersAreNoticed } from "./i12-dead-letters-are-noticed";
import { epochNeverFalls } from "./i13-epoch-never-falls";
import { outageIsShort } from "./i14-outage-is-short";
import { noSecrets } from "./i15-no-secrets";
import { booksBalance } from "./i16-books-balance";
import { replicasAgree } from "./i18-replicas-agree";

/** I17, the same trace for the same seed, is judged by running a seed twice, not from facts. */
export const CHECKERS: readonly Checker[] = [
  acknowledgedIsStored,
  chargedAtMostOnce,
  chargedAsStored,
  invalidIsRefused,
  oneAnswer,
  terminalIsFinal,
  statusTellsTheTruth,
  everythingIsFinished,
  somebodyIsTold,
  authorityIsKept,
  takeoverHasReason,
  deadLettersAreNoticed,
  epochNeverFalls,
  outageIsShort,
  noSecrets,
  booksBalance,
  replicasAgree,
];

export function judge(facts: Facts): readonly Violation[] {
  return CHECKERS.flatMap((checker) => checker.check(facts));
}
