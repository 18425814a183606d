/** Runs of digits, single separators between them allowed, as people write card numbers. */
const DIGIT_RUN = /\d(?:[ ._:-]?\d){12,}/g;

/**
 * Whether a text holds what could be a card number: 13 to 19 digits that pass the Luhn check.
 * Card numbers must never enter the system, so a token that looks like one is refused as well.
 */
export function looksLikeCardNumber(text: string): boolean {
  if (text.length < 13) return false;
  for (const run of text.match(DIGIT_RUN) ?? []) {
    const digits = run.replace(/\D/g, "");
    if (digits.length <= 19 && passesLuhn(digits)) return true;
  }
  return false;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}
