import { type Checker, violations } from "./facts";

/** A dead letter is harmless, because the sweeper re-creates hints, but somebody has to look. */
export const deadLettersAreNoticed: Checker = {
  id: "I12",
  statement: "dead letters raise an alarm",
  check: ({ deadLetters }) =>
    violations(
      "I12",
      deadLetters
        .filter(({ waiting, alarmed }) => waiting > 0 && !alarmed)
        .map(({ queue, waiting }) => `${waiting} dead letters wait in ${queue} and no alarm`),
    ),
};
