import { type Checker, violations } from "./facts";

/** What must never be seen again: card numbers that clients tried to send, and credentials. */
export const noSecrets: Checker = {
  id: "I15",
  statement: "no card number and no secret appears in any log, message, item or event",
  check: ({ texts, planted }) =>
    violations(
      "I15",
      planted
        .filter((secret) => texts.some((text) => text.replace(/[ .:_-]/g, "").includes(secret)))
        .map((secret) => `a planted secret ending in ${secret.slice(-2)} was found in a text`),
    ),
};
