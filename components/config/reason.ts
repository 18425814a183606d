import type { TextForm } from "./object-reader";

/** An opt-out from something safe must say why, in a sentence and not in a word. */
export const REASON: TextForm = {
  pattern: /^.{10,}$/s,
  example: '"a sentence that says why"',
};
