/** Money is an integer number of minor units; it never passes through floating point. */
export type AmountReading =
  | { readonly ok: true; readonly minor: bigint }
  | { readonly ok: false; readonly detail: string };

const DECIMAL = /^(\d{1,15})(?:\.(\d{1,15}))?$/;
const MAX_DIGITS = 15;

/**
 * Reads an amount in major units. A JSON number counts as the shortest decimal that names it, so
 * 100, 100.0 and "100.00" are the same amount; exponents, signs and blanks are refused.
 */
export function toMinor(amount: string | number, exponent: number): AmountReading {
  const match = DECIMAL.exec(typeof amount === "number" ? String(amount) : amount);
  if (!match) return { ok: false, detail: "must be a plain decimal number" };
  const whole = match[1] as string;
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (whole.length + fraction.length > MAX_DIGITS) {
    return { ok: false, detail: `must not have more than ${MAX_DIGITS} digits` };
  }
  if (fraction.length > exponent) {
    return { ok: false, detail: `must not have more than ${exponent} fraction digits` };
  }
  return { ok: true, minor: BigInt(whole + fraction.padEnd(exponent, "0")) };
}

/** Minor units as a decimal in major units: 12345 with two digits is "123.45". */
export function toMajor(minor: bigint, exponent: number): string {
  const negative = minor < 0n;
  const digits = (negative ? -minor : minor).toString().padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? "" : `.${digits.slice(-exponent)}`;
  return `${negative ? "-" : ""}${whole}${fraction}`;
}
