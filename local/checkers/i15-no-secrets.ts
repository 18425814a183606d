import { type Checker, violations } from "./facts";

/** What must never be seen again: card numbers that clients tried to send, and credentials. */
export const noSecrets: Checker = {
  id: "I15",
  statement: "no card number and no secret appears in any log, message, item or event",
  check: ({ texts, planted }) =>
    violations(
      "I15",
      planted
        .filter((secret) => {
          const spelled = spellingsOf(secret);
          return texts.some((text) => text.length >= secret.length && spelled.test(text));
        })
        .map((secret) => `a planted secret ending in ${secret.slice(-2)} was found in a text`),
    ),
};

/** The secret in one piece, or with the separators that people put between digits. */
function spellingsOf(secret: string): RegExp {
  const escaped = [...secret].map((sign) => sign.replace(/[^\w]/, "\\$&"));
  return new RegExp(escaped.join("[ .:_-]?"));
}
