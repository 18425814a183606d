import { type Checker, violations } from "./facts";

/** A dead letter is harmless, because the sweeper re-creates hints, but somebody has to look. */
export const deadLettersAreNoticed: Checker = {
  id: "I12",
  statement: "dead letters raise an alarm",
  check: ({ deadLetters }) =>
    violations(
      "I12",
      deadLetters.waiting > 0 && !deadLetters.alarmed
        ? [`${deadLetters.waiting} dead letters wait and no alarm went off`]
        : [],
    ),
};
