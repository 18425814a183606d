import { validationError } from "./errors";

/** Digits DynamoDB keeps of a number. */
const PRECISION = 38;
const EXPONENT_MAX = 125;
const EXPONENT_MIN = -130;

/** Up to here every integer and its text convert to each other without loss. */
const EXACT_TEXT_LENGTH = 15;
const NUMERAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;

interface Decimal {
  coefficient: bigint;
  exponent: number;
}

/** The one text a number is stored as: plain notation without leading or trailing zeros. */
export function canonicalNumber(text: string): string {
  if (isShortInteger(text)) return text;
  return format(parse(text), "Attempting to store more than 38 significant digits in a Number");
}

/** -1, 0 or 1. Both texts are canonical. */
export function compareNumbers(a: string, b: string): number {
  const roughA = +a;
  const roughB = +b;
  // Rounding to a double keeps the order, so unequal doubles already decide.
  if (roughA !== roughB) return roughA < roughB ? -1 : 1;
  if (a === b) return 0;
  const [x, y] = align(parse(a), parse(b));
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Exact decimal sum. */
export function addNumbers(a: string, b: string): string {
  if (a.length <= EXACT_TEXT_LENGTH && b.length <= EXACT_TEXT_LENGTH) {
    const x = +a;
    const y = +b;
    if (Number.isInteger(x) && Number.isInteger(y)) return String(x + y);
  }
  return combine(a, b, 1n);
}

/** Exact decimal difference. */
export function subtractNumbers(a: string, b: string): string {
  if (a.length <= EXACT_TEXT_LENGTH && b.length <= EXACT_TEXT_LENGTH) {
    const x = +a;
    const y = +b;
    if (Number.isInteger(x) && Number.isInteger(y)) return String(x - y);
  }
  return combine(a, b, -1n);
}

/** Significant digits of a canonical number: what its storage size depends on. */
export function significantDigits(text: string): number {
  const digits = text.replace(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "");
  return Math.max(1, digits.length);
}

function isShortInteger(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > EXACT_TEXT_LENGTH) return false;
  let index = text.charCodeAt(0) === 45 ? 1 : 0;
  const first = text.charCodeAt(index);
  if (first === 48) return length === 1;
  for (; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) return false;
  }
  return first >= 49;
}

function parse(text: string): Decimal {
  const match = NUMERAL.exec(text);
  const whole = match?.[2] ?? "";
  const fraction = match?.[3] ?? "";
  if (!match || whole.length + fraction.length === 0) {
    const detail = text === "" ? "" : `: ${text}`;
    throw validationError(`The parameter cannot be converted to a numeric value${detail}`);
  }
  const magnitude = BigInt(whole + fraction);
  return {
    coefficient: match[1] === "-" ? -magnitude : magnitude,
    exponent: Number(match[4] ?? 0) - fraction.length,
  };
}

function format({ coefficient, exponent }: Decimal, tooPrecise: string): string {
  if (coefficient === 0n) return "0";
  const sign = coefficient < 0n ? "-" : "";
  const all = (coefficient < 0n ? -coefficient : coefficient).toString();
  const digits = all.replace(/0+$/, "");
  const lowest = exponent + all.length - digits.length;
  const highest = lowest + digits.length - 1;
  if (highest > EXPONENT_MAX) {
    throw validationError(
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    );
  }
  if (highest < EXPONENT_MIN) {
    throw validationError(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range",
    );
  }
  if (digits.length > PRECISION) throw validationError(tooPrecise);
  if (lowest >= 0) return sign + digits + "0".repeat(lowest);
  if (highest < 0) return `${sign}0.${"0".repeat(-highest - 1)}${digits}`;
  return `${sign}${digits.slice(0, highest + 1)}.${digits.slice(highest + 1)}`;
}

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [
    a.coefficient * 10n ** BigInt(a.exponent - exponent),
    b.coefficient * 10n ** BigInt(b.exponent - exponent),
    exponent,
  ];
}

function combine(a: string, b: string, sign: bigint): string {
  const [x, y, exponent] = align(parse(a), parse(b));
  // AWS names a sum that needs more than 38 digits an overflow, too.
  return format(
    { coefficient: x + sign * y, exponent },
    "Number overflow. Attempting to store a number with magnitude larger than supported range",
  );
}
